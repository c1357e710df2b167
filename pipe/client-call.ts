// One call on an HTTP/2 connection, in the shape in which every client of grpc-js drives it. Opposed to grpc-js' own
// there are no layers for name resolution, load balancing, retries and filters, which a pipe has no use for.
import {
  type CallCredentials,
  type ChannelInterface,
  type experimental,
  type InterceptingListener,
  Metadata,
  propagate,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import { fieldsOf, fieldValue, metadataOf } from './grpc-fields.js';
import { statusOfReset, statusOfTrailers } from './grpc-status.js';
import type { Http2Connection } from './h2/connection.js';
import { type HeaderField, repeatedField, singleField } from './h2/header-field.js';
import { errorCode } from './h2/protocol.js';
import type { Http2Stream, StreamConsumer } from './h2/stream.js';
import { type MessageSource, writeMessage } from './message-framing.js';
import { type RpcCode, RpcError } from './rpc-error.js';

type Call = experimental.CallStream;
type MessageContext = Parameters<Call['sendMessageWithContext']>[0];
type ParentCall = Parameters<ChannelInterface['createCall']>[3];
type AuthContext = ReturnType<Call['getAuthContext']>;

/** What a call needs of its channel. */
export interface CallOwner {
  readonly target: string;
  readonly maxSentMessageBytes: number;
  readonly authority: string;
  readonly authorityField: HeaderField;
  /** Behind the fields of HTTP/2 itself. */
  readonly requestFields: readonly HeaderField[];
  /** Calls `call.open` when there is a connection, or `call.cancelWithStatus` when there will be none. */
  awaitConnection(call: ClientCall): void;
  /** The call ended before it had a connection. */
  forget(call: ClientCall): void;
}

/** Of an answer in this `grpc-encoding`. */
export type CreateReader = (encoding: string | undefined) => MessageSource;

export interface CallTarget {
  /** `/package.Service/Method`. */
  readonly method: string;
  /** The same object for each call of a method. */
  readonly pathField: HeaderField;
  readonly authority: string;
  /** In ms since 1970; infinite for none. */
  readonly deadlineMs: number;
  readonly number: number;
  readonly createReader: CreateReader;
  /** Whether the reader wants all that comes in a turn of the event loop before it is asked for a message. */
  readonly gathers: boolean;
}

/** Bytes that may wait for a reader before the server is told to wait. */
const unreadLimitBytes = 64 * 1024;
/** The longest that a timer takes. */
const longestTimerMs = 2 ** 31 - 1;

const methodField = repeatedField(':method', 'POST');
const schemeField = repeatedField(':scheme', 'http');
const noFields: ReadonlySet<string> = new Set();

/** A server that does not say what it answers with is taken at its frames. */
function isGrpc(fields: readonly HeaderField[]): boolean {
  return (fieldValue(fields, 'content-type') ?? 'application/grpc').startsWith('application/grpc');
}

export class ClientCall implements Call, StreamConsumer {
  readonly #owner: CallOwner;
  readonly #call: CallTarget;
  #reader: MessageSource;
  #credentials: CallCredentials | undefined;
  #metadata: Metadata | undefined;
  #waitsForReady = false;
  #listener: InterceptingListener | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;

  /** Of what is sent before there is a stream. */
  #unsent: { readonly context: MessageContext; readonly message: Uint8Array }[] = [];
  #halfClosed = false;
  #stream: Http2Stream | undefined;

  /** The reader has asked for a message that has not come yet. */
  #wanted = false;
  #delivering = false;
  #isDeliverySet = false;
  #httpStatus: number | undefined;
  /** What the server said at the end. Messages before it are delivered first. */
  #trailers: StatusObject | undefined;
  /** Nothing more will come from the server. */
  #readEnded = false;
  #ended = false;

  constructor(owner: CallOwner, call: CallTarget) {
    this.#owner = owner;
    this.#call = call;
    this.#reader = call.createReader(undefined);
  }

  /** Whether the call waits for a connection however long that takes. */
  get waitsForReady(): boolean {
    return this.#waitsForReady;
  }

  /** Ends this call with the call that it is made for, as `flags` of grpc-js' `propagate` say. */
  propagateFrom(parent: NonNullable<ParentCall>, flags: number): void {
    if (flags & propagate.CANCELLATION) {
      parent.on('cancelled', () =>
        this.cancelWithStatus(status.CANCELLED, 'the call that this one was made for ended'),
      );
    }
  }

  start(metadata: Metadata, listener: InterceptingListener): void {
    this.#waitsForReady = metadata.getOptions().waitForReady ?? false;
    this.#listener = listener;
    this.#runDeadline();
    if (this.#credentials) {
      void this.#prove(this.#credentials, metadata.clone());
    } else {
      this.#metadata = metadata;
      this.#owner.awaitConnection(this);
    }
  }

  /** Sends the headers, and what was to be sent after them. */
  open(connection: Http2Connection): void {
    const { pathField, authority, deadlineMs } = this.#call;
    const owner = this.#owner;
    const fields = [methodField, schemeField, pathField];
    fields.push(authority === owner.authority ? owner.authorityField : singleField(':authority', authority));
    fields.push(...owner.requestFields);
    if (deadlineMs !== Number.POSITIVE_INFINITY) {
      fields.push(singleField('grpc-timeout', grpcTimeout(deadlineMs - Date.now())));
    }
    const stream = connection.open(fieldsOf(fields, this.#metadata), this);
    this.#metadata = undefined;
    this.#stream = stream;
    for (const { context, message } of this.#unsent) writeMessage(stream, message, context.callback);
    this.#unsent = [];
    if (this.#halfClosed) stream.end();
  }

  sendMessageWithContext(context: MessageContext, message: Uint8Array): void {
    const { maxSentMessageBytes } = this.#owner;
    if (message.length > maxSentMessageBytes) {
      const details = `the message has ${message.length} bytes, ${maxSentMessageBytes} are allowed`;
      this.cancelWithStatus(status.RESOURCE_EXHAUSTED, details);
    }
    // A writer that waits for its turn hears of it also after the end.
    if (this.#ended) dropped(context);
    else if (this.#stream) writeMessage(this.#stream, message, context.callback);
    else this.#unsent.push({ context, message });
  }

  halfClose(): void {
    this.#halfClosed = true;
    this.#stream?.end();
  }

  startRead(): void {
    this.#wanted = true;
    this.#deliver();
    if (this.#wanted) this.#stream?.grant();
  }

  cancelWithStatus(code: RpcCode, details: string): void {
    this.#end({ code, details, metadata: new Metadata() });
  }

  setCredentials(credentials: CallCredentials): void {
    this.#credentials = credentials;
  }

  getPeer(): string {
    return this.#owner.target;
  }

  getCallNumber(): number {
    return this.#call.number;
  }

  getAuthContext(): AuthContext {
    return {};
  }

  onHeaders(fields: readonly HeaderField[], ends: boolean): void {
    this.#httpStatus ??= Number(fieldValue(fields, ':status'));
    if (ends) {
      this.#trailers = statusOfTrailers(fields, this.#httpStatus);
    } else if (this.#httpStatus === 200 && !isGrpc(fields)) {
      const type = fieldValue(fields, 'content-type');
      this.cancelWithStatus(status.UNKNOWN, `the server answers with "${type}", which is not gRPC`);
    } else if (!this.#ended) {
      const encoding = fieldValue(fields, 'grpc-encoding');
      if (encoding !== undefined) this.#reader = this.#call.createReader(encoding);
      this.#listener?.onReceiveMetadata(metadataOf(fields, noFields));
    }
  }

  onData(piece: Buffer): void {
    if (this.#ended) return;
    this.#reader.push(piece);
    if (this.#call.gathers) this.#deliverSoon();
    else this.#delivered();
  }

  /** Lets the server send more when what it sent is wanted. */
  #delivered(): void {
    this.#deliver();
    if (this.#wanted || this.#reader.unreadBytes <= unreadLimitBytes) this.#stream?.grant();
  }

  onEnd(): void {
    this.#readEnded = true;
    // What the server has not waited for it does not want any more.
    this.#stream?.reset(errorCode.noError);
    this.#deliver();
    if (this.#trailers) return;
    if ((this.#httpStatus ?? 200) !== 200) this.#end(statusOfTrailers([], this.#httpStatus));
    else this.#end(statusOfReset(errorCode.noError));
  }

  onReset(code: number, lost: string | undefined): void {
    this.#readEnded = true;
    this.#deliver();
    if (this.#trailers) return;
    if (lost) this.cancelWithStatus(status.UNAVAILABLE, `the connection was lost during the call: ${lost}`);
    else this.#end(statusOfReset(code));
  }

  #deliverSoon(): void {
    if (this.#isDeliverySet) return;
    this.#isDeliverySet = true;
    setImmediate(() => {
      this.#isDeliverySet = false;
      this.#delivered();
    });
  }

  async #prove(credentials: CallCredentials, metadata: Metadata): Promise<void> {
    const { method, authority } = this.#call;
    // The service's address, as grpc-js tells it to credentials.
    const service_url = `https://${authority}${method.slice(0, method.lastIndexOf('/'))}`;
    try {
      metadata.merge(await credentials.generateMetadata({ method_name: method, service_url }));
    } catch (error) {
      const { code, message } = RpcError.from(error, status.UNAUTHENTICATED);
      this.cancelWithStatus(code, `no credentials for the call: ${message}`);
    }
    if (this.#ended) return;
    this.#metadata = metadata;
    this.#owner.awaitConnection(this);
  }

  /** Hands out messages as long as they are asked for, and the server's status behind the last. */
  #deliver(): void {
    // A listener that asks for the next message while it gets one is served by the loop.
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (this.#wanted && !this.#ended) {
        const message = this.#next();
        if (!message) break;
        this.#wanted = false;
        this.#listener?.onReceiveMessage(message);
      }
    } finally {
      this.#delivering = false;
    }
    if (this.#trailers && this.#readEnded && (this.#wanted || this.#reader.unreadBytes === 0))
      this.#end(this.#trailers);
  }

  #next(): Buffer | undefined {
    try {
      return this.#reader.next();
    } catch (error) {
      const { code, message } = RpcError.from(error);
      // What is no gRPC server at all says more by its HTTP status.
      const answer = this.#httpStatus === 200 ? undefined : statusOfTrailers([], this.#httpStatus);
      this.#end(answer ?? { code, details: message, metadata: new Metadata() });
      return undefined;
    }
  }

  #runDeadline(): void {
    const { deadlineMs } = this.#call;
    if (deadlineMs === Number.POSITIVE_INFINITY) return;
    const startMs = Date.now();
    const leftMs = deadlineMs - startMs;
    if (leftMs > longestTimerMs) return;
    this.#deadlineTimer = setTimeout(
      () => {
        const seconds = ((Date.now() - startMs) / 1000).toFixed(3);
        this.cancelWithStatus(status.DEADLINE_EXCEEDED, `Deadline exceeded after ${seconds} s`);
      },
      Math.max(0, leftMs),
    );
  }

  /** Invariant: the listener hears of one status, and of nothing after it. */
  #end(end: StatusObject): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadlineTimer);
    if (this.#stream) {
      this.#stream.reset(errorCode.cancel);
    } else {
      this.#owner.forget(this);
      for (const { context } of this.#unsent) dropped(context);
    }
    // The caller may be in the middle of starting the call.
    process.nextTick(() => this.#listener?.onReceiveStatus(end));
  }
}

/** Tells a writer that its message is done with. */
function dropped({ callback }: MessageContext): void {
  if (callback) process.nextTick(callback);
}

/** At most 8 digits and a unit, as the protocol asks for. */
function grpcTimeout(leftMs: number): string {
  const ms = Math.max(0, Math.ceil(leftMs));
  if (ms < 1e8) return `${ms}m`;
  const seconds = Math.ceil(ms / 1000);
  return seconds < 1e8 ? `${seconds}S` : `${Math.min(Math.ceil(seconds / 3600), 99_999_999)}H`;
}
