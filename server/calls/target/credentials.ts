// TLS credentials of a target, and a time limit for connecting. `_createSecureConnector` is grpc-js' hook between the
// connected socket and HTTP/2; test/pipe/grpc-js-hooks.test.ts fails when it changes.
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { type CallCredentials, ChannelCredentials, type ChannelOptions, status } from '@grpc/grpc-js';
import { RpcError } from '../../../pipe/index.js';
import { systemRoots } from './system-roots.js';

export interface TlsSettings {
  /** PEM; the system's authorities without. */
  readonly ca?: Uint8Array;
  /** PEM, both or none. */
  readonly certificate?: Uint8Array;
  readonly key?: Uint8Array;
  /** In the place of certificate and key. */
  readonly pkcs12?: Uint8Array;
  readonly passphrase?: string;
  /** Asked for and checked in the place of the host. */
  readonly serverName?: string;
  readonly skipVerification?: boolean;
}

type SecureConnector = ReturnType<ChannelCredentials['_createSecureConnector']>;
type ConnectorArguments = Parameters<ChannelCredentials['_createSecureConnector']>;

/** Throws an RpcError (INVALID_ARGUMENT) for certificates and keys that cannot be read or do not belong together. */
export function tlsCredentials(settings: TlsSettings): ChannelCredentials {
  const { ca, certificate, key, pkcs12, passphrase, skipVerification } = settings;
  if ((certificate === undefined) !== (key === undefined)) {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      certificate ? "the client certificate's key is missing" : "the client key's certificate is missing",
    );
  }
  try {
    const context = tls.createSecureContext({
      ca: ca ? Buffer.from(ca) : systemRoots(),
      ...(certificate && key ? { cert: Buffer.from(certificate), key: Buffer.from(key) } : {}),
      ...(pkcs12 ? { pfx: Buffer.from(pkcs12) } : {}),
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    return ChannelCredentials.createFromSecureContext(context, skipVerification ? { rejectUnauthorized: false } : {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RpcError(status.INVALID_ARGUMENT, `certificates or key: ${reason}`, { cause: error });
  }
}

/** Credentials that give up a connection without an HTTP/2 answer in time, and remember why the last one failed. */
export class LimitedCredentials extends ChannelCredentials {
  readonly #inner: ChannelCredentials;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;
  /** The error of the last connection that failed after the socket was connected. */
  lastError: Error | undefined;
  /** Whether a connection came as far as HTTP/2. */
  connected = false;

  constructor(inner: ChannelCredentials, timeoutMs: number, signal: AbortSignal) {
    super();
    this.#inner = inner;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
  }

  override _isSecure(): boolean {
    return this.#inner._isSecure();
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    target: ConnectorArguments[0],
    options: ChannelOptions,
    calls?: CallCredentials,
  ): SecureConnector {
    const inner = this.#inner._createSecureConnector(target, options, calls);
    return {
      connect: (socket) => this.#connect(inner, socket),
      waitForReady: () => inner.waitForReady(),
      getCallCredentials: () => inner.getCallCredentials(),
      destroy: () => inner.destroy(),
    };
  }

  async #connect(inner: SecureConnector, socket: Socket): ReturnType<SecureConnector['connect']> {
    const fail = (error: Error) => {
      this.lastError ??= error;
    };
    this.lastError = undefined;
    const seconds = this.#timeoutMs / 1000;
    let bytesBefore = socket.bytesRead;
    const giveUp = () => {
      if (socket.bytesRead !== bytesBefore) return;
      fail(new NoAnswer(`no answer within ${seconds} s`));
      socket.destroy(this.lastError);
    };
    const timer = setTimeout(giveUp, this.#timeoutMs);
    this.#signal.addEventListener('abort', giveUp, { once: true });
    socket.once('error', fail);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#signal.removeEventListener('abort', giveUp);
    });
    try {
      const secured = await inner.connect(socket);
      // What TLS itself needed is no answer of HTTP/2.
      bytesBefore = socket.bytesRead;
      this.connected = true;
      secured.socket.once('error', fail);
      return secured;
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
      socket.destroy();
      throw error;
    }
  }
}

/** A listener took the connection and said nothing. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}
