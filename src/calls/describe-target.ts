// What a target serves, as the commands and the view ask for it.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import {
  type DescribeRequest,
  Reflection,
  type ServiceDescription,
  type SymbolDescription,
} from '../../protos/gen/protopipe/v1/call.js';
import type { Session } from '../backend/session.js';
import type { OpenedTarget } from './open-target.js';

/** The target's services by server reflection; those of the workspace when it does not have that. */
export async function servicesOf(
  session: Session,
  target: OpenedTarget,
  signal: AbortSignal,
): Promise<ServiceDescription[]> {
  try {
    return await list(session, describeRequest(target, Reflection.ON), signal);
  } catch (error) {
    if (RpcError.from(error).code !== status.UNIMPLEMENTED) throw error;
    return list(session, describeRequest(undefined, Reflection.OFF), signal);
  }
}

/** The services that the workspace's files declare. */
export function localServices(session: Session, signal: AbortSignal): Promise<ServiceDescription[]> {
  return list(session, describeRequest(undefined, Reflection.OFF), signal);
}

/** A declaration as source: the workspace's, or the target's where the workspace does not know it. */
export async function declarationOf(
  session: Session,
  target: OpenedTarget | undefined,
  symbol: string,
  signal: AbortSignal,
): Promise<SymbolDescription> {
  const request = describeRequest(target, target ? Reflection.ON : Reflection.OFF);
  for await (const { event } of session.describe({ ...request, symbols: [symbol] }, signal)) {
    if (event?.$case === 'symbol') return event.value;
  }
  throw new RpcError(status.NOT_FOUND, `${symbol} is not declared`);
}

function describeRequest(target: OpenedTarget | undefined, reflection: Reflection): DescribeRequest {
  return {
    target: target?.target,
    schema: { reflection, descriptorSets: [] },
    metadata: target?.metadata ?? [],
    symbols: [],
    deadlineMs: 0,
  };
}

async function list(session: Session, request: DescribeRequest, signal: AbortSignal): Promise<ServiceDescription[]> {
  const services: ServiceDescription[] = [];
  for await (const { event } of session.describe(request, signal)) {
    if (event?.$case === 'service') services.push(event.value);
  }
  return services;
}
