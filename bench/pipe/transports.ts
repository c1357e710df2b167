// The three transports that the pipe benchmark compares, behind one interface.
import { once } from 'node:events';
import net from 'node:net';
import { Metadata } from '@grpc/grpc-js';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { createPipeChannel, type PipeEndpoint } from '../../pipe/index.js';
import { EchoClient } from '../../test/pipe/echo-service.js';

/** What the serving process tells when it listens. */
export interface PeerAddresses {
  readonly grpc: PipeEndpoint;
  readonly jsonRpc: string;
  readonly raw: string;
  readonly secret: string;
}

/** A request for `count` messages of `size` bytes. */
export const streamRequest = {
  encode: (count: number, size: number) => Buffer.from(`${count}:${size}`),
  decode(bytes: Buffer) {
    const [count = 0, size = 0] = bytes.toString().split(':').map(Number);
    return { count, size };
  },
};

export interface Transport {
  /** One small message there and back. */
  roundTrip(message: Buffer): Promise<unknown>;
  /** Receives `count` messages of `size` bytes; resolves with the bytes received. */
  down(count: number, size: number): Promise<number>;
  /** Sends as many; resolves with the bytes that the other side has received. */
  up(count: number, size: number): Promise<number>;
  close(): void;
}

export interface GrpcTransport extends Transport {
  /** A unary call; `roundTrip` uses an open bidirectional stream. */
  unary(message: Buffer): Promise<unknown>;
  /** Cancels a running stream; resolves with the time of it by the clock of `process.hrtime`. */
  cancelledStream(): Promise<bigint>;
}

export async function grpcTransport({ grpc, secret }: PeerAddresses): Promise<GrpcTransport> {
  const channel = createPipeChannel(grpc, { secret: Buffer.from(secret, 'base64') });
  const client = channel.client(EchoClient);
  await channel.whenReady({ timeoutMs: 10_000 });
  const bidi = client.bidi();
  bidi.on('error', () => {});
  let answered = (_message: Buffer) => {};
  bidi.on('data', (message: Buffer) => answered(message));
  return {
    roundTrip: (message) =>
      new Promise((resolve) => {
        answered = resolve;
        bidi.write(message);
      }),
    unary: (message) =>
      new Promise((resolve, reject) => {
        client.unary(message, new Metadata(), {}, (error, value) => (error ? reject(error) : resolve(value)));
      }),
    down: (count, size) =>
      new Promise((resolve, reject) => {
        let bytes = 0;
        const call = client.serverStream(streamRequest.encode(count, size));
        call.on('data', (message: Buffer) => {
          bytes += message.length;
        });
        call.on('end', () => resolve(bytes)).on('error', reject);
      }),
    up: (count, size) =>
      new Promise((resolve, reject) => {
        const call = client.clientStream(new Metadata(), {}, (error, value) => {
          if (error) reject(error);
          else resolve(Number(String(value)));
        });
        const message = Buffer.alloc(size, 1);
        let sent = 0;
        const send = () => {
          while (sent < count) {
            sent++;
            if (!call.write(message)) return call.once('drain', send);
          }
          return call.end();
        };
        send();
      }),
    async cancelledStream() {
      const call = client.bidi();
      call.on('error', () => {});
      call.write(Buffer.from('x'));
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

export async function jsonRpcTransport({ jsonRpc }: PeerAddresses): Promise<Transport> {
  const socket = net.connect(jsonRpc);
  await once(socket, 'connect');
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  let received = 0;
  connection.onNotification('chunk', ({ data }: { data: string }) => {
    received += Buffer.from(data, 'base64').length;
  });
  connection.listen();
  return {
    roundTrip: (message) => connection.sendRequest('echo', { data: message.toString('base64') }),
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

export async function rawTransport({ raw }: PeerAddresses): Promise<Transport> {
  const open = async (mode: string, request = Buffer.alloc(0)) => {
    const socket = net.connect({ path: raw, allowHalfOpen: true });
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
