// The serving process of the pipe benchmark: gRPC on a pipe, vscode-jsonrpc and raw bytes on Unix sockets.
import net from 'node:net';
import type * as grpc from '@grpc/grpc-js';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { createPipeServer, createPrivateEndpoint, createSecret, listenPipe } from '../../pipe/index.js';
import { echoService } from '../../test/pipe/echo-service.js';
import { type PeerAddresses, streamRequest } from './transports.js';

/** Writes `count` messages, as fast as the other side takes them. */
async function pump(
  count: number,
  message: Buffer,
  stream: { write(message: Buffer): boolean; once(event: 'drain', listener: () => void): unknown },
): Promise<void> {
  for (let i = 0; i < count; i++) {
    if (!stream.write(message)) await new Promise<void>((resolve) => stream.once('drain', resolve));
  }
}

const server = createPipeServer();
server.addService(echoService, {
  unary: (call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) =>
    callback(null, call.request),
  async serverStream(call: grpc.ServerWritableStream<Buffer, Buffer>) {
    const { count, size } = streamRequest.decode(call.request);
    await pump(count, Buffer.alloc(size, 1), call);
    call.end();
  },
  clientStream(call: grpc.ServerReadableStream<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
    let bytes = 0;
    call.on('data', (message: Buffer) => {
      bytes += message.length;
    });
    call.on('end', () => callback(null, Buffer.from(String(bytes))));
  },
  bidi(call: grpc.ServerDuplexStream<Buffer, Buffer>) {
    call.on('data', (message: Buffer) => call.write(message));
    call.on('end', () => call.end());
    call.on('cancelled', () => process.send?.({ cancelledAtNs: String(process.hrtime.bigint()) }));
  },
  hang() {},
  spin() {},
});

const jsonRpc = net.createServer((socket) => {
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  let received = 0;
  connection.onRequest('echo', (params: { data: string }) => params);
  connection.onRequest('serverStream', async ({ count, size }: { count: number; size: number }) => {
    const payload = Buffer.alloc(size, 1);
    // As a sender with binary data does it; its encoding is a part of the cost.
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

// The first byte says what is wanted: 'e' echoes what follows, 's' sends a stream, 'u' counts until the end.
const raw = net.createServer({ allowHalfOpen: true }, (socket) => {
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

const endpoints = [createPrivateEndpoint(), createPrivateEndpoint(), createPrivateEndpoint()] as const;
const secret = createSecret();
await listenPipe(server, endpoints[0].endpoint, { access: { kind: 'secret', secret } });
jsonRpc.listen(endpoints[1].endpoint.path);
raw.listen(endpoints[2].endpoint.path);
const addresses: PeerAddresses = {
  grpc: endpoints[0].endpoint,
  jsonRpc: endpoints[1].endpoint.path,
  raw: endpoints[2].endpoint.path,
  secret: secret.toString('base64'),
};
process.send?.(addresses);
process.on('message', () =>
  process.send?.({ cpuMs: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000 }),
);
process.once('disconnect', () => {
  for (const { remove } of endpoints) remove();
  process.exit();
});
