// One call of any of the four kinds, as a stream of events. Every call is made as a bidirectional one: on
// the wire they are the same, and how many messages there may be is checked here.

import type { DescMethod } from '@bufbuild/protobuf';
import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { RpcError } from '../../../pipe/index.js';
import type { AnyTypes } from '../messages/any-types.js';
import { errorDetails } from '../messages/error-details.js';
import { encodeMessage, MessageProblem } from '../messages/message-codec.js';
import type { Connection, FrameStream } from '../target/connection.js';
import { explainFailure } from '../target/explain-failure.js';
import { fromMetadata } from '../target/metadata.js';
import type { CallEvent, CallInput } from './call-events.js';
import { ReceivedMessages } from './received-messages.js';

export interface CallOptions {
  readonly connection: Connection;
  readonly method: DescMethod;
  readonly types: AnyTypes;
  readonly metadata: Metadata;
  /** When the call is over at the latest. */
  readonly deadline?: Date;
  readonly waitForReady?: boolean;
  readonly emitDefaults?: boolean;
  /** Emit `block` in the place of `messages`. */
  readonly blocks?: boolean;
}

type Emit = (event: CallEvent) => Promise<void>;

/**
 * Takes `inputs` and emits `headers`, `messages`, `refused` and at last `finished`. Neither side is read faster than the
 * other takes. Rejects only when `emit` does or the signal aborts; the call is cancelled then.
 */
export async function runCall(
  options: CallOptions,
  inputs: AsyncIterable<CallInput>,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  const { connection, method, types } = options;
  const startMs = performance.now();
  const elapsedMs = () => performance.now() - startMs;
  const stream = open(options);
  const onAbort = () => stream.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  const received = new ReceivedMessages(stream, options, elapsedMs, emit, signal);
  const headers = new Promise<void>((resolve) => {
    stream.once('metadata', (metadata: Metadata) => {
      received.emitFirst({ kind: 'headers', metadata: fromMetadata(metadata), elapsedMs: elapsedMs() });
      resolve();
    });
    stream.once('status', () => resolve());
  });
  const ended = new Promise<StatusObject>((resolve) => stream.once('status', resolve));
  // What it says comes with the status as well.
  stream.on('error', () => {});

  const sending = new SentMessages(stream, options, emit, signal);
  const over = ended.then(() => sending.stop());
  try {
    // Inputs end when the call does: they may be waiting for somebody who types.
    await Promise.race([sending.run(inputs), over]);
    const state = await ended;
    await headers;
    await received.end();
    const outcome = sending.outcome ?? outcomeOf(state, method, received.count, connection);
    await emit({
      kind: 'finished',
      ...outcome,
      trailers: fromMetadata(state.metadata),
      detailsJson: await errorDetails(state.metadata, types, signal),
      messagesSent: sending.count,
      messagesReceived: received.count,
      bytesSent: sending.bytes,
      bytesReceived: received.bytes,
      elapsedMs: elapsedMs(),
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    stream.cancel();
  }
}

function open(options: CallOptions): FrameStream {
  const { connection, method, metadata, deadline, waitForReady } = options;
  const sent = metadata.clone();
  sent.setOptions({ waitForReady: waitForReady === true });
  return connection.openCall(`/${method.parent.typeName}/${method.name}`, sent, deadline ? { deadline } : {});
}

interface Outcome {
  readonly code: number;
  readonly message: string;
}

function outcomeOf(state: StatusObject, method: DescMethod, received: number, connection: Connection): Outcome {
  const { code, details } = state;
  // grpc-js says nothing else of an encoding that it does not know, or that no header names.
  if (code === undefined) {
    const message =
      'a message of the answer is compressed, but not in a way that its header grpc-encoding says and is known';
    return { code: status.UNIMPLEMENTED, message };
  }
  if (code !== status.OK) return { code, message: explainFailure(code, details, connection) };
  const isSingle = method.methodKind === 'unary' || method.methodKind === 'client_streaming';
  if (isSingle && received !== 1) {
    const found = received === 0 ? 'no message' : `${received} messages`;
    return { code: status.INTERNAL, message: `the server answered OK with ${found} where one belongs` };
  }
  return { code, message: details === 'OK' ? '' : details };
}

/** The sending side: encodes messages and waits while the target does not keep up. */
class SentMessages {
  count = 0;
  bytes = 0;
  /** Why the call was given up before the target said anything. */
  outcome: Outcome | undefined;
  #taken = 0;
  #stopped = false;
  #wake = () => {};
  readonly #stream: FrameStream;
  readonly #options: CallOptions;
  readonly #emit: Emit;
  readonly #signal: AbortSignal;

  constructor(stream: FrameStream, options: CallOptions, emit: Emit, signal: AbortSignal) {
    this.#stream = stream;
    this.#options = options;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** Nothing is sent any more. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async run(inputs: AsyncIterable<CallInput>): Promise<void> {
    const { method } = this.#options;
    const takesOne = method.methodKind === 'unary' || method.methodKind === 'server_streaming';
    let isOpen = true;
    for await (const input of inputs) {
      if (this.#stopped) return;
      switch (input.kind) {
        case 'cancel':
          this.#cancel('the call was cancelled');
          return;
        case 'half-close':
          if (isOpen && takesOne && this.count === 0) {
            this.#cancel(`${method.name} takes one message, and none was sent`, status.INVALID_ARGUMENT);
            return;
          }
          if (isOpen) this.#stream.end();
          isOpen = false;
          break;
        case 'message':
          this.#taken++;
          if (!isOpen) await this.#refuse('the call takes no more messages');
          else if (takesOne && this.count > 0) await this.#refuse(`${method.name} takes one message`);
          else await this.#send(input.json);
          break;
      }
    }
    // Whoever stops giving messages without saying so has gone.
    if (isOpen && !this.#stopped) this.#cancel('the caller ended the call without closing its side');
  }

  async #send(json: string): Promise<void> {
    const { method, types } = this.#options;
    let message: Uint8Array;
    try {
      message = await encodeMessage(method.input, json, types, this.#signal);
    } catch (error) {
      if (!(error instanceof MessageProblem)) throw error;
      await this.#refuse(error.message);
      return;
    }
    this.count++;
    this.bytes += message.length;
    if (this.#stopped || this.#stream.write(message)) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#stream.once('drain', resolve);
      if (this.#stopped) resolve();
    });
  }

  async #refuse(reason: string): Promise<void> {
    await this.#emit({ kind: 'refused', messageNumber: this.#taken, reason });
  }

  #cancel(message: string, code: number = status.CANCELLED): void {
    this.outcome = { code, message };
    this.#stream.cancel();
  }
}

/** What `finished` says when the target could not even be asked for its schema. */
export function failedBefore(error: unknown): CallEvent {
  const { code, message, metadata } = RpcError.from(error);
  return {
    kind: 'finished',
    code,
    message,
    trailers: fromMetadata(metadata ?? new Metadata()),
    detailsJson: [],
    messagesSent: 0,
    messagesReceived: 0,
    bytesSent: 0,
    bytesReceived: 0,
    elapsedMs: 0,
  };
}
