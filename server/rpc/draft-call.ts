// RequestService.DraftRequest: the method out of the workspace, else out of the schema of a target.
import { type Metadata, status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { Reflection, type Target } from '../../protos/gen/protopipe/v1/call.js';
import type { DraftRequestRequest, DraftRequestResponse } from '../../protos/gen/protopipe/v1/request.js';
import { splitMethodName } from '../calls/schema/call-schema.js';
import { toMetadata } from '../calls/target/metadata.js';
import { draftRequest } from '../requests/draft-request.js';
import type { MethodModel } from '../requests/types/model.js';
import { typesOf } from './asked-request.js';
import type { CallPorts } from './call-service.js';
import { connectTo, decodeMetadata, openSchema } from './decode-target.js';
import { methodModel } from './descriptor-types.js';
import { refuseUntrusted } from './workspace-trust.js';

/** For connecting and for the target's answers. */
const timeoutMs = 10_000;

export async function draftCall(
  ports: CallPorts,
  { method: name, target, schemaTarget, metadata }: DraftRequestRequest,
  signal: AbortSignal,
): Promise<DraftRequestResponse> {
  const { service, method } = splitMethodName(name);
  const workspace = await (await ports.loadWorkspace()).settled(signal);
  const known = typesOf(workspace).service(service);
  const found = known?.methods.find((each) => each.name === method);
  if (found) return { text: draftRequest({ service, method: found, target }) };
  if (known) {
    const names = known.methods.map((each) => each.name).join(', ') || 'no methods';
    throw new RpcError(status.NOT_FOUND, `${service} has no method ${method}; it has ${names}.`);
  }
  if (!schemaTarget?.address) {
    throw new RpcError(status.NOT_FOUND, `No .proto file of the workspace declares the service ${service}.`);
  }
  const model = await methodAtTarget(ports, name, schemaTarget, toMetadata(decodeMetadata(metadata)), signal);
  return { text: draftRequest({ service, method: model, target }) };
}

async function methodAtTarget(
  ports: CallPorts,
  name: string,
  target: Target,
  metadata: Metadata,
  signal: AbortSignal,
): Promise<MethodModel> {
  refuseUntrusted(ports.trust);
  const connection = connectTo(target);
  try {
    const reflected = { connection, metadata, deadline: new Date(Date.now() + timeoutMs) };
    const source = { reflection: Reflection.ON, descriptorSets: [] };
    const { schema, close } = await openSchema(ports, source, reflected);
    try {
      return methodModel((await schema.method(name, signal)).desc);
    } finally {
      close();
    }
  } finally {
    connection.close();
  }
}
