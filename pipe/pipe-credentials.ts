// grpc-js channel credentials for a pipe: the proof of the secret, and a time limit for the whole connect.
// `_createSecureConnector` is the hook that gets a connected socket before HTTP/2 starts. It is not documented, so the
// version of grpc-js is pinned to a minor and test/pipe/grpc-js-hooks.test.ts fails when the hook changes.
import type { Socket } from 'node:net';
import { type CallCredentials, ChannelCredentials, credentials } from '@grpc/grpc-js';
import { authenticateServer } from './handshake.js';

type SecureConnector = ReturnType<ChannelCredentials['_createSecureConnector']>;

/** Time from a connected socket to an HTTP/2 session when nothing else is said. */
export const defaultConnectTimeoutMs = 5_000;

export class PipeCredentials extends ChannelCredentials {
  readonly #secret: Uint8Array | undefined;
  readonly #connectTimeoutMs: number;
  readonly #signal: AbortSignal;

  /** `secret` is undefined for servers of others, which know no handshake. An abort destroys sockets not yet in use. */
  constructor(secret: Uint8Array | undefined, connectTimeoutMs: number, signal: AbortSignal) {
    super();
    this.#secret = secret;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#signal = signal;
  }

  override _isSecure(): boolean {
    return false;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(_target: unknown, _options: unknown, calls?: CallCredentials): SecureConnector {
    return {
      connect: async (socket) => {
        if (this.#secret) {
          await authenticateServer(socket, {
            secret: this.#secret,
            timeoutMs: this.#connectTimeoutMs,
            signal: this.#signal,
          });
        }
        destroyUnlessAnswered(socket, this.#connectTimeoutMs, this.#signal);
        return { socket, secure: false };
      },
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => calls ?? credentials.createEmpty(),
      destroy: () => {},
    };
  }
}

/** grpc-js waits for the server's SETTINGS for ever; a listener that never answers must not hold a channel. */
function destroyUnlessAnswered(socket: Socket, timeoutMs: number, signal: AbortSignal): void {
  const before = socket.bytesRead;
  const giveUp = () => {
    if (socket.bytesRead === before) socket.destroy(new Error(`no HTTP/2 answer within ${timeoutMs} ms`));
  };
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', giveUp, { once: true });
  socket.once('close', () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  });
}
