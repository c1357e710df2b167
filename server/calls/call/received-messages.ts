// The receiving side of a call: messages are decoded in batches as they come, and the target is held back while nobody
// takes them.
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type DecodedMessage, decodeFetching, decodeMessage, MessageProblem } from '../messages/message-codec.js';
import type { CallEvent, ReceivedMessage } from './call-events.js';
import type { CallOptions } from './run-call.js';

/** What may wait for being decoded. One message may be larger. */
const maxWaitingBytes = 1 << 20;
const maxWaitingMessages = 512;

interface Waiting {
  readonly bytes: Buffer;
  readonly elapsedMs: number;
}

export class ReceivedMessages {
  count = 0;
  bytes = 0;
  readonly #stream: ClientDuplexStream<Uint8Array, Buffer>;
  readonly #options: CallOptions;
  readonly #emit: (event: CallEvent) => Promise<void>;
  readonly #signal: AbortSignal;
  readonly #ended: Promise<void>;
  #first: CallEvent | undefined;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #flushing: Promise<void> | undefined;
  #failure: unknown;

  constructor(
    stream: ClientDuplexStream<Uint8Array, Buffer>,
    options: CallOptions,
    elapsedMs: () => number,
    emit: (event: CallEvent) => Promise<void>,
    signal: AbortSignal,
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#emit = emit;
    this.#signal = signal;
    this.#ended = new Promise((resolve) => stream.once('end', resolve).once('close', resolve));
    stream.on('data', (bytes: Buffer) => {
      this.count++;
      this.bytes += bytes.length;
      this.#waiting.push({ bytes, elapsedMs: elapsedMs() });
      this.#waitingBytes += bytes.length;
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
    return this.#waiting.length >= maxWaitingMessages || this.#waitingBytes >= maxWaitingBytes;
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
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#first || this.#waiting.length > 0) {
      const first = this.#first;
      this.#first = undefined;
      if (first) await this.#emit(first);
      const taken = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      if (this.#stream.isPaused()) this.#stream.resume();
      if (taken.length === 0) continue;
      const messages: ReceivedMessage[] = [];
      for (const each of taken) messages.push(this.#decode(each) ?? (await this.#decodeFetching(each)));
      await this.#emit({ kind: 'messages', messages });
    }
  }

  /** Undefined when types must be fetched first. */
  #decode({ bytes, elapsedMs }: Waiting): ReceivedMessage | undefined {
    const { method, types, emitDefaults } = this.#options;
    try {
      const decoded = decodeMessage(method.output, bytes, types, emitDefaults === true);
      return decoded && received(decoded, bytes, elapsedMs);
    } catch (error) {
      return refused(error, bytes, elapsedMs);
    }
  }

  async #decodeFetching({ bytes, elapsedMs }: Waiting): Promise<ReceivedMessage> {
    const { method, types, emitDefaults } = this.#options;
    try {
      const decoded = await decodeFetching(method.output, bytes, types, emitDefaults === true, this.#signal);
      return received(decoded, bytes, elapsedMs);
    } catch (error) {
      return refused(error, bytes, elapsedMs);
    }
  }
}

function received({ json, unknownFields }: DecodedMessage, bytes: Uint8Array, elapsedMs: number): ReceivedMessage {
  return { json, problem: undefined, bytes, elapsedMs, unknownFields };
}

/** A message that cannot be decoded is shown as what it is; everything else is thrown on. */
function refused(error: unknown, bytes: Uint8Array, elapsedMs: number): ReceivedMessage {
  if (!(error instanceof MessageProblem)) throw error;
  return { json: undefined, problem: error.message, bytes, elapsedMs, unknownFields: [] };
}
