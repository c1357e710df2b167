// Takes frames out of the bytes of a connection, whatever the pieces they come in. Knows their outer form only.
import { frameFlag, frameHeaderBytes, frameSizeViolation, frameType, preface, violation } from './protocol.js';

export interface FrameSink {
  /** A whole frame other than DATA. `payload` is the sink's only during the call. */
  onFrame(type: number, flags: number, streamId: number, payload: Buffer): void;
  /**
   * A piece of a DATA frame. `windowBytes` is what it takes of the windows, which padding does too; `isLast` says that
   * the stream ends with it.
   */
  onData(streamId: number, piece: Buffer, windowBytes: number, isLast: boolean): void;
}

const empty = Buffer.alloc(0);

export class FrameReader {
  readonly #sink: FrameSink;
  readonly #maxFrameBytes: number;
  /** Bytes of the client's preface that have not come. */
  #prefaceLeft: number;
  readonly #header = Buffer.alloc(frameHeaderBytes);
  /** Bytes of the header that have come; all of them while a payload is read. */
  #headerBytes = 0;
  #type = 0;
  #flags = 0;
  #streamId = 0;
  /** Bytes of the payload that have not come. */
  #left = 0;
  /** Of DATA: how many of them are padding; -1 before the byte that says so. */
  #padding = 0;
  /** Of a frame whose payload comes in pieces. */
  #payload: Buffer | undefined;
  #isStopped = false;

  constructor(sink: FrameSink, options: { maxFrameBytes: number; expectsPreface: boolean }) {
    this.#sink = sink;
    this.#maxFrameBytes = options.maxFrameBytes;
    this.#prefaceLeft = options.expectsPreface ? preface.length : 0;
  }

  /** Nothing more is read, also of the piece that is being read. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Throws a ProtocolViolation for what is no frame, besides what the sink throws. */
  push(piece: Buffer): void {
    let at = this.#prefaceLeft > 0 ? this.#readPreface(piece) : 0;
    while (at < piece.length && !this.#isStopped) {
      if (this.#headerBytes < frameHeaderBytes) at = this.#readHeader(piece, at);
      else if (this.#type === frameType.data) at = this.#readData(piece, at);
      else at = this.#readPayload(piece, at);
    }
  }

  #readPreface(piece: Buffer): number {
    const start = preface.length - this.#prefaceLeft;
    const length = Math.min(this.#prefaceLeft, piece.length);
    if (piece.compare(preface, start, start + length, 0, length) !== 0) {
      throw violation('the client does not speak HTTP/2');
    }
    this.#prefaceLeft -= length;
    return length;
  }

  #readHeader(piece: Buffer, at: number): number {
    let header = piece;
    let start = at;
    if (this.#headerBytes > 0 || piece.length - at < frameHeaderBytes) {
      const copied = piece.copy(this.#header, this.#headerBytes, at, at + frameHeaderBytes - this.#headerBytes);
      this.#headerBytes += copied;
      if (this.#headerBytes < frameHeaderBytes) return at + copied;
      header = this.#header;
      start = 0;
      at += copied;
    } else {
      at += frameHeaderBytes;
    }
    this.#headerBytes = frameHeaderBytes;
    this.#left = header.readUIntBE(start, 3);
    this.#type = header[start + 3] as number;
    this.#flags = header[start + 4] as number;
    this.#streamId = header.readUInt32BE(start + 5) & 0x7fffffff;
    this.#begin();
    return at;
  }

  #begin(): void {
    if (this.#left > this.#maxFrameBytes) {
      throw frameSizeViolation(`a frame of ${this.#left} bytes`);
    }
    if (this.#type !== frameType.data) {
      if (this.#left === 0) this.#end(empty);
      return;
    }
    if (this.#streamId === 0) throw violation('DATA without a stream');
    const isPadded = (this.#flags & frameFlag.padded) !== 0;
    this.#padding = isPadded ? -1 : 0;
    if (this.#left > 0) return;
    if (isPadded) throw frameSizeViolation('padding without its length');
    this.#headerBytes = 0;
    this.#sink.onData(this.#streamId, empty, 0, (this.#flags & frameFlag.endStream) !== 0);
  }

  #readData(piece: Buffer, at: number): number {
    let windowBytes = 0;
    if (this.#padding < 0) {
      this.#padding = piece[at++] as number;
      this.#left--;
      windowBytes++;
      if (this.#padding > this.#left) throw violation('more padding than frame');
    }
    const length = Math.min(this.#left - this.#padding, piece.length - at);
    const start = at;
    at += length;
    this.#left -= length;
    windowBytes += length;
    if (this.#left === this.#padding) {
      const padding = Math.min(this.#padding, piece.length - at);
      at += padding;
      this.#left -= padding;
      this.#padding -= padding;
      windowBytes += padding;
    }
    const isWhole = this.#left === 0;
    if (isWhole) this.#headerBytes = 0;
    const isLast = isWhole && (this.#flags & frameFlag.endStream) !== 0;
    this.#sink.onData(this.#streamId, piece.subarray(start, start + length), windowBytes, isLast);
    return at;
  }

  #readPayload(piece: Buffer, at: number): number {
    const length = Math.min(this.#left, piece.length - at);
    if (!this.#payload && length === this.#left) {
      this.#end(piece.subarray(at, at + length));
      return at + length;
    }
    this.#payload ??= Buffer.allocUnsafeSlow(this.#left);
    piece.copy(this.#payload, this.#payload.length - this.#left, at, at + length);
    this.#left -= length;
    if (this.#left === 0) {
      const payload = this.#payload;
      this.#payload = undefined;
      this.#end(payload);
    }
    return at + length;
  }

  #end(payload: Buffer): void {
    this.#headerBytes = 0;
    this.#sink.onFrame(this.#type, this.#flags, this.#streamId, payload);
  }
}
