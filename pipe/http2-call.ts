// One call on an HTTP/2 session, in the shape in which every client of grpc-js drives it. Opposed to grpc-js' own there
// are no layers for name resolution, load balancing, retries and filters, which a pipe has no use for.
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
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
import { statusOfReset, statusOfTrailers } from './http2-status.js';
import { MessageReader, writeMessage } from './message-framing.js';
import { type RpcCode, RpcError } from './rpc-error.js';

type Call = experimental.CallStream;
type MessageContext = Parameters<Call['sendMessageWithContext']>[0];
type ParentCall = Parameters<ChannelInterface['createCall']>[3];
type AuthContext = ReturnType<Call['getAuthContext']>;

/** What a call needs of its channel. */
export interface CallOwner {
  readonly target: string;
  readonly maxMessageBytes: number;
  /** Calls `call.open` when there is a connection, or `call.cancelWithStatus` when there will be none. */
  awaitConnection(call: Http2Call): void;
  /** The call ended before it had a connection. */
  forget(call: Http2Call): void;
}

/** A session and the number of calls on it: they keep the process alive, a session without calls does not. */
export class Connection {
  readonly session: ClientHttp2Session;
  #calls = 0;

  constructor(session: ClientHttp2Session) {
    this.session = session;
    session.unref();
  }

  /** Whether it has ended, or is about to. */
  get isClosing(): boolean {
    return this.session.closed || this.session.destroyed;
  }

  acquire(): void {
    if (this.#calls++ === 0) this.session.ref();
  }

  release(): void {
    if (--this.#calls === 0) this.session.unref();
  }
}

export interface CallTarget {
  /** `/package.Service/Method`. */
  readonly method: string;
  readonly authority: string;
  /** In ms since 1970; infinite for none. */
  readonly deadlineMs: number;
  readonly number: number;
}

/** Bytes that may wait for a reader before the server is told to wait. */
const unreadLimitBytes = 64 * 1024;
/** The longest that a timer takes. */
const longestTimerMs = 2 ** 31 - 1;

export class Http2Call implements Call {
  readonly #owner: CallOwner;
  readonly #call: CallTarget;
  readonly #reader: MessageReader;
  #credentials: CallCredentials | undefined;
  #headers: OutgoingHttpHeaders = {};
  #waitsForReady = false;
  #listener: InterceptingListener | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;

  /** Of what is sent before there is a stream. */
  #unsent: { readonly context: MessageContext; readonly message: Uint8Array }[] = [];
  #halfClosed = false;
  #stream: ClientHttp2Stream | undefined;
  #connection: Connection | undefined;

  /** The reader has asked for a message that has not come yet. */
  #wanted = false;
  #delivering = false;
  #httpStatus: number | undefined;
  /** What the server said at the end. Messages before it are delivered first. */
  #trailers: StatusObject | undefined;
  /** Nothing more will come from the server. */
  #readEnded = false;
  #ended = false;

  constructor(owner: CallOwner, call: CallTarget) {
    this.#owner = owner;
    this.#call = call;
    this.#reader = new MessageReader(owner.maxMessageBytes);
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
    this.#headers = metadata.toHttp2Headers();
    this.#waitsForReady = metadata.getOptions().waitForReady ?? false;
    this.#listener = listener;
    this.#runDeadline();
    if (this.#credentials) void this.#prove(this.#credentials, metadata.clone());
    else this.#owner.awaitConnection(this);
  }

  /** Sends the headers, and what was to be sent after them. */
  open(connection: Connection): void {
    const { method, authority, deadlineMs } = this.#call;
    const headers = this.#headers;
    headers[':method'] = 'POST';
    headers[':path'] = method;
    headers[':authority'] = authority;
    headers['content-type'] = 'application/grpc';
    headers['user-agent'] = 'grpc-node-pipe';
    headers.te = 'trailers';
    if (deadlineMs !== Number.POSITIVE_INFINITY) headers['grpc-timeout'] = grpcTimeout(deadlineMs - Date.now());
    let stream: ClientHttp2Stream;
    try {
      stream = connection.session.request(headers);
    } catch (error) {
      this.cancelWithStatus(status.UNAVAILABLE, RpcError.from(error).message);
      return;
    }
    connection.acquire();
    this.#connection = connection;
    this.#stream = stream;
    stream.on('response', (response, flags) => this.#onResponse(response, flags));
    stream.on('trailers', (trailers) => this.#onTrailers(trailers));
    stream.on('data', (piece: Buffer) => this.#onData(piece));
    stream.on('end', () => {
      this.#readEnded = true;
      this.#deliver();
    });
    stream.on('close', () => this.#onClose());
    // 'close' follows.
    stream.on('error', () => {});
    for (const { context, message } of this.#unsent) this.#write(stream, context, message);
    this.#unsent = [];
    if (this.#halfClosed) stream.end();
  }

  sendMessageWithContext(context: MessageContext, message: Uint8Array): void {
    const { maxMessageBytes } = this.#owner;
    if (message.length > maxMessageBytes) {
      const details = `the message has ${message.length} bytes, ${maxMessageBytes} are allowed`;
      this.cancelWithStatus(status.RESOURCE_EXHAUSTED, details);
    }
    // A writer that waits for its turn hears of it also after the end.
    if (this.#ended) dropped(context);
    else if (this.#stream) this.#write(this.#stream, context, message);
    else this.#unsent.push({ context, message });
  }

  halfClose(): void {
    this.#halfClosed = true;
    if (this.#stream && !this.#stream.writableEnded && !this.#stream.destroyed) this.#stream.end();
  }

  startRead(): void {
    this.#wanted = true;
    this.#deliver();
    if (this.#wanted && this.#stream?.isPaused()) this.#stream.resume();
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
    this.#headers = metadata.toHttp2Headers();
    this.#owner.awaitConnection(this);
  }

  #write(stream: ClientHttp2Stream, { callback }: MessageContext, message: Uint8Array): void {
    // In a tick of its own: nothing may be done to a stream while it calls back (nodejs/node#49147).
    writeMessage(stream, message, callback && (() => process.nextTick(callback)));
  }

  #onResponse(headers: IncomingHttpHeaders, flags: number): void {
    this.#httpStatus = Number(headers[':status']);
    if (flags & constants.NGHTTP2_FLAG_END_STREAM) this.#onTrailers(headers);
    else if (!this.#ended) this.#listener?.onReceiveMetadata(Metadata.fromHttp2Headers(headers));
  }

  #onTrailers(headers: IncomingHttpHeaders): void {
    this.#trailers = statusOfTrailers(headers, this.#httpStatus);
    this.#deliver();
  }

  #onData(piece: Buffer): void {
    if (this.#ended) return;
    this.#reader.push(piece);
    this.#deliver();
    if (!this.#wanted && this.#reader.unreadBytes > unreadLimitBytes) this.#stream?.pause();
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
      const answer = this.#httpStatus === 200 ? undefined : statusOfTrailers({}, this.#httpStatus);
      this.#end(answer ?? { code, details: message, metadata: new Metadata() });
      return undefined;
    }
  }

  /** The stream is gone; an error of it has been emitted by then. */
  #onClose(): void {
    if (this.#trailers) {
      // Its messages may still be waiting for the reader.
      this.#readEnded = true;
      this.#deliver();
    } else if (!this.#ended) {
      const metadata = new Metadata();
      const reset = this.#stream?.rstCode ?? constants.NGHTTP2_NO_ERROR;
      if (this.#connection?.isClosing) {
        // Node closes the streams of a lost connection as if they had been cancelled or had ended well.
        this.#end({ code: status.UNAVAILABLE, details: 'the connection was lost during the call', metadata });
      } else if (reset === constants.NGHTTP2_NO_ERROR && (this.#httpStatus ?? 200) !== 200) {
        this.#end(statusOfTrailers({}, this.#httpStatus));
      } else this.#end(statusOfReset(reset));
    }
  }

  #runDeadline(): void {
    const leftMs = this.#call.deadlineMs - Date.now();
    if (leftMs > longestTimerMs) return;
    const startMs = Date.now();
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
    this.#connection?.release();
    const stream = this.#stream;
    if (!stream) {
      this.#owner.forget(this);
      for (const { context } of this.#unsent) dropped(context);
    } else if (!stream.destroyed) {
      if (!this.#trailers) stream.close(constants.NGHTTP2_CANCEL);
      else if (!stream.writableEnded) stream.end();
      // What still comes is read and dropped, so that the stream can end.
      stream.resume();
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
