// A client's HTTP/2 connection, from an open duplex stream to the server's settings.
import type { Duplex } from 'node:stream';
import { status } from '@grpc/grpc-js';
import { Http2Connection } from './h2/connection.js';
import type { ConnectionOwner } from './h2/connection-owner.js';
import { RpcError } from './rpc-error.js';

export interface ClientConnectionOptions {
  /** For the server's settings. */
  readonly timeoutMs: number;
  /** Flow-control window of streams and of the connection. */
  readonly windowBytes: number;
}

/**
 * Resolves when whatever is at the other end has shown that it speaks HTTP/2. Rejects with an RpcError when that fails,
 * takes too long or is aborted; the stream is destroyed then. `owner` hears of what comes afterwards.
 */
export function openClientConnection(
  duplex: Duplex,
  { timeoutMs, windowBytes }: ClientConnectionOptions,
  owner: Pick<ConnectionOwner, 'onClosing' | 'onStreamClosed'>,
  signal: AbortSignal,
): Promise<Http2Connection> {
  return new Promise((resolve, reject) => {
    let isReady = false;
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: RpcError) => {
      settle();
      // Before the end of the connection is heard, which is only its consequence.
      reject(error);
      connection.destroy();
    };
    const connection = new Http2Connection(
      duplex,
      {
        onReady() {
          isReady = true;
          settle();
          resolve(connection);
        },
        onClosing: () => isReady && owner.onClosing?.(),
        onStreamClosed: () => owner.onStreamClosed?.(),
        onClose(reason) {
          if (isReady) return;
          fail(new RpcError(status.UNAVAILABLE, reason ?? 'the connection was closed before HTTP/2 began'));
        },
      },
      { role: 'client', windowBytes },
    );
    const onAbort = () => fail(new RpcError(status.CANCELLED, 'connecting was cancelled'));
    const timer = setTimeout(
      () => fail(new RpcError(status.UNAVAILABLE, `no HTTP/2 answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
