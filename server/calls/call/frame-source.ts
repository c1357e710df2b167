// Takes the answer of a plaintext target apart: all that came in a turn of the event loop is one batch of frames.
import { status } from '@grpc/grpc-js';
import { type MessageSource, RpcError, unpacked } from '../../../pipe/index.js';
import { headBytes, WholeFrames } from './whole-frames.js';

export class FrameSource implements MessageSource {
  readonly #maxMessageBytes: number;
  readonly #encoding: string | undefined;
  readonly #frames: WholeFrames;
  #failure: RpcError | undefined;

  /** `encoding` is the answer's `grpc-encoding`. */
  constructor(maxMessageBytes: number, encoding: string | undefined) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#encoding = encoding;
    this.#frames = new WholeFrames(maxMessageBytes);
  }

  get unreadBytes(): number {
    return this.#frames.heldBytes + this.#frames.partBytes;
  }

  push(piece: Buffer): void {
    if (this.#failure) return;
    try {
      this.#frames.push(piece);
    } catch (error) {
      // The call ends with it when the messages before it were taken.
      this.#failure = RpcError.from(error, status.RESOURCE_EXHAUSTED);
    }
  }

  /** A whole number of frames, none of them compressed. */
  next(): Buffer | undefined {
    const held = this.#frames.take();
    if (held.length === 0) {
      if (this.#failure) throw this.#failure;
      return undefined;
    }
    if (held.length === 1 && held[0].isFramed) return held[0].bytes;
    return Buffer.concat(held.flatMap(({ bytes, isFramed }) => (isFramed ? [bytes] : this.#framed(bytes))));
  }

  #framed(compressed: Buffer): Buffer[] {
    const message = unpacked(compressed.subarray(headBytes), this.#encoding, this.#maxMessageBytes);
    const head = Buffer.alloc(headBytes);
    head.writeUInt32BE(message.length, 1);
    return [head, message];
  }
}
