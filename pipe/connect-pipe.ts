// A connected and authenticated socket on a pipe, for protocols other than grpc-js' own channel.
import net from 'node:net';
import { status } from '@grpc/grpc-js';
import { type PipeEndpoint, pathTooLong } from './endpoint.js';
import { authenticateServer } from './handshake.js';
import { RpcError } from './rpc-error.js';

export interface ConnectPipeOptions {
  /** Proved to each other; leave it out for servers of others, which know no handshake. */
  readonly secret?: Uint8Array;
  /** For the connection and the handshake together. Default 5,000 ms. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Connects to `endpoint`. The socket is paused; it may go to `http2.connect`'s `createConnection`. Rejects with an
 * RpcError: INVALID_ARGUMENT (path too long), UNAVAILABLE (nobody listens), PERMISSION_DENIED, UNAUTHENTICATED (the
 * listener does not know the secret), DEADLINE_EXCEEDED, CANCELLED. No socket is left open then.
 */
export async function connectPipe(endpoint: PipeEndpoint, options: ConnectPipeOptions = {}): Promise<net.Socket> {
  const { secret, timeoutMs = 5_000, signal } = options;
  const problem = pathTooLong(endpoint);
  if (problem) throw new RpcError(status.INVALID_ARGUMENT, problem);
  const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const gaveUp = () =>
    signal?.aborted
      ? new RpcError(status.CANCELLED, `connecting to ${endpoint.path} was cancelled`)
      : new RpcError(status.DEADLINE_EXCEEDED, `no connection to ${endpoint.path} within ${timeoutMs} ms`);
  if (limit.aborted) throw gaveUp();
  const socket = net.connect({ path: endpoint.path });
  try {
    await connected(socket, limit);
    // `limit` ends the handshake, its own time limit is no shorter.
    if (secret) await authenticateServer(socket, { secret, timeoutMs, signal: limit });
    return socket;
  } catch (error) {
    socket.destroy();
    throw limit.aborted ? gaveUp() : RpcError.from(error);
  }
}

function connected(socket: net.Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => settle(new Error('aborted'));
    const settle = (error?: Error) => {
      signal.removeEventListener('abort', onAbort);
      socket.off('connect', settle).off('error', settle);
      // An error after this one is of no interest, but must not go unheard.
      if (error) socket.on('error', () => {});
      if (error) reject(error);
      else resolve();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', settle).once('error', settle);
  });
}
