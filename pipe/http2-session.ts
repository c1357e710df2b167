// A client's HTTP/2 session on a pipe, from the connect to the server's settings.
import http2, { type ClientHttp2Session } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { connectPipe } from './connect-pipe.js';
import type { PipeEndpoint } from './endpoint.js';
import { RpcError } from './rpc-error.js';

export interface Http2SessionOptions {
  /** Proved to each other before HTTP/2; undefined for servers of others. */
  readonly secret: Uint8Array | undefined;
  /** For the proof, and once more for the server's settings. */
  readonly timeoutMs: number;
  /** Flow-control window of streams and of the connection. */
  readonly windowBytes: number;
}

/** Rejects with an RpcError when that fails, takes too long or is aborted; no socket is left open then. */
export async function openHttp2Session(
  endpoint: PipeEndpoint,
  { secret, timeoutMs, windowBytes }: Http2SessionOptions,
  signal: AbortSignal,
): Promise<ClientHttp2Session> {
  const socket = await connectPipe(endpoint, { secret, timeoutMs, signal });
  const session = http2.connect('http://localhost', {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: windowBytes },
    // Node's own bounds are for servers on the internet; large messages would run into them.
    maxSessionMemory: Number.MAX_SAFE_INTEGER,
    maxSendHeaderBlockLength: Number.MAX_SAFE_INTEGER,
  });
  // Whoever holds the session hears of its end by 'close'.
  session.on('error', () => {});
  try {
    await answered(session, timeoutMs, signal);
    session.setLocalWindowSize(windowBytes);
    return session;
  } catch (error) {
    session.destroy();
    throw error;
  }
}

/** Resolves when the server's settings have come: whatever listens speaks HTTP/2. */
function answered(session: ClientHttp2Session, timeoutMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: RpcError) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      session.off('remoteSettings', onSettings).off('error', onError).off('close', onClose);
      if (error) reject(error);
      else resolve();
    };
    const fail = (message: string) => settle(new RpcError(status.UNAVAILABLE, message));
    const onSettings = () => settle();
    const onError = (error: Error) => fail(error.message);
    const onClose = () => fail('the connection was closed before HTTP/2 began');
    const onAbort = () => settle(new RpcError(status.CANCELLED, 'connecting was cancelled'));
    const timer = setTimeout(() => fail(`no HTTP/2 answer within ${timeoutMs} ms`), timeoutMs);
    session.once('remoteSettings', onSettings).once('error', onError).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
