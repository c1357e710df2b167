// A service of all four call types on raw bytes, for tests of the transport, and its client.
import { EventEmitter, once } from 'node:events';
import * as grpc from '@grpc/grpc-js';
import { createPipeServer, type PipeServer } from '../../pipe/index.js';

const bytes = (value: Buffer) => value;
const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/protopipe.test.Echo/${name}`,
  requestStream,
  responseStream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});

export const echoService = {
  /** Answers with the request; metadata `x-*` comes back in the headers, `fail` asks for a status. */
  unary: method('Unary', false, false),
  /** The request `count:size` asks for that many messages of that many bytes. */
  serverStream: method('ServerStream', false, true),
  /** Answers with the number of bytes that were received. */
  clientStream: method('ClientStream', true, false),
  /** Every message comes back. */
  bidi: method('Bidi', true, true),
  /** Never answers. */
  hang: method('Hang', false, false),
  /** Blocks the server's event loop for ever. */
  spin: method('Spin', false, false),
} as const;

type Callback = (error: grpc.ServiceError | null, response?: Buffer) => void;
type Options = Partial<grpc.CallOptions>;

export interface EchoClient extends grpc.Client {
  unary(request: Buffer, metadata: grpc.Metadata, options: Options, callback: Callback): grpc.ClientUnaryCall;
  serverStream(request: Buffer, metadata?: grpc.Metadata, options?: Options): grpc.ClientReadableStream<Buffer>;
  clientStream(metadata: grpc.Metadata, options: Options, callback: Callback): grpc.ClientWritableStream<Buffer>;
  bidi(metadata?: grpc.Metadata, options?: Options): grpc.ClientDuplexStream<Buffer, Buffer>;
  hang(request: Buffer, metadata: grpc.Metadata, options: Options, callback: Callback): grpc.ClientUnaryCall;
  spin(request: Buffer, metadata: grpc.Metadata, options: Options, callback: Callback): grpc.ClientUnaryCall;
}

export const EchoClient = grpc.makeGenericClientConstructor(echoService, 'protopipe.test.Echo') as unknown as new (
  address: string,
  credentials: grpc.ChannelCredentials,
  options?: Partial<grpc.ClientOptions>,
) => EchoClient;

export interface EchoServer {
  readonly server: PipeServer;
  /** Calls that handlers have seen, by method name. */
  readonly calls: string[];
  /** Resolves when a running call of that method has been cancelled, now or earlier. */
  cancellation(method: string): Promise<void>;
}

export function createEchoServer(): EchoServer {
  const calls: string[] = [];
  const cancelled = new Set<string>();
  const cancellations = new EventEmitter();
  const onCancelled = (method: string) => {
    cancelled.add(method);
    cancellations.emit(method);
  };
  const server = createPipeServer();
  server.addService(echoService, {
    unary(call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
      calls.push('unary');
      const headers = new grpc.Metadata();
      const trailers = new grpc.Metadata();
      for (const key of Object.keys(call.metadata.getMap())) {
        if (key.startsWith('x-')) for (const value of call.metadata.get(key)) headers.add(key, value);
      }
      if (Object.keys(headers.getMap()).length > 0) call.sendMetadata(headers);
      const [fail] = call.metadata.get('fail');
      if (fail !== undefined) {
        trailers.set('grpc-status-details-bin', Buffer.from([8, 9, 18, 1, 120]));
        callback({ code: Number(fail), details: 'asked to fail: ünïcode', metadata: trailers });
      } else {
        trailers.set('trailer', 'yes');
        callback(null, call.request, trailers);
      }
    },
    async serverStream(call: grpc.ServerWritableStream<Buffer, Buffer>) {
      calls.push('serverStream');
      let proceed = () => {};
      call.on('cancelled', () => {
        onCancelled('serverStream');
        proceed();
      });
      call.on('drain', () => proceed());
      const [count = 0, size = 0] = call.request.toString().split(':').map(Number);
      const message = Buffer.alloc(size, 7);
      for (let i = 0; i < count && !call.cancelled; i++) {
        if (call.write(message)) continue;
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
      }
      call.end();
    },
    clientStream(call: grpc.ServerReadableStream<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
      calls.push('clientStream');
      let received = 0;
      call.on('data', (message: Buffer) => {
        received += message.length;
      });
      call.on('end', () => callback(null, Buffer.from(String(received))));
    },
    bidi(call: grpc.ServerDuplexStream<Buffer, Buffer>) {
      calls.push('bidi');
      call.on('cancelled', () => onCancelled('bidi'));
      call.on('data', (message: Buffer) => call.write(message));
      call.on('end', () => call.end());
    },
    hang(call: grpc.ServerUnaryCall<Buffer, Buffer>) {
      calls.push('hang');
      call.on('cancelled', () => onCancelled('hang'));
    },
    spin() {
      for (;;);
    },
  });
  return {
    server,
    calls,
    async cancellation(method) {
      if (!cancelled.has(method)) await once(cancellations, method);
    },
  };
}

/** A unary call as a promise: the answer, its headers and its trailers. Rejects with grpc-js' error. */
export function unary(
  client: EchoClient,
  request: Buffer,
  metadata = new grpc.Metadata(),
  options: Options = {},
): Promise<{ response: Buffer; headers: grpc.Metadata; trailers: grpc.Metadata }> {
  return new Promise((resolve, reject) => {
    let headers = new grpc.Metadata();
    let response: Buffer | undefined;
    const call = client.unary(request, metadata, options, (error, value) => {
      if (error) reject(error);
      else response = value;
    });
    call.on('metadata', (value: grpc.Metadata) => {
      headers = value;
    });
    call.on('status', (value: grpc.StatusObject) => {
      if (response) resolve({ response, headers, trailers: value.metadata });
    });
  });
}
