// The serving process of one transport: gRPC on a pipe, vscode-jsonrpc or raw bytes on a Unix socket.
import net from 'node:net';
import type * as grpc from '@grpc/grpc-js';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { createPipeServer, createPrivateEndpoint, createSecret, listenPipe } from '../../pipe/index.js';
import { type Bytes, bytesMessage, bytesService } from './bytes-service.js';
import { type PeerAddress, streamRequest, type TransportName } from './transports.js';

const { endpoint, remove } = createPrivateEndpoint();
const secret = createSecret();

/** Writes `count` messages, as fast as the other side takes them. */
async function pump<Message>(
  count: number,
  message: Message,
  stream: { write(message: Message): boolean; once(event: 'drain', listener: () => void): unknown },
): Promise<void> {
  for (let i = 0; i < count; i++) {
    if (!stream.write(message)) await new Promise<void>((resolve) => stream.once('drain', resolve));
  }
}

async function listenGrpc(): Promise<void> {
  const server = createPipeServer();
  server.addService(bytesService, {
    unary: (call: grpc.ServerUnaryCall<Bytes, Bytes>, callback: grpc.sendUnaryData<Bytes>) =>
      callback(null, bytesMessage(call.request.value)),
    async serverStream(call: grpc.ServerWritableStream<Bytes, Bytes>) {
      const { count, size } = streamRequest.decode(call.request.value);
      await pump(count, bytesMessage(Buffer.alloc(size, 1)), call);
      call.end();
    },
    clientStream(call: grpc.ServerReadableStream<Bytes, Bytes>, callback: grpc.sendUnaryData<Bytes>) {
      let bytes = 0;
      call.on('data', ({ value }: Bytes) => {
        bytes += value.length;
      });
      call.on('end', () => callback(null, bytesMessage(Buffer.from(String(bytes)))));
    },
    bidi(call: grpc.ServerDuplexStream<Bytes, Bytes>) {
      call.on('data', ({ value }: Bytes) => call.write(bytesMessage(value)));
      call.on('end', () => call.end());
      call.on('cancelled', () => {
        const cancelledAtNs = String(process.hrtime.bigint());
        if (process.connected) process.send?.({ cancelledAtNs });
      });
    },
  });
  await listenPipe(server, endpoint, { access: { kind: 'secret', secret } });
}

async function listenJsonRpc(): Promise<void> {
  const server = net.createServer((socket) => {
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    let received = 0;
    connection.onRequest('echo', ({ data }: { data: string }) => {
      const bytes = Buffer.from(data, 'base64');
      return { data: bytes.toString('base64') };
    });
    connection.onRequest('serverStream', async ({ count, size }: { count: number; size: number }) => {
      const payload = Buffer.alloc(size, 1);
      for (let i = 0; i < count; i++) await connection.sendNotification('chunk', { data: payload.toString('base64') });
    });
    connection.onNotification('up', ({ data }: { data: string }) => {
      received += Buffer.from(data, 'base64').length;
    });
    connection.onRequest('received', () => {
      const bytes = received;
      received = 0;
      return { bytes };
    });
    connection.listen();
  });
  await new Promise<void>((resolve) => server.listen(endpoint.path, resolve));
}

async function listenRaw(): Promise<void> {
  // The first byte says what is wanted: 'e' echoes what follows, 's' sends a stream, 'u' counts until the end.
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', async (first: Buffer) => {
      const mode = String.fromCharCode(first[0] ?? 0);
      if (mode === 'e') socket.on('data', (chunk) => socket.write(chunk));
      if (mode === 's') {
        const { count, size } = streamRequest.decode(first.subarray(1));
        await pump(count, Buffer.alloc(size, 1), socket);
        socket.end();
      }
      if (mode === 'u') {
        let bytes = first.length - 1;
        socket.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        socket.on('end', () => socket.end(String(bytes)));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(endpoint.path, resolve));
}

await { grpc: listenGrpc, jsonRpc: listenJsonRpc, raw: listenRaw }[process.argv[2] as TransportName]();
process.send?.({ endpoint, secret: secret.toString('base64') } satisfies PeerAddress);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000 });
});
process.once('disconnect', () => {
  remove();
  process.exit();
});
