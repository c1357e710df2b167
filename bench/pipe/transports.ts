// The three transports that the pipe benchmark compares, behind one interface, as the calling process uses them.
import { once } from 'node:events';
import net from 'node:net';
import { Metadata } from '@grpc/grpc-js';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { createPipeChannel, type PipeEndpoint } from '../../pipe/index.js';
import { BytesClient, bytesMessage } from './bytes-service.js';

export const transportNames = ['grpc', 'jsonRpc', 'raw'] as const;
export type TransportName = (typeof transportNames)[number];

/** What the serving process tells when it listens. */
export interface PeerAddress {
  readonly endpoint: PipeEndpoint;
  /** In base64; used by gRPC alone. */
  readonly secret: string;
}

/** A request for `count` messages of `size` bytes. */
export const streamRequest = {
  encode: (count: number, size: number) => Buffer.from(`${count}:${size}`),
  decode(bytes: Uint8Array) {
    const [count = 0, size = 0] = Buffer.from(bytes).toString().split(':').map(Number);
    return { count, size };
  },
};

/** Everywhere a message is bytes on both sides: what its encoding costs is part of each transport. */
export interface Transport {
  /** One small message there and back. */
  roundTrip(message: Buffer): Promise<unknown>;
  /** Receives `count` messages of `size` bytes; resolves with the bytes received. */
  down(count: number, size: number): Promise<number>;
  /** Sends as many; resolves with the bytes that the other side has received. */
  up(count: number, size: number): Promise<number>;
  /** A call of its own for one small message; `roundTrip` of gRPC uses an open bidirectional stream. */
  unary?(message: Buffer): Promise<unknown>;
  /** Cancels a running stream; resolves with the time of it by the clock of `process.hrtime`. */
  cancelledStream?(): Promise<bigint>;
  close(): void;
}

export function openTransport(name: TransportName, address: PeerAddress): Promise<Transport> {
  return { grpc: grpcTransport, jsonRpc: jsonRpcTransport, raw: rawTransport }[name](address);
}

async function grpcTransport({ endpoint, secret }: PeerAddress): Promise<Transport> {
  const channel = createPipeChannel(endpoint, { secret: Buffer.from(secret, 'base64') });
  const client = channel.client(BytesClient);
  await channel.whenReady({ timeoutMs: 10_000 });
  const bidi = client.bidi();
  bidi.on('error', () => {});
  let answered = (_message: unknown) => {};
  bidi.on('data', (message) => answered(message.value));
  return {
    roundTrip: (message) =>
      new Promise((resolve) => {
        answered = resolve;
        bidi.write(bytesMessage(message));
      }),
    unary: (message) =>
      new Promise((resolve, reject) => {
        client.unary(bytesMessage(message), (error, answer) => (error ? reject(error) : resolve(answer.value)));
      }),
    down: (count, size) =>
      new Promise((resolve, reject) => {
        let bytes = 0;
        const call = client.serverStream(bytesMessage(streamRequest.encode(count, size)));
        call.on('data', ({ value }) => {
          bytes += value.length;
        });
        call.on('end', () => resolve(bytes)).on('error', reject);
      }),
    up: (count, size) =>
      new Promise((resolve, reject) => {
        const call = client.clientStream(new Metadata(), {}, (error, answer) => {
          if (error) reject(error);
          else resolve(Number(Buffer.from(answer?.value ?? []).toString()));
        });
        const payload = Buffer.alloc(size, 1);
        let sent = 0;
        const send = () => {
          while (sent < count) {
            sent++;
            if (!call.write(bytesMessage(payload))) return call.once('drain', send);
          }
          return call.end();
        };
        send();
      }),
    async cancelledStream() {
      const call = client.bidi();
      call.on('error', () => {});
      call.write(bytesMessage(Buffer.from('x')));
      await once(call, 'data');
      const atNs = process.hrtime.bigint();
      call.cancel();
      return atNs;
    },
    close() {
      bidi.cancel();
      channel.close();
    },
  };
}

async function jsonRpcTransport({ endpoint }: PeerAddress): Promise<Transport> {
  const socket = net.connect(endpoint.path);
  await once(socket, 'connect');
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  let received = 0;
  connection.onNotification('chunk', ({ data }: { data: string }) => {
    received += Buffer.from(data, 'base64').length;
  });
  connection.listen();
  return {
    async roundTrip(message) {
      const answer = await connection.sendRequest<{ data: string }>('echo', { data: message.toString('base64') });
      return Buffer.from(answer.data, 'base64');
    },
    async down(count, size) {
      received = 0;
      // Notifications keep their order with the answer.
      await connection.sendRequest('serverStream', { count, size });
      return received;
    },
    async up(count, size) {
      const payload = Buffer.alloc(size, 1);
      for (let i = 0; i < count; i++) await connection.sendNotification('up', { data: payload.toString('base64') });
      return (await connection.sendRequest<{ bytes: number }>('received')).bytes;
    },
    close() {
      connection.dispose();
      socket.destroy();
    },
  };
}

async function rawTransport({ endpoint }: PeerAddress): Promise<Transport> {
  const open = async (mode: string, request = Buffer.alloc(0)) => {
    const socket = net.connect({ path: endpoint.path, allowHalfOpen: true });
    await once(socket, 'connect');
    socket.write(Buffer.concat([Buffer.from(mode), request]));
    return socket;
  };
  const echo = await open('e');
  let answered = () => {};
  echo.on('data', () => answered());
  return {
    roundTrip: (message) =>
      new Promise<void>((resolve) => {
        answered = resolve;
        echo.write(message);
      }),
    async down(count, size) {
      const socket = await open('s', streamRequest.encode(count, size));
      let bytes = 0;
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      await once(socket, 'end');
      socket.destroy();
      return bytes;
    },
    async up(count, size) {
      const socket = await open('u');
      const message = Buffer.alloc(size, 1);
      for (let i = 0; i < count; i++) if (!socket.write(message)) await once(socket, 'drain');
      socket.end();
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return Number(answer.toString());
    },
    close: () => echo.destroy(),
  };
}
