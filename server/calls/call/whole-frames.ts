// Whole frames of gRPC from the pieces in which a stream comes: a flag, the length in 4 bytes, and a message each. They
// stay together, since what is done once for many small messages costs less than what is done for each.

/** What came together: a whole number of frames, or the content of one that was compressed. */
export interface ReceivedFrames {
  readonly bytes: Buffer;
  readonly isFramed: boolean;
}

export const headBytes = 5;

export class WholeFrames {
  readonly #maxMessageBytes: number;
  /** The beginning of a frame whose end has not come. */
  #parts: Buffer[] = [];
  #length = 0;
  /** So many bytes are there when it is worth to look at them. */
  #needed = headBytes;
  #held: ReceivedFrames[] = [];
  #heldBytes = 0;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Of complete frames that were not taken. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Of a frame that is not complete. */
  get partBytes(): number {
    return this.#length;
  }

  /** Holds the frames that are complete. Throws for a message that is larger than the limit. */
  push(data: Buffer): void {
    this.#parts.push(data);
    this.#length += data.length;
    if (this.#length < this.#needed) return;
    const bytes = this.#parts.length === 1 ? data : Buffer.concat(this.#parts, this.#length);
    let batch = 0;
    let at = 0;
    this.#needed = headBytes;
    while (at + headBytes <= bytes.length) {
      const size = bytes.readUInt32BE(at + 1);
      if (size > this.#maxMessageBytes) {
        this.#hold(bytes.subarray(batch, at), true);
        throw new Error(`Received message larger than max (${size} vs ${this.#maxMessageBytes})`);
      }
      const end = at + headBytes + size;
      if (end > bytes.length) {
        this.#needed = headBytes + size;
        break;
      }
      if (bytes[at] !== 0) {
        this.#hold(bytes.subarray(batch, at), true);
        this.#hold(bytes.subarray(at, end), false);
        batch = end;
      }
      at = end;
    }
    this.#hold(bytes.subarray(batch, at), true);
    this.#parts = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#length = bytes.length - at;
  }

  #hold(bytes: Buffer, isFramed: boolean): void {
    if (bytes.length === 0) return;
    this.#held.push({ bytes, isFramed });
    this.#heldBytes += bytes.length;
  }

  /** Takes what is held. A compressed frame comes apart from the others, with its head. */
  take(): readonly ReceivedFrames[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }
}

/** The messages of what came together. */
export function* messagesOf({ bytes, isFramed }: ReceivedFrames): Iterable<Buffer> {
  if (!isFramed) {
    yield bytes;
    return;
  }
  for (let at = 0; at < bytes.length; ) {
    const from = at + headBytes;
    at = from + bytes.readUInt32BE(from - 4);
    yield bytes.subarray(from, at);
  }
}
