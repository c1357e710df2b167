// Writes frames on a connection's stream: all frames of a turn of the event loop in one write. Small ones are gathered
// in a slab of bytes, large payloads go out as they are, without a copy.
import type { Duplex } from 'node:stream';
import { frameHeaderBytes } from './protocol.js';

/** Up to this size a payload is copied behind its frame's header: cheaper than a further piece to write. */
const copiedBytes = 4096;
const slabBytes = 16 * 1024;
/** More than this waiting for the other side makes writers wait. */
const congestedBytes = 512 * 1024;

export class FrameWriter {
  readonly #duplex: Duplex;
  readonly #onWritable: () => void;
  #slab = Buffer.allocUnsafeSlow(slabBytes);
  /** What is in the slab and not yet in `#pieces`. */
  #start = 0;
  #end = 0;
  #pieces: Uint8Array[] = [];
  #gatheredBytes = 0;
  /** Given to the stream, which has not passed it on. */
  #inFlightBytes = 0;
  #isScheduled = false;
  #wasCongested = false;

  /** `onWritable` is called when the other side has taken enough after `isCongested` was true. */
  constructor(duplex: Duplex, onWritable: () => void) {
    this.#duplex = duplex;
    this.#onWritable = onWritable;
  }

  /** What the other side has not taken. */
  get backlogBytes(): number {
    return this.#gatheredBytes + this.#inFlightBytes;
  }

  /** Whether payloads should wait. */
  get isCongested(): boolean {
    if (this.backlogBytes < congestedBytes) return false;
    this.#wasCongested = true;
    return true;
  }

  /** The header of a frame, whose `length` bytes of payload the caller writes next. */
  header(length: number, type: number, flags: number, streamId: number): void {
    const at = this.#reserve(frameHeaderBytes);
    const slab = this.#slab;
    slab[at] = length >>> 16;
    slab[at + 1] = length >>> 8;
    slab[at + 2] = length;
    slab[at + 3] = type;
    slab[at + 4] = flags;
    slab[at + 5] = streamId >>> 24;
    slab[at + 6] = streamId >>> 16;
    slab[at + 7] = streamId >>> 8;
    slab[at + 8] = streamId;
  }

  uint32(value: number): void {
    const at = this.#reserve(4);
    this.#slab.writeUInt32BE(value, at);
  }

  uint16(value: number): void {
    const at = this.#reserve(2);
    this.#slab.writeUInt16BE(value, at);
  }

  /** `bytes` must stay as they are until they have been written. */
  bytes(bytes: Uint8Array): void {
    if (bytes.length <= copiedBytes) {
      const at = this.#reserve(bytes.length);
      this.#slab.set(bytes, at);
    } else {
      this.#seal();
      this.#pieces.push(bytes);
      this.#gatheredBytes += bytes.length;
      this.#schedule();
    }
  }

  /** Hands over what was gathered. Does so by itself at the end of the turn. */
  flush(): void {
    this.#isScheduled = false;
    this.#seal();
    const pieces = this.#pieces;
    const bytes = this.#gatheredBytes;
    this.#pieces = [];
    this.#gatheredBytes = 0;
    const duplex = this.#duplex;
    if (pieces.length === 0 || duplex.destroyed || duplex.writableEnded) return;
    this.#inFlightBytes += bytes;
    const written = () => this.#written(bytes);
    const last = pieces.length - 1;
    if (last > 0) duplex.cork();
    for (let i = 0; i < last; i++) duplex.write(pieces[i]);
    duplex.write(pieces[last], written);
    if (last > 0) duplex.uncork();
  }

  #written(bytes: number): void {
    this.#inFlightBytes -= bytes;
    if (!this.#wasCongested || this.backlogBytes >= congestedBytes) return;
    this.#wasCongested = false;
    this.#onWritable();
  }

  /** The place of `bytes` bytes, which are few, in what is the slab afterwards. */
  #reserve(bytes: number): number {
    if (this.#end + bytes > slabBytes) {
      this.#seal();
      this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#start = 0;
      this.#end = 0;
    }
    const at = this.#end;
    this.#end += bytes;
    this.#gatheredBytes += bytes;
    this.#schedule();
    return at;
  }

  #seal(): void {
    if (this.#end > this.#start) this.#pieces.push(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    process.nextTick(flushLater, this);
  }
}

function flushLater(writer: FrameWriter): void {
  writer.flush();
}
