// A listener on a pipe: accepts, makes peers prove themselves, and hands the proved ones to a server.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { status } from '@grpc/grpc-js';
import { type AnyServer, createInjector } from './connection-injector.js';
import { type PipeEndpoint, pathTooLong } from './endpoint.js';
import { authenticateClient, HandshakeError, type HandshakeFailure } from './handshake.js';
import { defaultWindowBytes, type PipeLimits } from './limits.js';
import { RpcError } from './rpc-error.js';
import { removeDeadSocket } from './stale-socket.js';

/** Who may call: whoever proves the secret, or (`open`) everyone whom the file system lets connect. */
export type PipeAccess = { readonly kind: 'secret'; readonly secret: Uint8Array } | { readonly kind: 'open' };

export type ListenerEvent =
  | { readonly kind: 'accepted'; readonly connections: number }
  | { readonly kind: 'rejected'; readonly reason: HandshakeFailure | 'too-many-connections' }
  | { readonly kind: 'closed'; readonly connections: number }
  /** The system could not accept a connection; the listener goes on. */
  | { readonly kind: 'failed'; readonly error: Error };

export interface ListenPipeOptions extends PipeLimits {
  readonly access: PipeAccess;
  /** Peers in the handshake at one time; one more puts the oldest out. Default 16. */
  readonly maxPendingPeers?: number;
  /** Connections at one time, with those in the handshake. Default 64. */
  readonly maxConnections?: number;
  /** Time for a whole handshake. Default 5,000 ms. */
  readonly handshakeTimeoutMs?: number;
  readonly onEvent?: (event: ListenerEvent) => void;
}

export interface PipeListener {
  readonly endpoint: PipeEndpoint;
  /** Connections whose peer has proved itself. */
  readonly connections: number;
  /**
   * Accepts nothing more, lets running calls finish for `graceMs` (default 0), then ends them. Resolves when the last
   * connection is closed and the socket file is gone. May be called again, with a shorter grace.
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Listens on `endpoint` for clients of `server`. A directory that is missing is made with mode 0700, the socket gets
 * mode 0600. A socket file that nobody listens on is replaced; rejects with ALREADY_EXISTS when the address is in use
 * or the file is no socket.
 */
export async function listenPipe(
  server: AnyServer,
  endpoint: PipeEndpoint,
  options: ListenPipeOptions,
): Promise<PipeListener> {
  const { access, maxPendingPeers = 16, maxConnections = 64, handshakeTimeoutMs, onEvent = () => {} } = options;
  const problem = pathTooLong(endpoint);
  if (problem) throw new RpcError(status.INVALID_ARGUMENT, problem);
  if (endpoint.kind === 'unix-socket') {
    fs.mkdirSync(path.dirname(endpoint.path), { recursive: true, mode: 0o700 });
    await removeDeadSocket(endpoint.path);
  }

  const injector = createInjector(server, options.windowBytes ?? defaultWindowBytes);
  /** Peers in the handshake, oldest first. */
  const pending = new Map<net.Socket, AbortController>();
  const connected = new Set<net.Socket>();

  const admit = (socket: net.Socket) => {
    connected.add(socket);
    socket.once('close', () => {
      connected.delete(socket);
      onEvent({ kind: 'closed', connections: connected.size });
    });
    onEvent({ kind: 'accepted', connections: connected.size });
    injector.injectConnection(socket);
  };

  const authenticate = async (socket: net.Socket, secret: Uint8Array) => {
    const eviction = new AbortController();
    pending.set(socket, eviction);
    try {
      await authenticateClient(socket, { secret, timeoutMs: handshakeTimeoutMs, signal: eviction.signal });
      pending.delete(socket);
      admit(socket);
    } catch (error) {
      pending.delete(socket);
      const reason = error instanceof HandshakeError ? error.reason : 'closed';
      onEvent({ kind: 'rejected', reason: reason === 'aborted' && !closed ? 'evicted' : reason });
    }
  };

  const onConnection = (socket: net.Socket) => {
    // A peer may vanish at any moment; whoever holds the socket then hears of it by 'close'.
    socket.on('error', () => {});
    if (access.kind === 'secret' && pending.size >= maxPendingPeers) {
      const [oldest] = pending;
      if (oldest) {
        pending.delete(oldest[0]);
        oldest[1].abort();
      }
    }
    if (connected.size + pending.size >= maxConnections) {
      socket.destroy();
      onEvent({ kind: 'rejected', reason: 'too-many-connections' });
    } else if (access.kind === 'secret') {
      void authenticate(socket, access.secret);
    } else {
      admit(socket);
    }
  };

  const listener = net.createServer(onConnection);
  let closed: Promise<void> | undefined;
  try {
    await listen(listener, endpoint);
  } catch (error) {
    injector.destroy();
    throw error;
  }
  listener.on('error', (error) => onEvent({ kind: 'failed', error }));

  const endNow = () => {
    for (const socket of connected) socket.destroy();
  };
  return {
    endpoint,
    get connections() {
      return connected.size;
    },
    close(graceMs = 0) {
      closed ??= new Promise<void>((resolve) => listener.close(() => resolve())).then(() => injector.destroy());
      for (const eviction of pending.values()) eviction.abort();
      injector.drain(graceMs);
      const timer = setTimeout(endNow, graceMs);
      return closed.finally(() => clearTimeout(timer));
    },
  };
}

function listen(listener: net.Server, { kind, path }: PipeEndpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new RpcError(status.ALREADY_EXISTS, `${path} is in use`) : RpcError.from(error),
      );
    });
    listener.once('listening', () => {
      listener.removeAllListeners('error');
      resolve();
    });
    if (kind === 'windows-pipe') listener.listen({ path });
    else bindPrivately(listener, path);
  });
}

/** Binds with a umask, so that there is no moment at which the socket is open to others. */
function bindPrivately(listener: net.Server, path: string): void {
  let umask: number | undefined;
  try {
    umask = process.umask(0o177);
  } catch {
    // Worker threads may not set it; the mode is then set right after binding.
  }
  try {
    listener.listen({ path });
    if (umask === undefined && fs.existsSync(path)) fs.chmodSync(path, 0o600);
  } finally {
    if (umask !== undefined) process.umask(umask);
  }
}
