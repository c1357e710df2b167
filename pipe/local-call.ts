// One call to a handler in the same process: a client of grpc-js on one side, what a handler of grpc-js' server sees on
// the other. Messages pass as bytes, as they would on a pipe, one at a time and only when they are asked for.
import { Duplex } from 'node:stream';
import {
  type experimental,
  type InterceptingListener,
  Metadata,
  type MethodDefinition,
  type StatusObject,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { type RpcCode, RpcError } from './rpc-error.js';

type Call = experimental.CallStream;
type MessageContext = Parameters<Call['sendMessageWithContext']>[0];
type AuthContext = ReturnType<Call['getAuthContext']>;

/** A method and the function that answers it. */
export interface LocalMethod {
  readonly definition: MethodDefinition<unknown, unknown>;
  readonly handler: UntypedServiceImplementation[string];
}

export interface LocalCallOptions {
  /** Undefined when nobody serves the method: the call ends with UNIMPLEMENTED. */
  readonly method: LocalMethod | undefined;
  readonly path: string;
  /** In ms since 1970; infinite for none. */
  readonly deadlineMs: number;
  readonly number: number;
  /** Called once, when the client has heard of the end. */
  readonly onEnd: () => void;
}

/** Messages that either side may be ahead of the other. */
const window = 16;
/** The longest that a timer takes. */
const longestTimerMs = 2 ** 31 - 1;

export class LocalCall implements Call {
  readonly #options: LocalCallOptions;
  #side: HandlerSide | undefined;
  #listener: InterceptingListener | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;
  /** The client has asked for a message that has not come yet. */
  #wanted = false;
  #delivering = false;
  #answered = false;
  /** A message that the client has not asked for yet; `taken` lets the handler go on. */
  #held: { readonly bytes: Buffer; readonly taken: () => void } | undefined;
  /** What the handler said at the end. A message before it is delivered first. */
  #outcome: StatusObject | undefined;
  #ended = false;

  constructor(options: LocalCallOptions) {
    this.#options = options;
  }

  start(metadata: Metadata, listener: InterceptingListener): void {
    this.#listener = listener;
    const { method, path, deadlineMs } = this.#options;
    const leftMs = deadlineMs - Date.now();
    if (leftMs <= longestTimerMs) {
      const onDeadline = () => this.cancelWithStatus(status.DEADLINE_EXCEEDED, 'Deadline exceeded');
      this.#deadlineTimer = setTimeout(onDeadline, Math.max(0, leftMs));
    }
    if (method) this.#side = new HandlerSide(this, method, metadata);
    else this.cancelWithStatus(status.UNIMPLEMENTED, `nothing serves ${path}`);
  }

  sendMessageWithContext({ callback }: MessageContext, message: Uint8Array): void {
    const taken = () => {
      if (callback) process.nextTick(callback);
    };
    if (this.#ended || !this.#side) taken();
    else this.#side.receive(message, taken);
  }

  halfClose(): void {
    if (!this.#ended) this.#side?.receiveEnd();
  }

  startRead(): void {
    this.#wanted = true;
    this.#deliver();
  }

  cancelWithStatus(code: RpcCode, details: string): void {
    this.#end({ code, details, metadata: new Metadata() });
  }

  setCredentials(): void {}

  getPeer(): string {
    return 'local';
  }

  getCallNumber(): number {
    return this.#options.number;
  }

  getAuthContext(): AuthContext {
    return {};
  }

  /** A message of the handler; `taken` is called when it may send another. */
  answer(bytes: Buffer, taken: () => void): void {
    if (this.#ended) {
      taken();
      return;
    }
    this.#held = { bytes, taken };
    this.#deliver();
  }

  /** The handler has ended. */
  finish(outcome: StatusObject): void {
    this.#outcome ??= outcome;
    this.#deliver();
  }

  #deliver(): void {
    // A client that asks for the next message while it gets one is served by the loop.
    if (this.#delivering) return;
    this.#delivering = true;
    while (this.#wanted && this.#held && !this.#ended) {
      const { bytes, taken } = this.#held;
      this.#held = undefined;
      this.#wanted = false;
      this.#answerHeaders();
      this.#listener?.onReceiveMessage(bytes);
      // In a turn of its own: signals and timers would wait for the whole answer otherwise.
      setImmediate(taken);
    }
    this.#delivering = false;
    if (this.#outcome && !this.#held) this.#end(this.#outcome);
  }

  #answerHeaders(): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#listener?.onReceiveMetadata(new Metadata());
  }

  /** Invariant: the client hears of one status, and of nothing after it. */
  #end(outcome: StatusObject): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadlineTimer);
    if (!this.#outcome) this.#side?.cancel();
    const taken = this.#held?.taken;
    this.#held = undefined;
    taken?.();
    // The client may be in the middle of starting the call.
    process.nextTick(() => {
      this.#listener?.onReceiveStatus(outcome);
      this.#options.onEnd();
    });
  }
}

/** What a handler sees of a call. */
class HandlerSide extends Duplex {
  readonly metadata: Metadata;
  /** Of methods that take one message. */
  request: unknown;
  cancelled = false;
  readonly #call: LocalCall;
  readonly #method: LocalMethod;
  #status: StatusObject = { code: status.OK, details: 'OK', metadata: new Metadata() };
  /** Lets the client go on; there while the handler is too far behind. */
  #taken: (() => void) | undefined;

  constructor(call: LocalCall, method: LocalMethod, metadata: Metadata) {
    super({ objectMode: true, highWaterMark: window });
    this.#call = call;
    this.#method = method;
    this.metadata = metadata;
    // A handler tells of its failure so, on all kinds of calls.
    this.on('error', (error: unknown) => this.#fail(error));
    if (method.definition.requestStream) this.#run();
  }

  receive(message: Uint8Array, taken: () => void): void {
    let request: unknown;
    try {
      request = this.#method.definition.requestDeserialize(Buffer.from(message));
    } catch (error) {
      this.#call.cancelWithStatus(status.INTERNAL, `the request cannot be decoded: ${RpcError.from(error).message}`);
    }
    if (!this.#method.definition.requestStream) this.request = request;
    else if (!this.push(request)) {
      this.#taken = taken;
      return;
    }
    taken();
  }

  receiveEnd(): void {
    if (this.#method.definition.requestStream) this.push(null);
    else this.#run();
  }

  cancel(): void {
    this.cancelled = true;
    this.emit('cancelled', 'cancelled');
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(response: unknown, _encoding: BufferEncoding, taken: () => void): void {
    this.#call.answer(this.#method.definition.responseSerialize(response), taken);
  }

  override _final(done: () => void): void {
    this.#call.finish(this.#status);
    done();
  }

  #run(): void {
    const { definition, handler } = this.#method;
    // The shape of a call is that of its kind, as the definition says.
    const run = handler as (call: unknown, callback?: (error: unknown, response?: unknown) => void) => void;
    if (definition.responseStream) {
      run(this);
      return;
    }
    run(this, (error, response) => {
      if (error) this.#fail(error);
      else this.end(response);
    });
  }

  #fail(error: unknown): void {
    const { code, message, metadata } = RpcError.from(error);
    this.#status = { code, details: message, metadata: metadata ?? new Metadata() };
    this.end();
  }
}
