// One HTTP/2 connection (RFC 9113) over any duplex stream: its streams, its settings, its windows and its end. It knows
// nothing of gRPC. Whatever the peer sends, nothing is thrown: a broken rule ends the connection with HTTP/2's code for
// it, and what a peer can make us keep is bounded.
import type { Duplex } from 'node:stream';
import type { ConnectionOptions, ConnectionOwner } from './connection-owner.js';
import { FrameReader, type FrameSink } from './frame-reader.js';
import { FrameWriter } from './frame-writer.js';
import { type HeaderBlock, HeaderBlockReader } from './header-blocks.js';
import { type HeaderField, isInformational, isWellFormed } from './header-field.js';
import { HpackDecoder } from './hpack-decoder.js';
import { HpackEncoder } from './hpack-encoder.js';
import { NuisanceCounter, RecentResets } from './patience.js';
import {
  errorCode,
  expectLength,
  frameFlag,
  frameSizeViolation,
  frameType,
  initialMaxFrameBytes,
  initialWindowBytes,
  largestWindowBytes,
  ProtocolViolation,
  preface,
  setting,
  violation,
} from './protocol.js';
import { SendQueue } from './send-queue.js';
import { decodeSettings, writeSettings } from './settings.js';
import { Http2Stream, type StreamConsumer, type StreamHost, StreamViolation } from './stream.js';

/** Largest payload that we take, and send to a peer that takes it. */
const maxFrameBytes = 256 * 1024;
/** Decoded fields of a header block; what is sent for them is bounded by as much. */
const maxHeaderListBytes = 256 * 1024;
/** Streams that a client may have at a time. */
const maxConcurrentStreams = 1_000;
/** Headers and answers that the peer does not read may grow to this; payloads wait for it. */
const maxBacklogBytes = 16 * 1024 * 1024;
/** For the last bytes of a connection to be taken by the peer. */
const lingerMs = 1_000;

export class Http2Connection implements FrameSink, StreamHost {
  readonly writer: FrameWriter;
  readonly isServer: boolean;
  readonly windowBytes: number;
  sendWindow = initialWindowBytes;
  peerFrameBytes = initialMaxFrameBytes;
  readonly #duplex: Duplex;
  readonly #owner: ConnectionOwner;
  readonly #reader: FrameReader;
  readonly #decoder = new HpackDecoder(maxHeaderListBytes);
  readonly #encoder = new HpackEncoder();
  readonly #streams = new Map<number, Http2Stream>();
  readonly #queue: SendQueue;
  readonly #resets = new RecentResets();
  readonly #nuisances = new NuisanceCounter();
  readonly #blocks = new HeaderBlockReader(maxHeaderListBytes);
  #lastPeerId = 0;
  #nextId = 1;
  #peerWindowBytes = initialWindowBytes;
  #peerMaxStreams = Number.POSITIVE_INFINITY;
  #isSettled = false;
  #receiveWindow: number;
  #receivedBytes = 0;
  #isClosing = false;
  #isClosed = false;
  #failure: string | undefined;

  /** Sends our settings at once. The duplex belongs to the connection from here on. */
  constructor(duplex: Duplex, owner: ConnectionOwner, { role, windowBytes }: ConnectionOptions) {
    this.#duplex = duplex;
    this.#owner = owner;
    this.isServer = role === 'server';
    this.windowBytes = windowBytes;
    this.#receiveWindow = Math.max(windowBytes, initialWindowBytes);
    this.writer = new FrameWriter(duplex, () => this.#queue.onWritable());
    this.#queue = new SendQueue(this.writer, () => this.sendWindow);
    this.#reader = new FrameReader(this, { maxFrameBytes, expectsPreface: this.isServer });
    if (!this.isServer) this.writer.bytes(preface);
    writeSettings(this.writer, [
      ...(this.isServer ? [[setting.maxConcurrentStreams, maxConcurrentStreams] as const] : []),
      ...(this.isServer ? [] : [[setting.enablePush, 0] as const]),
      [setting.initialWindowSize, windowBytes],
      [setting.maxFrameSize, maxFrameBytes],
      [setting.maxHeaderListSize, maxHeaderListBytes],
    ]);
    if (this.#receiveWindow > initialWindowBytes) {
      this.#windowUpdate(0, this.#receiveWindow - initialWindowBytes);
    }
    duplex.on('data', (piece: Buffer) => this.#onPiece(piece));
    duplex.on('end', () => this.#end('the peer closed the connection'));
    duplex.on('error', (error) => {
      this.#failure ??= error.message;
    });
    duplex.on('close', () => this.#end(undefined));
    duplex.resume();
    if (!this.isServer) unref(duplex);
  }

  /** Whether no more streams can be opened. */
  get isClosing(): boolean {
    return this.#isClosing || this.#isClosed;
  }

  /** Whether another stream can be opened now. */
  get hasRoom(): boolean {
    return !this.isClosing && this.#streams.size < this.#peerMaxStreams;
  }

  /** A client's request, for which there must be room. */
  open(fields: readonly HeaderField[], consumer: StreamConsumer): Http2Stream {
    const sendWindow = this.#peerWindowBytes;
    const stream = new Http2Stream(this, this.#nextId, { sendWindow, hasHeaders: false, isRemoteEnded: false });
    stream.consumer = consumer;
    this.#nextId += 2;
    if (this.#streams.size === 0) ref(this.#duplex);
    this.#streams.set(stream.id, stream);
    stream.sendHeaders(fields);
    // The numbers of streams have an end, which takes another connection.
    if (this.#nextId > largestWindowBytes) this.drain();
    return stream;
  }

  /** Takes no more streams and ends when the last has. */
  drain(): void {
    if (this.isClosing) return;
    this.#goAway(errorCode.noError, '');
    this.#closing();
    this.#endWhenIdle();
  }

  /** Ends at once; streams are lost. */
  destroy(): void {
    this.#duplex.destroy();
    this.#end(undefined);
  }

  // For frames ---------------------------------------------------------------------------------------------------

  onFrame(type: number, flags: number, streamId: number, payload: Buffer): void {
    try {
      this.#frame(type, flags, streamId, payload);
    } catch (error) {
      this.#violated(error);
    }
  }

  onData(streamId: number, piece: Buffer, windowBytes: number, isLast: boolean): void {
    try {
      this.#data(streamId, piece, windowBytes, isLast);
    } catch (error) {
      this.#violated(error);
    }
  }

  // For streams --------------------------------------------------------------------------------------------------

  writeHeaders(streamId: number, fields: readonly HeaderField[], ends: boolean): void {
    const block = this.#encoder.encode(fields);
    const limit = this.peerFrameBytes;
    const endFlag = ends ? frameFlag.endStream : 0;
    if (block.length <= limit && block.length <= initialMaxFrameBytes / 4) {
      this.writer.header(block.length, frameType.headers, endFlag | frameFlag.endHeaders, streamId);
      this.writer.bytes(block);
      return;
    }
    // The writer keeps large pieces; the encoder uses its block again.
    const kept = Buffer.from(block);
    for (let at = 0; at < kept.length; at += limit) {
      const piece = kept.subarray(at, at + limit);
      const flags = (at === 0 ? endFlag : 0) | (at + limit >= kept.length ? frameFlag.endHeaders : 0);
      this.writer.header(piece.length, at === 0 ? frameType.headers : frameType.continuation, flags, streamId);
      this.writer.bytes(piece);
    }
  }

  enqueue(stream: Http2Stream): void {
    this.#queue.add(stream);
  }

  whenWritable(callback: () => void): void {
    this.#queue.whenWritable(callback);
  }

  onClosed(stream: Http2Stream, isReset: boolean): void {
    this.#streams.delete(stream.id);
    this.#queue.delete(stream);
    if (isReset) this.#resets.add(stream.id);
    if (this.#streams.size === 0 && !this.isServer) unref(this.#duplex);
    this.#owner.onStreamClosed?.();
    this.#endWhenIdle();
  }

  // --------------------------------------------------------------------------------------------------------------

  #onPiece(piece: Buffer): void {
    if (this.#isClosed) return;
    try {
      this.#reader.push(piece);
    } catch (error) {
      this.#violated(error);
    }
  }

  /** A rule that the peer broke ends the connection, or a stream; an error of a consumer is neither's. */
  #violated(error: unknown): void {
    if (error instanceof ProtocolViolation) {
      if (this.#isClosed) return;
      this.#goAway(error.code, error.message);
      this.#endOrderly();
      this.#end(`HTTP/2 error ${error.code}: ${error.message}`);
    } else if (error instanceof StreamViolation) {
      error.stream.reset(error.code);
      error.stream.consumer?.onReset(error.code, undefined);
    } else {
      process.nextTick(() => {
        throw error;
      });
    }
  }

  #frame(type: number, flags: number, streamId: number, payload: Buffer): void {
    if (this.writer.backlogBytes > maxBacklogBytes) {
      throw new ProtocolViolation(errorCode.enhanceYourCalm, 'the peer does not read');
    }
    if (!this.#isSettled && type !== frameType.settings) throw violation('something before SETTINGS');
    const { openStreamId } = this.#blocks;
    if (openStreamId !== undefined && (type !== frameType.continuation || streamId !== openStreamId)) {
      throw violation('something within a header block');
    }
    switch (type) {
      case frameType.headers:
        this.#headers(this.#blocks.headers(flags, streamId, payload));
        break;
      case frameType.continuation:
        this.#nuisances.add();
        this.#headers(this.#blocks.continuation(flags, payload));
        break;
      case frameType.rstStream:
        this.#rstStream(streamId, payload);
        break;
      case frameType.settings:
        this.#settings(flags, streamId, payload);
        break;
      case frameType.ping:
        this.#ping(flags, streamId, payload);
        break;
      case frameType.goAway:
        this.#peerGoesAway(streamId, payload);
        break;
      case frameType.windowUpdate:
        this.#peerWidens(streamId, payload);
        break;
      case frameType.pushPromise:
        throw violation('PUSH_PROMISE, which was switched off');
      case frameType.priority:
        if (streamId === 0) throw violation('PRIORITY without a stream');
        expectLength(payload, 5);
        this.#nuisances.add();
        break;
      default:
        // Extensions that nobody agreed on are ignored.
        this.#nuisances.add();
        break;
    }
  }

  #data(streamId: number, piece: Buffer, windowBytes: number, isLast: boolean): void {
    if (!this.#isSettled || this.#blocks.openStreamId !== undefined) throw violation('DATA where it must not be');
    this.#receiveWindow -= windowBytes;
    this.#receivedBytes += windowBytes;
    if (this.#receiveWindow < 0) {
      throw new ProtocolViolation(errorCode.flowControlError, 'more data than was allowed');
    }
    if (piece.length === 0 && !isLast) this.#nuisances.add();
    // At once, whether the stream has been read or not: streams must not wait for one another.
    if (this.#receivedBytes >= this.windowBytes / 4) {
      this.#windowUpdate(0, this.#receivedBytes);
      this.#receiveWindow += this.#receivedBytes;
      this.#receivedBytes = 0;
    }
    const stream = this.#streams.get(streamId);
    if (!stream) {
      this.#expectReset(streamId, 'DATA');
      return;
    }
    if (stream.isRemoteEnded) throw new StreamViolation(stream, errorCode.streamClosed);
    if (!stream.hasHeaders) throw new StreamViolation(stream, errorCode.protocolError);
    stream.receive(piece, windowBytes);
    if (isLast && !stream.isClosed) stream.remoteEnded();
  }

  #headers(block: HeaderBlock | undefined): void {
    if (!block) return;
    const { streamId, ends } = block;
    // Also for streams that are gone: the table belongs to the connection.
    const fields = this.#decoder.decode(block.bytes);
    const stream = this.#streams.get(streamId);
    if (stream) this.#answer(stream, ends, fields);
    else if (this.isServer && streamId > this.#lastPeerId) this.#request(streamId, ends, fields);
    else this.#expectReset(streamId, 'HEADERS');
  }

  #answer(stream: Http2Stream, ends: boolean, fields: HeaderField[] | undefined): void {
    if (stream.isRemoteEnded) throw new StreamViolation(stream, errorCode.streamClosed);
    if (!fields) throw new StreamViolation(stream, errorCode.enhanceYourCalm);
    const kind = stream.hasHeaders ? 'trailers' : 'response';
    const isInterim = kind === 'response' && isInformational(fields);
    // Trailers are an end, and an interim answer is none.
    const isMisplaced = (kind === 'trailers' && !ends) || (isInterim && ends);
    if (isMisplaced || !isWellFormed(fields, kind)) throw new StreamViolation(stream, errorCode.protocolError);
    if (isInterim) {
      this.#nuisances.add();
      return;
    }
    stream.hasHeaders = true;
    stream.consumer?.onHeaders(fields, ends);
    if (ends && !stream.isClosed) stream.remoteEnded();
  }

  #request(streamId: number, ends: boolean, fields: HeaderField[] | undefined): void {
    if (streamId % 2 === 0) throw violation('a request with the number of a server');
    this.#lastPeerId = streamId;
    const sendWindow = this.#peerWindowBytes;
    const stream = new Http2Stream(this, streamId, { sendWindow, hasHeaders: true, isRemoteEnded: ends });
    const isRefused = this.#isClosing || this.#streams.size >= maxConcurrentStreams || !this.#owner.onRequest;
    this.#streams.set(streamId, stream);
    if (isRefused || !fields || !isWellFormed(fields, 'request')) {
      this.#nuisances.add();
      const { refusedStream, enhanceYourCalm, protocolError } = errorCode;
      stream.reset(isRefused ? refusedStream : fields ? protocolError : enhanceYourCalm);
      return;
    }
    stream.consumer = this.#owner.onRequest?.(stream, fields);
    if (ends) stream.consumer?.onEnd();
  }

  #rstStream(streamId: number, payload: Buffer): void {
    expectLength(payload, 4);
    if (this.#isIdle(streamId)) throw violation('RST_STREAM of a stream that never was');
    if (this.isServer) this.#nuisances.add();
    this.#streams.get(streamId)?.abort(payload.readUInt32BE(0), undefined);
  }

  #settings(flags: number, streamId: number, payload: Buffer): void {
    if (streamId !== 0) throw violation('SETTINGS of a stream');
    if (flags & frameFlag.ack) {
      expectLength(payload, 0);
      if (!this.#isSettled) throw violation('something before SETTINGS');
      return;
    }
    for (const [id, value] of decodeSettings(payload)) this.#setting(id, value);
    this.#nuisances.add();
    this.writer.header(0, frameType.settings, frameFlag.ack, 0);
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#owner.onReady?.();
  }

  #setting(id: number, value: number): void {
    switch (id) {
      case setting.headerTableSize:
        this.#encoder.limitTable(value);
        break;
      case setting.enablePush:
        if (!this.isServer && value !== 0) throw violation('a server that asks to be pushed to');
        break;
      case setting.maxConcurrentStreams:
        this.#peerMaxStreams = value;
        break;
      case setting.initialWindowSize: {
        const change = value - this.#peerWindowBytes;
        this.#peerWindowBytes = value;
        for (const stream of this.#streams.values()) {
          if (!stream.widen(change)) throw new ProtocolViolation(errorCode.flowControlError, 'too large a window');
        }
        break;
      }
      case setting.maxFrameSize:
        this.peerFrameBytes = Math.min(value, maxFrameBytes);
        break;
      default:
        // The size of a header list is advice; the rest is unknown.
        break;
    }
  }

  #ping(flags: number, streamId: number, payload: Buffer): void {
    if (streamId !== 0) throw violation('PING of a stream');
    expectLength(payload, 8);
    if (flags & frameFlag.ack) return;
    this.#nuisances.add();
    this.writer.header(8, frameType.ping, frameFlag.ack, 0);
    this.writer.bytes(payload);
  }

  #peerGoesAway(streamId: number, payload: Buffer): void {
    if (streamId !== 0) throw violation('GOAWAY of a stream');
    if (payload.length < 8) throw frameSizeViolation('GOAWAY that is too short');
    this.#nuisances.add();
    const last = payload.readUInt32BE(0) & 0x7fffffff;
    this.#closing();
    for (const stream of [...this.#streams.values()]) {
      if (!this.isServer && stream.id > last) stream.abort(errorCode.refusedStream, undefined);
    }
    const code = payload.readUInt32BE(4);
    // A server that gave up need not answer what it has: whoever waits must not wait for good.
    if (code === errorCode.noError || this.isServer) {
      this.#endWhenIdle();
    } else {
      this.#endOrderly();
      this.#end(`the peer ended it with HTTP/2 error ${code}`);
    }
  }

  #peerWidens(streamId: number, payload: Buffer): void {
    expectLength(payload, 4);
    const bytes = payload.readUInt32BE(0) & 0x7fffffff;
    if (streamId === 0) {
      if (bytes === 0) throw violation('a window that is widened by nothing');
      this.sendWindow += bytes;
      if (this.sendWindow > largestWindowBytes) {
        throw new ProtocolViolation(errorCode.flowControlError, 'too large a window');
      }
      this.#queue.send();
      return;
    }
    if (this.#isIdle(streamId)) throw violation('WINDOW_UPDATE of a stream that never was');
    const stream = this.#streams.get(streamId);
    if (!stream) return;
    if (bytes === 0) throw new StreamViolation(stream, errorCode.protocolError);
    if (!stream.widen(bytes)) throw new StreamViolation(stream, errorCode.flowControlError);
  }

  /** A frame for a stream that is not there may only be late for one that we reset. */
  #expectReset(streamId: number, what: string): void {
    if (this.#isIdle(streamId)) throw violation(`${what} of a stream that never was`);
    if (this.#resets.has(streamId)) return;
    throw new ProtocolViolation(errorCode.streamClosed, `${what} of a stream that has ended`);
  }

  #isIdle(streamId: number): boolean {
    if (streamId === 0) return true;
    const isOdd = streamId % 2 === 1;
    return !isOdd || (this.isServer ? streamId > this.#lastPeerId : streamId >= this.#nextId);
  }

  #windowUpdate(streamId: number, bytes: number): void {
    this.writer.header(4, frameType.windowUpdate, 0, streamId);
    this.writer.uint32(bytes);
  }

  #goAway(code: number, message: string): void {
    const text = Buffer.from(message);
    this.writer.header(8 + text.length, frameType.goAway, 0, 0);
    this.writer.uint32(this.#lastPeerId);
    this.writer.uint32(code);
    this.writer.bytes(text);
  }

  #closing(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#owner.onClosing?.();
  }

  #endWhenIdle(): void {
    if (!this.#isClosing || this.#isClosed || this.#streams.size > 0) return;
    this.#endOrderly();
    this.#end(undefined);
  }

  /** Lets the peer read what has been written. */
  #endOrderly(): void {
    this.writer.flush();
    const duplex = this.#duplex;
    const timer = setTimeout(() => duplex.destroy(), lingerMs);
    timer.unref();
    duplex.once('close', () => clearTimeout(timer));
    duplex.end(() => duplex.destroy());
  }

  /** Invariant: every stream hears of the end, and the owner once. */
  #end(reason: string | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reader.stop();
    this.#failure ??= reason;
    const lost = this.#failure ?? 'it was closed';
    for (const stream of [...this.#streams.values()]) stream.abort(errorCode.cancel, lost);
    this.#queue.end();
    this.#closing();
    // A peer that has ended its side reads nothing more that we could say.
    if (!this.#duplex.writableEnded) this.#duplex.destroy();
    this.#owner.onClose?.(this.#failure);
  }
}

/** Sockets keep a process alive, other duplex streams do not. */
function ref(duplex: Duplex & { ref?(): void }): void {
  duplex.ref?.();
}

function unref(duplex: Duplex & { unref?(): void }): void {
  duplex.unref?.();
}
