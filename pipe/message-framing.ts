// gRPC's framing of messages on a stream: one byte that says whether it is compressed, four of length, the message.
import type { Writable } from 'node:stream';
import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.js';

const prefixBytes = 5;
/** Up to this size copying a message behind its prefix is cheaper than a second piece to write. */
const copiedBytes = 4096;

/**
 * Writes `message` with its prefix. A large one is not copied, so it must not change before `written` is called, which
 * also happens when the stream has failed.
 */
export function writeMessage(stream: Writable, message: Uint8Array, written?: () => void): void {
  const copied = message.length <= copiedBytes;
  const frame = Buffer.allocUnsafe(prefixBytes + (copied ? message.length : 0));
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  if (copied) {
    frame.set(message, prefixBytes);
    stream.write(frame, written);
  } else {
    stream.cork();
    stream.write(frame);
    stream.write(message, written);
    stream.uncork();
  }
}

/** Puts the messages of a stream together from the pieces in which it arrives. */
export class MessageReader {
  readonly #maxMessageBytes: number;
  #pieces: Buffer[] = [];
  /** Where unread bytes begin in the first piece. */
  #offset = 0;
  /** Length of the message whose prefix has been read; -1 before a prefix. */
  #length = -1;
  #unreadBytes = 0;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
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
   * than allowed, INTERNAL when it is compressed, which nobody was asked to do.
   */
  next(): Buffer | undefined {
    if (this.#length < 0) {
      if (this.#unreadBytes < prefixBytes) return undefined;
      const prefix = this.#take(prefixBytes);
      if (prefix[0] !== 0)
        throw new RpcError(status.INTERNAL, 'a message is compressed though no encoding was agreed on');
      this.#length = prefix.readUInt32BE(1);
      if (this.#length > this.#maxMessageBytes) {
        const message = `received a message of ${this.#length} bytes, ${this.#maxMessageBytes} are allowed`;
        throw new RpcError(status.RESOURCE_EXHAUSTED, message);
      }
    }
    if (this.#unreadBytes < this.#length) return undefined;
    const message = this.#take(this.#length);
    this.#length = -1;
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
