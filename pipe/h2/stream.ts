// One stream of a connection: what it may send and has to wait with, and what its peer may send.
import type { FrameWriter } from './frame-writer.js';
import type { HeaderField } from './header-field.js';
import {
  errorCode,
  frameFlag,
  frameType,
  initialWindowBytes,
  largestWindowBytes,
  ProtocolViolation,
} from './protocol.js';

/** Whoever a stream is for. After `onEnd` of a stream that we have ended too, and after `onReset`, nothing follows. */
export interface StreamConsumer {
  /** An answer's fields, or trailers; `ends` when `onEnd` follows at once. */
  onHeaders(fields: readonly HeaderField[], ends: boolean): void;
  /** Bytes that may be kept; the peer may send as many again when `grant` has been called. */
  onData(piece: Buffer): void;
  /** The peer sends no more. */
  onEnd(): void;
  /** The stream ended early, with HTTP/2's error code; `lost` says why its connection did, when that is the reason. */
  onReset(code: number, lost: string | undefined): void;
}

/** What a stream needs of its connection. */
export interface StreamHost {
  readonly isServer: boolean;
  readonly writer: FrameWriter;
  /** What a peer may send on a stream before it has to wait. */
  readonly windowBytes: number;
  /** What may be sent on the whole connection. */
  sendWindow: number;
  /** The largest payload that the peer takes. */
  readonly peerFrameBytes: number;
  writeHeaders(streamId: number, fields: readonly HeaderField[], ends: boolean): void;
  /** Calls `stream.sendWaiting` as soon as it may send. */
  enqueue(stream: Http2Stream): void;
  /** Calls back now, or when the other side has taken enough. */
  whenWritable(callback: () => void): void;
  /** Both sides have ended, or one has reset the stream: `isReset` when that was us. */
  onClosed(stream: Http2Stream, isReset: boolean): void;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly written: (() => void) | undefined;
}

export class Http2Stream {
  readonly id: number;
  consumer: StreamConsumer | undefined;
  /** Whether an answer's fields have come; a request has come with the stream. */
  hasHeaders: boolean;
  readonly #host: StreamHost;
  #sendWindow: number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  /** Of the first that waits, how many bytes have been sent. */
  #sentOfFirst = 0;
  /** What follows the last byte: the end, perhaps with trailers. */
  #end: readonly HeaderField[] | 'no trailers' | undefined;
  #receiveWindow: number;
  /** Received, and not granted again. */
  #heldBytes = 0;
  #isLocalEnded = false;
  #isRemoteEnded = false;
  #isClosed = false;

  constructor(host: StreamHost, id: number, options: { sendWindow: number; hasHeaders: boolean }) {
    this.#host = host;
    this.id = id;
    this.hasHeaders = options.hasHeaders;
    this.#sendWindow = options.sendWindow;
    // A peer that has not read our settings yet keeps to HTTP/2's own window.
    this.#receiveWindow = Math.max(host.windowBytes, initialWindowBytes);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isRemoteEnded(): boolean {
    return this.#isRemoteEnded;
  }

  /** Whether something that was to be sent has to wait for the peer. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** `ends` for an answer without a body. */
  sendHeaders(fields: readonly HeaderField[], ends = false): void {
    if (this.#isClosed || this.#isLocalEnded) return;
    this.#host.writeHeaders(this.id, fields, ends);
    if (ends) this.#localEnded();
  }

  /**
   * Sends both, one behind the other. They must not change before `written` is called, which says that the next may
   * come; it is also called when the stream has ended early.
   */
  write(head: Uint8Array, body: Uint8Array, written?: () => void): void {
    const host = this.#host;
    if (this.#isClosed || this.#end) {
      if (written) process.nextTick(written);
      return;
    }
    const length = head.length + body.length;
    const room = Math.min(this.#sendWindow, host.sendWindow, host.peerFrameBytes);
    if (this.#waiting.length === 0 && length <= room && !host.writer.isCongested) {
      this.#dataHeader(length, false);
      host.writer.bytes(head);
      host.writer.bytes(body);
      if (written) host.whenWritable(written);
    } else {
      this.#waiting.push({ bytes: head, written: undefined }, { bytes: body, written });
      this.#waitingBytes += length;
      host.enqueue(this);
    }
  }

  /** Ends our side behind what was written. */
  end(trailers?: readonly HeaderField[]): void {
    if (this.#isClosed || this.#end) return;
    this.#end = trailers ?? 'no trailers';
    if (this.#waiting.length > 0) return;
    if (!trailers) this.#dataHeader(0, true);
    this.#sendEnd();
  }

  /** Ends both sides at once. */
  reset(code: number): void {
    if (this.#isClosed) return;
    this.#host.writer.header(4, frameType.rstStream, 0, this.id);
    this.#host.writer.uint32(code);
    this.#close(true);
  }

  /** The peer may send as much again as has been received; asked for when its bytes have been dealt with. */
  grant(): void {
    if (this.#heldBytes < this.#host.windowBytes / 4 || this.#isRemoteEnded || this.#isClosed) return;
    this.#host.writer.header(4, frameType.windowUpdate, 0, this.id);
    this.#host.writer.uint32(this.#heldBytes);
    this.#receiveWindow += this.#heldBytes;
    this.#heldBytes = 0;
  }

  /** For the connection: one frame of what waits, when the windows allow it. Whether more could follow at once. */
  sendWaiting(): boolean {
    const host = this.#host;
    if (this.#isClosed || this.#waiting.length === 0) return false;
    let length = Math.min(this.#sendWindow, host.sendWindow, host.peerFrameBytes, this.#waitingBytes);
    if (length <= 0 && this.#waitingBytes > 0) return false;
    this.#dataHeader(length, length === this.#waitingBytes && this.#end === 'no trailers');
    this.#waitingBytes -= length;
    const written: (() => void)[] = [];
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const left = first.bytes.length - this.#sentOfFirst;
      if (left > length) {
        host.writer.bytes(first.bytes.subarray(this.#sentOfFirst, this.#sentOfFirst + length));
        this.#sentOfFirst += length;
        break;
      }
      host.writer.bytes(this.#sentOfFirst === 0 ? first.bytes : first.bytes.subarray(this.#sentOfFirst));
      length -= left;
      this.#sentOfFirst = 0;
      this.#waiting.shift();
      if (first.written) written.push(first.written);
    }
    if (this.#waiting.length === 0 && this.#end) this.#sendEnd();
    // Whoever is told may write at once, which must not be within a frame.
    for (const callback of written) host.whenWritable(callback);
    return this.#waiting.length > 0;
  }

  /** For the connection: the peer's window has changed; false when it would be larger than HTTP/2 allows. */
  widen(bytes: number): boolean {
    if (this.#sendWindow + bytes > largestWindowBytes) return false;
    this.#sendWindow += bytes;
    if (this.#waiting.length > 0) this.#host.enqueue(this);
    return true;
  }

  /** For the connection: a piece of data, of which padding has no bytes in `piece`. */
  receive(piece: Buffer, windowBytes: number): void {
    this.#receiveWindow -= windowBytes;
    this.#heldBytes += windowBytes;
    if (this.#receiveWindow < 0) {
      throw new ProtocolViolation(errorCode.flowControlError, 'more data on a stream than was allowed');
    }
    if (piece.length > 0) this.consumer?.onData(piece);
  }

  /** For the connection: the peer has ended its side. */
  remoteEnded(): void {
    if (this.#isRemoteEnded) return;
    this.#isRemoteEnded = true;
    if (this.#isLocalEnded) this.#close(false);
    this.consumer?.onEnd();
  }

  /** For the connection: the stream is over, and its consumer hears of it. */
  abort(code: number, lost: string | undefined): void {
    if (this.#isClosed) return;
    this.#close(false);
    this.consumer?.onReset(code, lost);
  }

  #dataHeader(length: number, ends: boolean): void {
    this.#sendWindow -= length;
    this.#host.sendWindow -= length;
    this.#host.writer.header(length, frameType.data, ends ? frameFlag.endStream : 0, this.id);
  }

  #sendEnd(): void {
    if (this.#end && this.#end !== 'no trailers') this.#host.writeHeaders(this.id, this.#end, true);
    this.#localEnded();
  }

  #localEnded(): void {
    this.#end ??= 'no trailers';
    this.#isLocalEnded = true;
    if (this.#isRemoteEnded) this.#close(false);
    // A client has no use for a request whose answer is complete (RFC 9113, 8.1).
    else if (this.#host.isServer) this.reset(errorCode.noError);
  }

  #close(isReset: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { written } of this.#waiting) if (written) process.nextTick(written);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#host.onClosed(this, isReset);
  }
}

/** The peer broke a rule, but what it says of other streams still holds. */
export class StreamViolation extends Error {
  readonly stream: Http2Stream;
  readonly code: number;

  constructor(stream: Http2Stream, code: number) {
    super(`HTTP/2 error ${code} on stream ${stream.id}`);
    this.stream = stream;
    this.code = code;
  }
}
