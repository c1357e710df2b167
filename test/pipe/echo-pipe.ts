// An echo server on a private pipe within this process, for tests.
import { once } from 'node:events';
import net from 'node:net';
import type { TestContext } from 'node:test';
import {
  createPipeChannel,
  createPrivateEndpoint,
  createSecret,
  type ListenerEvent,
  type ListenPipeOptions,
  listenPipe,
  type PipeChannel,
  type PipeChannelOptions,
  type PipeEndpoint,
  type PipeListener,
} from '../../pipe/index.js';
import { createEchoServer, type EchoServer } from './echo-service.js';

export interface EchoPipe extends EchoServer {
  readonly endpoint: PipeEndpoint;
  readonly secret: Buffer;
  readonly listener: PipeListener;
  /** What the listener reported, in order. */
  readonly events: ListenerEvent[];
  /** Resolves when an event that `wanted` accepts has been reported. */
  event(wanted: (event: ListenerEvent) => boolean): Promise<void>;
  /** A channel that knows the secret, unless the options say otherwise; closed at the end of the test. */
  channel(options?: PipeChannelOptions): PipeChannel;
  /** A connected raw socket, destroyed at the end of the test. */
  connect(): Promise<net.Socket>;
}

/** Listens until the end of the test. */
export async function openEcho(t: TestContext, options: Partial<ListenPipeOptions> = {}): Promise<EchoPipe> {
  const { endpoint, remove } = createPrivateEndpoint();
  const secret = createSecret();
  const echo = createEchoServer();
  const events: ListenerEvent[] = [];
  const waiting = new Set<() => void>();
  const listener = await listenPipe(echo.server, endpoint, {
    access: { kind: 'secret', secret },
    ...options,
    onEvent(event) {
      events.push(event);
      for (const check of waiting) check();
    },
  });
  const opened: { destroy(): void }[] = [];
  t.after(async () => {
    for (const each of opened) each.destroy();
    await listener.close();
    remove();
  });
  return {
    ...echo,
    endpoint,
    secret,
    listener,
    events,
    event: (wanted) =>
      new Promise((resolve) => {
        const check = () => {
          if (!events.some(wanted)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    channel(channelOptions = {}) {
      const channel = createPipeChannel(endpoint, { secret, ...channelOptions });
      opened.push({ destroy: () => channel.close() });
      return channel;
    },
    async connect() {
      const socket = net.connect({ path: endpoint.path });
      opened.push(socket);
      await once(socket, 'connect');
      socket.on('error', () => {});
      return socket;
    },
  };
}

/** Everything the peer sends until it closes. */
export async function readToEnd(socket: net.Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A reset is an end too, so this does not wait with `once`, which rejects on it.
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks);
}

/** The next `length` bytes from the peer. */
export async function readBytes(socket: net.Socket, length: number): Promise<Buffer> {
  let received = Buffer.alloc(0);
  while (received.length < length) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    received = Buffer.concat([received, chunk]);
  }
  return received;
}
