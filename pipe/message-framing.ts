// gRPC's framing of messages on a stream: one byte that says whether it is compressed, four of length, the message.
import zlib from 'node:zlib';
import { status } from '@grpc/grpc-js';
import type { Http2Stream } from './h2/stream.js';
import { RpcError } from './rpc-error.js';

const prefixBytes = 5;

/**
 * Writes `message` with its prefix. It must not change before `written` is called, which also happens when the stream
 * has ended early.
 */
export function writeMessage(stream: Pick<Http2Stream, 'write'>, message: Uint8Array, written?: () => void): void {
  const prefix = Buffer.allocUnsafe(prefixBytes);
  prefix[0] = 0;
  prefix.writeUInt32BE(message.length, 1);
  stream.write(prefix, message, written);
}

/** What a call's bytes go into and its messages come out of. */
export interface MessageSource {
  /** Bytes that have come and are in no message yet that was taken. */
  readonly unreadBytes: number;
  push(piece: Buffer): void;
  /** The next message; undefined when it is not complete. Throws an RpcError, with which the call ends. */
  next(): Buffer | undefined;
}

/** Puts the messages of a stream together from the pieces in which it arrives. */
export class MessageReader implements MessageSource {
  readonly #maxMessageBytes: number;
  readonly #encoding: string | undefined;
  #pieces: Buffer[] = [];
  /** Where unread bytes begin in the first piece. */
  #offset = 0;
  /** Length of the message whose prefix has been read; -1 before a prefix. */
  #length = -1;
  #isCompressed = false;
  #unreadBytes = 0;

  /** `encoding` is the peer's `grpc-encoding`, where a peer may compress. */
  constructor(maxMessageBytes: number, encoding?: string) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#encoding = encoding;
  }

  /** Bytes that have come and are in no message yet that was taken. */
  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#unreadBytes += piece.length;
  }

  /**
   * Takes the next message; undefined when it is not complete. Throws an RpcError: RESOURCE_EXHAUSTED when it is longer
   * than allowed, INTERNAL when it is compressed where nobody said how, UNIMPLEMENTED when by a method not known here.
   */
  next(): Buffer | undefined {
    if (this.#length < 0) {
      if (this.#unreadBytes < prefixBytes) return undefined;
      const prefix = this.#take(prefixBytes);
      this.#isCompressed = prefix[0] !== 0;
      if (this.#isCompressed) expectEncoding(this.#encoding);
      this.#length = prefix.readUInt32BE(1);
      if (this.#length > this.#maxMessageBytes) {
        const message = `received a message of ${this.#length} bytes, ${this.#maxMessageBytes} are allowed`;
        throw new RpcError(status.RESOURCE_EXHAUSTED, message);
      }
    }
    if (this.#unreadBytes < this.#length) return undefined;
    const message = this.#take(this.#length);
    this.#length = -1;
    if (this.#isCompressed) return unpacked(message, this.#encoding, this.#maxMessageBytes);
    // A small message must not keep alive the large buffer that it came in.
    return message.length * 2 < message.buffer.byteLength ? Buffer.from(message) : message;
  }

  /** `length` bytes, of which there are enough. */
  #take(length: number): Buffer {
    this.#unreadBytes -= length;
    const [first] = this.#pieces;
    if (first && first.length - this.#offset >= length) {
      const bytes = first.subarray(this.#offset, this.#offset + length);
      this.#offset += length;
      if (this.#offset === first.length) this.#drop(1, 0);
      return bytes;
    }
    const bytes = Buffer.allocUnsafe(length);
    let taken = 0;
    let used = 0;
    let offset = this.#offset;
    while (taken < length) {
      const piece = this.#pieces[used] as Buffer;
      const copied = piece.copy(bytes, taken, offset);
      taken += copied;
      offset += copied;
      if (offset === piece.length) {
        used++;
        offset = 0;
      }
    }
    this.#drop(used, offset);
    return bytes;
  }

  #drop(pieces: number, offset: number): void {
    if (pieces === this.#pieces.length) this.#pieces = [];
    else this.#pieces.splice(0, pieces);
    this.#offset = offset;
  }
}

function expectEncoding(encoding: string | undefined): void {
  if (encoding === undefined || encoding === 'identity') {
    throw new RpcError(status.INTERNAL, 'a message is compressed though no encoding was agreed on');
  }
  if (encoding === 'gzip' || encoding === 'deflate') return;
  throw new RpcError(status.UNIMPLEMENTED, `messages in the encoding ${encoding} cannot be read`);
}

/**
 * The message that was compressed, at once: on a pipe only programs of others compress, and what they send is small
 * then. Throws an RpcError as MessageReader's `next` does.
 */
export function unpacked(message: Buffer, encoding: string | undefined, maxMessageBytes: number): Buffer {
  expectEncoding(encoding);
  const unpack = encoding === 'gzip' ? zlib.gunzipSync : zlib.inflateSync;
  try {
    return unpack(message, { maxOutputLength: maxMessageBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      throw new RpcError(status.INTERNAL, 'a compressed message cannot be unpacked', { cause: error });
    }
    const text = `a message is longer than the ${maxMessageBytes} bytes that are allowed when it is unpacked`;
    throw new RpcError(status.RESOURCE_EXHAUSTED, text);
  }
}
