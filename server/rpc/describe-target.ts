// CallService.Describe: the services of a target, or declarations as source.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { DescribeRequest, DescribeResponse, ServiceDescription } from '../../protos/gen/protopipe/v1/call.js';
import { Origin } from '../../protos/gen/protopipe/v1/call.js';
import { SymbolKind } from '../../protos/gen/protopipe/v1/workspace.js';
import {
  type DescribedService,
  type DescribedSymbol,
  describeServices,
  describeSymbol,
  leadingComment,
} from '../calls/describe.js';
import { toMetadata } from '../calls/target/metadata.js';
import type { CallPorts } from './call-service.js';
import { connectTo, decodeMetadata, encodeOrigin, openSchema } from './decode-target.js';
import { encodeMethod } from './encode-call-event.js';
import type { Send } from './stream-handlers.js';

const defaultDeadlineMs = 10_000;

const kinds: Readonly<Record<DescribedSymbol['kind'], SymbolKind>> = {
  message: SymbolKind.MESSAGE,
  enum: SymbolKind.ENUM,
  service: SymbolKind.SERVICE,
  extension: SymbolKind.EXTENSION,
  method: SymbolKind.METHOD,
  field: SymbolKind.FIELD,
  'enum value': SymbolKind.ENUM_VALUE,
};

export async function describeTarget(
  ports: CallPorts,
  request: DescribeRequest,
  send: Send<DescribeResponse>,
  signal: AbortSignal,
): Promise<void> {
  const { target } = request;
  const connection = target && target.address !== '' ? connectTo(target) : undefined;
  const metadata = toMetadata(decodeMetadata(request.metadata));
  const deadline = new Date(Date.now() + (request.deadlineMs || defaultDeadlineMs));
  try {
    const reflected = connection && { connection, metadata, deadline };
    const { schema, close } = await openSchema(ports, request.schema, reflected, { comments: true });
    try {
      for (const symbol of request.symbols) {
        const value = encodeSymbol(await describeSymbol(schema, symbol, signal));
        await send({ event: { $case: 'symbol', value } });
      }
      if (request.symbols.length > 0) return;
      for await (const service of describeServices(schema, signal)) {
        await send({ event: { $case: 'service', value: encodeService(service) } });
      }
    } finally {
      close();
    }
  } catch (error) {
    throw RpcError.from(error, status.INTERNAL);
  } finally {
    connection?.close();
  }
}

function encodeService({ name, desc, origin, problem }: DescribedService): ServiceDescription {
  return {
    name,
    methods: desc?.methods.map(encodeMethod) ?? [],
    deprecated: desc?.deprecated ?? false,
    comment: desc ? leadingComment(desc) : '',
    origin: origin ? encodeOrigin(origin) : Origin.UNSPECIFIED,
    problem: problem ?? '',
  };
}

function encodeSymbol({ name, kind, source, file, origin }: DescribedSymbol) {
  return { name, kind: kinds[kind], source, file, origin: encodeOrigin(origin) };
}
