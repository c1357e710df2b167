// The service of the pipe benchmark: all four call types on a message that is bytes as they are. What a library takes to
// encode a message is the same whatever carries it; JSON has no bytes, so JSON-RPC carries them as base64.
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

export interface Bytes {
  readonly value: Buffer;
}

export function bytesMessage(value: Buffer): Bytes {
  return { value };
}

const serialize = ({ value }: Bytes) => value;
const deserialize = (value: Buffer): Bytes => ({ value });
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
