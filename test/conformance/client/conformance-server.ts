// A server of connectrpc.conformance.v1.ConformanceService: answers as the requests say, and tells what it was sent.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import type { AnyMessage, Header } from './client-request.js';
import { type ConformanceTypes, packageName } from './types.js';

interface AnswerError {
  readonly code?: number;
  readonly message?: string;
  readonly details?: readonly unknown[];
}

interface Definition {
  readonly responseHeaders?: readonly Header[];
  /** Base64; one for methods with one answer. */
  readonly responseData?: string | readonly string[];
  readonly responseDelayMs?: number;
  readonly error?: AnswerError;
  readonly responseTrailers?: readonly Header[];
}

interface Asked {
  readonly responseDefinition?: Definition;
  readonly fullDuplex?: boolean;
}

/** What handlers of all kinds have of a call, and those that stream their answers. */
type Answering = Pick<grpc.ServerUnaryCall<JsonObject, object>, 'metadata' | 'sendMetadata'>;
type Streaming = grpc.ServerDuplexStream<JsonObject, object> | grpc.ServerWritableStream<JsonObject, object>;

export function createConformanceServer(types: ConformanceTypes): grpc.Server {
  const service: grpc.ServiceDefinition = Object.fromEntries(
    (['Unary', 'ServerStream', 'ClientStream', 'BidiStream'] as const).map((name) => [name, methodOf(types, name)]),
  );
  const server = new grpc.Server();
  server.addService(service, {
    Unary: (call: grpc.ServerUnaryCall<JsonObject, object>, callback: grpc.sendUnaryData<object>) =>
      answerOnce(types, call, 'Unary', [call.request], callback),
    ClientStream: (call: grpc.ServerReadableStream<JsonObject, object>, callback: grpc.sendUnaryData<object>) => {
      const requests: JsonObject[] = [];
      call.on('data', (request: JsonObject) => requests.push(request));
      call.on('end', () => answerOnce(types, call, 'ClientStream', requests, callback));
    },
    ServerStream: (call: grpc.ServerWritableStream<JsonObject, object>) =>
      answerAll(types, call, 'ServerStream', [call.request]),
    BidiStream: (call: grpc.ServerDuplexStream<JsonObject, object>) => {
      const requests: JsonObject[] = [];
      call.on('data', (request: JsonObject) => {
        requests.push(request);
        const { fullDuplex, responseDefinition = {} } = requests[0] as Asked;
        if (!fullDuplex) return;
        if (requests.length === 1) call.sendMetadata(metadataOf(responseDefinition.responseHeaders));
        const data = responseDefinition.responseData?.[requests.length - 1];
        call.write({ payload: { data, requestInfo: infoOf(call.metadata, 'BidiStream', [request]) } });
      });
      call.on('end', () => {
        const [first] = requests as Asked[];
        if (first?.fullDuplex) endWith(types, call, first.responseDefinition ?? {});
        else void answerAll(types, call, 'BidiStream', requests);
      });
    },
  });
  return server;
}

function methodOf(types: ConformanceTypes, name: string): grpc.MethodDefinition<JsonObject, JsonObject> {
  return {
    path: `/${packageName}.ConformanceService/${name}`,
    requestStream: name === 'ClientStream' || name === 'BidiStream',
    responseStream: name === 'ServerStream' || name === 'BidiStream',
    requestSerialize: (json) => types.encode(`${name}Request`, json),
    requestDeserialize: (bytes) => types.decode(`${name}Request`, bytes),
    responseSerialize: (json) => types.encode(`${name}Response`, json),
    responseDeserialize: (bytes) => types.decode(`${name}Response`, bytes),
  };
}

function answerOnce(
  types: ConformanceTypes,
  call: Answering,
  name: string,
  requests: readonly JsonObject[],
  callback: grpc.sendUnaryData<object>,
): void {
  const { responseHeaders, responseData, error, responseTrailers } = (requests[0] as Asked).responseDefinition ?? {};
  const requestInfo = infoOf(call.metadata, name, requests);
  call.sendMetadata(metadataOf(responseHeaders));
  const trailers = metadataOf(responseTrailers);
  if (error) callback(failure(types, error, trailers, requestInfo));
  else callback(null, { payload: { ...(responseData ? { data: responseData } : {}), requestInfo } }, trailers);
}

async function answerAll(
  types: ConformanceTypes,
  call: Streaming,
  name: string,
  requests: readonly JsonObject[],
): Promise<void> {
  const definition = (requests[0] as Asked | undefined)?.responseDefinition ?? {};
  let requestInfo: object | undefined = infoOf(call.metadata, name, requests);
  call.sendMetadata(metadataOf(definition.responseHeaders));
  for (const data of definition.responseData ?? []) {
    if (definition.responseDelayMs) await delay(definition.responseDelayMs);
    if (call.cancelled) return;
    if (!call.write({ payload: { data, ...(requestInfo ? { requestInfo } : {}) } })) await once(call, 'drain');
    requestInfo = undefined;
  }
  endWith(types, call, definition, requestInfo);
}

function endWith(
  types: ConformanceTypes,
  call: Streaming,
  { error, responseTrailers }: Definition,
  requestInfo?: object,
): void {
  const trailers = metadataOf(responseTrailers);
  if (error) call.emit('error', failure(types, error, trailers, requestInfo));
  else call.end(trailers);
}

/** Error has the numbers and types of google.rpc.Status. */
function failure(types: ConformanceTypes, error: AnswerError, metadata: grpc.Metadata, requestInfo?: object) {
  const info = { '@type': `type.googleapis.com/${packageName}.ConformancePayload.RequestInfo`, ...requestInfo };
  const details = [...(error.details ?? []), ...(requestInfo ? [info] : [])];
  metadata.set('grpc-status-details-bin', types.encode('Error', { ...error, details } as unknown as JsonObject));
  return { code: error.code ?? grpc.status.UNKNOWN, details: error.message ?? '', metadata };
}

function infoOf(metadata: grpc.Metadata, name: string, requests: readonly JsonObject[]): object {
  const type = `type.googleapis.com/${packageName}.${name}Request`;
  return {
    requestHeaders: Object.keys(metadata.getMap()).map((each) => ({
      name: each,
      value: metadata.get(each).map((value) => (typeof value === 'string' ? value : value.toString('base64'))),
    })),
    requests: requests.map((request): AnyMessage => ({ '@type': type, ...request })),
  };
}

function metadataOf(headers: readonly Header[] = []): grpc.Metadata {
  const metadata = new grpc.Metadata();
  for (const { name, value = [] } of headers) {
    for (const text of value) metadata.add(name, name.endsWith('-bin') ? Buffer.from(text, 'base64') : text);
  }
  return metadata;
}
