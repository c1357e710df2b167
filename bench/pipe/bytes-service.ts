// The service of the pipe benchmark: all four call types on a message with one field of bytes, encoded by the same
// generated code that a user of ts-proto has.
import {
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  type Metadata,
  makeGenericClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import type { ClientConstructor } from '../../pipe/index.js';
import { Any } from '../../protos/gen/google/protobuf/any.js';

export type Bytes = Any;

export function bytesMessage(value: Buffer): Bytes {
  return { typeUrl: '', value };
}

const serialize = (message: Bytes) => Buffer.from(Any.encode(message).finish());
const deserialize = (bytes: Buffer) => Any.decode(bytes);
const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/protopipe.bench.Bytes/${name}`,
  requestStream,
  responseStream,
  requestSerialize: serialize,
  requestDeserialize: deserialize,
  responseSerialize: serialize,
  responseDeserialize: deserialize,
});

export const bytesService = {
  unary: method('Unary', false, false),
  serverStream: method('ServerStream', false, true),
  clientStream: method('ClientStream', true, false),
  bidi: method('Bidi', true, true),
} as const;

export interface BytesClient {
  unary(request: Bytes, callback: (error: ServiceError | null, answer: Bytes) => void): ClientUnaryCall;
  serverStream(request: Bytes): ClientReadableStream<Bytes>;
  clientStream(
    metadata: Metadata,
    options: object,
    callback: (error: ServiceError | null, answer?: Bytes) => void,
  ): ClientWritableStream<Bytes>;
  bidi(): ClientDuplexStream<Bytes, Bytes>;
}

export const BytesClient = makeGenericClientConstructor(
  bytesService,
  'protopipe.bench.Bytes',
) as unknown as ClientConstructor<BytesClient>;
