// Mutual proof of a shared secret on a raw connection, before any byte of HTTP/2.
//
//   client → server   magic, nonce C                          40 bytes
//   server → client   nonce S, HMAC(secret, 'S' ‖ C ‖ S)      64 bytes
//   client → server   HMAC(secret, 'C' ‖ C ‖ S)               32 bytes, HTTP/2 may follow at once
//
// The server is silent until a well-formed hello has arrived and tells nothing about the secret; the client sends
// nothing that depends on a call before the server has proved itself. HMAC is SHA-256.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.js';

/** Length of a secret in bytes. */
export const secretBytes = 32;
/** Time a handshake may take when nothing else is said. */
export const defaultHandshakeTimeoutMs = 5_000;

const magic = Buffer.from('PPIPE\r\n\x01', 'latin1');
const nonceBytes = 32;
const proofBytes = 32;

/** Why a listener turned a peer away. */
export type HandshakeFailure =
  | 'bad-hello'
  | 'oversized-hello'
  | 'bad-proof'
  | 'timeout'
  | 'closed'
  | 'evicted'
  | 'aborted';

/** A peer that did not prove itself. Carries no byte of what the peer sent. */
export class HandshakeError extends RpcError {
  readonly reason: HandshakeFailure;
  constructor(reason: HandshakeFailure, message: string) {
    super(status.UNAUTHENTICATED, message);
    this.reason = reason;
  }
}

/** A fresh secret for one endpoint. */
export function createSecret(): Buffer {
  return randomBytes(secretBytes);
}

export interface HandshakeOptions {
  readonly secret: Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * The listener's half. Resolves when the peer has proved that it knows the secret; bytes that followed the proof stay
 * readable on the socket. Rejects with a HandshakeError; the socket is destroyed then.
 */
export function authenticateClient(socket: Socket, options: HandshakeOptions): Promise<void> {
  return converse(socket, options, async (connection) => {
    const hello = await connection.read(magic.length + nonceBytes, magic);
    if (connection.buffered > 0) throw new HandshakeError('oversized-hello', 'the peer sent more than a hello');
    const clientNonce = hello.subarray(magic.length);
    const serverNonce = randomBytes(nonceBytes);
    await connection.write(Buffer.concat([serverNonce, proof(options.secret, 'S', clientNonce, serverNonce)]));
    const answer = await connection.read(proofBytes);
    if (!timingSafeEqual(answer, proof(options.secret, 'C', clientNonce, serverNonce))) {
      throw new HandshakeError('bad-proof', 'the peer does not know the secret of this pipe');
    }
  });
}

/**
 * The connecting half. Resolves when the listener has proved itself and our proof has been written, so that HTTP/2 may
 * use the socket. Rejects with a HandshakeError; the socket is destroyed then.
 */
export function authenticateServer(socket: Socket, options: HandshakeOptions): Promise<void> {
  return converse(socket, options, async (connection) => {
    const clientNonce = randomBytes(nonceBytes);
    await connection.write(Buffer.concat([magic, clientNonce]));
    const answer = await connection.read(nonceBytes + proofBytes);
    const serverNonce = answer.subarray(0, nonceBytes);
    if (!timingSafeEqual(answer.subarray(nonceBytes), proof(options.secret, 'S', clientNonce, serverNonce))) {
      throw new HandshakeError(
        'bad-proof',
        'what listens on this pipe does not know its secret; nothing was sent to it',
      );
    }
    // The write must be finished before HTTP/2 takes the handle: nodejs/node#63436.
    await connection.write(proof(options.secret, 'C', clientNonce, serverNonce));
  });
}

function proof(secret: Uint8Array, role: 'S' | 'C', clientNonce: Uint8Array, serverNonce: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(role).update(clientNonce).update(serverNonce).digest();
}

interface Connection {
  /** The next `length` bytes. With `prefix`, fails at the first byte that differs from it. */
  read(length: number, prefix?: Buffer): Promise<Buffer>;
  write(bytes: Buffer): Promise<void>;
  /** Bytes received and not read yet. */
  readonly buffered: number;
}

/** Runs `dialogue` on the socket within the time limit, then gives the socket back paused, with unread bytes in it. */
async function converse(
  socket: Socket,
  options: HandshakeOptions,
  dialogue: (connection: Connection) => Promise<void>,
): Promise<void> {
  const timeoutMs = options.timeoutMs ?? defaultHandshakeTimeoutMs;
  let received: Buffer = Buffer.alloc(0);
  let failure: Error | undefined;
  let wake = () => {};

  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  const onData = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    wake();
  };
  const onClose = () => fail(new HandshakeError('closed', 'the peer closed the connection during the handshake'));
  const onError = (error: Error) => fail(new HandshakeError('closed', `the connection failed: ${error.message}`));
  const onAbort = () => fail(new HandshakeError('aborted', 'the handshake was cancelled'));
  const timer = setTimeout(
    () => fail(new HandshakeError('timeout', `the peer did not prove itself within ${timeoutMs} ms`)),
    timeoutMs,
  );
  socket.on('data', onData).on('end', onClose).on('close', onClose).on('error', onError);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();

  const connection: Connection = {
    async read(length, prefix) {
      for (;;) {
        if (failure) throw failure;
        if (prefix && !prefix.subarray(0, received.length).equals(received.subarray(0, prefix.length))) {
          throw new HandshakeError('bad-hello', 'the peer does not speak this handshake');
        }
        if (received.length >= length) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const bytes = received.subarray(0, length);
      received = received.subarray(length);
      return bytes;
    },
    write(bytes) {
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        wake = () => failure && reject(failure);
        socket.write(bytes, (error) => (error ? reject(failure ?? error) : resolve()));
      });
    },
    get buffered() {
      return received.length;
    },
  };

  try {
    await dialogue(connection);
    if (failure) throw failure;
    socket.pause();
    if (received.length > 0) socket.unshift(received);
  } catch (error) {
    socket.destroy();
    throw error instanceof HandshakeError ? error : new HandshakeError('closed', `the connection failed: ${error}`);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
    socket.off('data', onData).off('end', onClose).off('close', onClose).off('error', onError);
  }
}
