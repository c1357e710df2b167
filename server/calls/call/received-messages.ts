// The receiving side of a call: messages are decoded in batches as they come, and the target is held back while nobody
// takes them.
import type { JsonWriter } from '../messages/json-writer.js';
import {
  type DecodedMessage,
  decodeFetching,
  decodeMessage,
  isTooLong,
  jsonWriter,
  MessageProblem,
  problemOf,
} from '../messages/message-codec.js';
import type { FrameStream } from '../target/connection.js';
import type { CallEvent, ReceivedMessage } from './call-events.js';
import type { CallOptions } from './run-call.js';
import { messagesOf, type ReceivedFrames } from './whole-frames.js';

/** What may wait for being decoded. One message may be larger. */
const maxWaitingBytes = 1 << 20;
const maxWaitingBatches = 512;
/** What is emitted together; other work comes in between. */
const maxEmittedMessages = 512;
const maxBlockBytes = 1 << 18;
/** Blocks are for programs: one that has said all it has to say gets them no more often than this. */
const blockIntervalMs = 4;

interface Waiting {
  readonly frames: ReceivedFrames;
  readonly elapsedMs: number;
}

export class ReceivedMessages {
  count = 0;
  bytes = 0;
  readonly #stream: FrameStream;
  readonly #options: CallOptions;
  readonly #emit: (event: CallEvent) => Promise<void>;
  readonly #signal: AbortSignal;
  readonly #ended: Promise<void>;
  readonly #writer: JsonWriter;
  #first: CallEvent | undefined;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #decoded: ReceivedMessage[] = [];
  #flushing: Promise<void> | undefined;
  #blockAtMs = Number.NEGATIVE_INFINITY;
  #failure: unknown;

  constructor(
    stream: FrameStream,
    options: CallOptions,
    elapsedMs: () => number,
    emit: (event: CallEvent) => Promise<void>,
    signal: AbortSignal,
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#emit = emit;
    this.#signal = signal;
    this.#writer = jsonWriter(options.method.output, options.types);
    this.#ended = new Promise((resolve) => stream.once('end', resolve).once('close', resolve));
    stream.on('data', (frames: ReceivedFrames) => {
      this.#waiting.push({ frames, elapsedMs: elapsedMs() });
      this.#waitingBytes += frames.bytes.length;
      if (this.#isFull()) stream.pause();
      this.#schedule();
    });
  }

  /** Emits an event before all messages that come later. */
  emitFirst(event: CallEvent): void {
    this.#first = event;
    this.#schedule();
  }

  /** Resolves when everything that came was emitted; rejects as `emit` does. */
  async end(): Promise<void> {
    await this.#ended;
    while (this.#flushing !== undefined) await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #isFull(): boolean {
    return this.#waiting.length >= maxWaitingBatches || this.#waitingBytes >= maxWaitingBytes;
  }

  #schedule(): void {
    this.#flushing ??= this.#flush()
      .catch((error: unknown) => {
        this.#failure ??= error;
        this.#waiting = [];
        this.#stream.cancel();
        this.#stream.resume();
      })
      .finally(() => {
        this.#flushing = undefined;
        if (this.#waiting.length > 0 || this.#first) this.#schedule();
      });
  }

  async #flush(): Promise<void> {
    // What comes in one turn of the event loop goes together.
    await nextTurn();
    await this.#untilBlockIsDue();
    while (this.#first || this.#waiting.length > 0) {
      const first = this.#first;
      this.#first = undefined;
      if (first) await this.#emit(first);
      const taken = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      if (this.#stream.isPaused()) this.#stream.resume();
      for (const { frames, elapsedMs } of taken) {
        for (const bytes of messagesOf(frames)) {
          this.count++;
          this.bytes += bytes.length;
          if (!this.#writeLine(bytes)) {
            const message = this.#decode(bytes, elapsedMs) ?? (await this.#decodeFetching(bytes, elapsedMs));
            if (!this.#addLine(message)) {
              await this.#emitBlock();
              this.#decoded.push(message);
            }
          }
          const isMuch = this.#decoded.length >= maxEmittedMessages || this.#writer.length >= maxBlockBytes;
          if (!isMuch) continue;
          await this.#emitDecoded();
          await nextTurn();
        }
      }
      await this.#emitDecoded();
    }
  }

  /** Adds a message to the block, when blocks are wanted and nothing else is to be told of it. */
  #writeLine(bytes: Buffer): boolean {
    const { blocks, emitDefaults } = this.#options;
    if (!blocks || emitDefaults || this.#decoded.length > 0) return false;
    try {
      if (!this.#writer.message(bytes)) return false;
    } catch (error) {
      // The other way says what is wrong.
      if (isTooLong(error)) return false;
      throw error;
    }
    this.#writer.lineFeed();
    return true;
  }

  #addLine({ json, unknownFields }: ReceivedMessage): boolean {
    if (!this.#options.blocks || json === undefined || unknownFields.length > 0 || this.#decoded.length > 0)
      return false;
    this.#writer.text(json);
    this.#writer.lineFeed();
    return true;
  }

  async #emitBlock(): Promise<void> {
    if (this.#writer.length === 0) return;
    await this.#emit({ kind: 'block', jsonLines: this.#writer.take() });
    this.#blockAtMs = performance.now();
  }

  /** A server that sends single messages would otherwise make a block of each, which costs more than the message. */
  async #untilBlockIsDue(): Promise<void> {
    const waitMs = this.#blockAtMs + blockIntervalMs - performance.now();
    if (waitMs <= 0 || !this.#stream.writableEnded) return;
    let timer: NodeJS.Timeout | undefined;
    const due = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs);
    });
    await Promise.race([due, this.#ended]);
    clearTimeout(timer);
  }

  async #emitDecoded(): Promise<void> {
    await this.#emitBlock();
    if (this.#decoded.length === 0) return;
    const messages = this.#decoded;
    this.#decoded = [];
    await this.#emit({ kind: 'messages', messages });
  }

  /** Undefined when types must be fetched first. */
  #decode(bytes: Buffer, elapsedMs: number): ReceivedMessage | undefined {
    const { method, types, emitDefaults, blocks } = this.#options;
    try {
      if (!blocks && !emitDefaults && this.#writer.message(bytes)) {
        return received({ json: this.#writer.takeText(), unknownFields: [] }, bytes, elapsedMs);
      }
      const decoded = decodeMessage(method.output, bytes, types, emitDefaults === true);
      return decoded && received(decoded, bytes, elapsedMs);
    } catch (error) {
      return refused(error, bytes, elapsedMs);
    }
  }

  async #decodeFetching(bytes: Buffer, elapsedMs: number): Promise<ReceivedMessage> {
    const { method, types, emitDefaults } = this.#options;
    try {
      const decoded = await decodeFetching(method.output, bytes, types, emitDefaults === true, this.#signal);
      return received(decoded, bytes, elapsedMs);
    } catch (error) {
      return refused(error, bytes, elapsedMs);
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function received({ json, unknownFields }: DecodedMessage, bytes: Uint8Array, elapsedMs: number): ReceivedMessage {
  return { json, problem: undefined, bytes, elapsedMs, unknownFields };
}

/** A message that cannot be decoded is shown as what it is; everything else is thrown on. */
function refused(error: unknown, bytes: Uint8Array, elapsedMs: number): ReceivedMessage {
  if (!(error instanceof MessageProblem) && !isTooLong(error)) throw error;
  return { json: undefined, problem: problemOf(error).message, bytes, elapsedMs, unknownFields: [] };
}
