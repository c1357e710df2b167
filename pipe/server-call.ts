// One call as a server sees it: from a request's fields to the status at its end. The shapes in which handlers get it
// are in server-surfaces.ts.
import { type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { contentTypeField, fieldsOf, fieldValue, metadataOf } from './grpc-fields.js';
import { fieldsOfStatus } from './grpc-status.js';
import { type HeaderField, repeatedField } from './h2/header-field.js';
import { errorCode } from './h2/protocol.js';
import type { Http2Stream, StreamConsumer } from './h2/stream.js';
import { MessageReader, writeMessage } from './message-framing.js';
import { RpcError } from './rpc-error.js';

/** What a call ends with. */
export interface ServerStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata?: Metadata | null | undefined;
}

/** What a handler's side of a call hears. */
export interface ServerCallListener {
  onMessage(message: unknown): void;
  /** The client sends no more. */
  onHalfClose(): void;
  /** The call ended before its handler had ended it. */
  onCancel(): void;
  /** The handler has ended the call. */
  onEnd(): void;
}

export interface ServerCallOptions {
  readonly path: string;
  readonly maxMessageBytes: number;
  deserialize(bytes: Buffer): unknown;
  serialize(message: unknown): Buffer;
}

const statusField = repeatedField(':status', '200');
const answerFields = [statusField, contentTypeField];
/** Not told to handlers, as with grpc-js. */
const omitted = new Set([
  'grpc-timeout',
  'grpc-encoding',
  'grpc-accept-encoding',
  'accept-encoding',
  'te',
  'content-type',
]);
const timeoutUnitsMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };
/** The longest that a timer takes. */
const longestTimerMs = 2 ** 31 - 1;
/** Bytes that may wait for a reader before the client is told to wait. */
const unreadLimitBytes = 64 * 1024;

export class ServerCall implements StreamConsumer {
  readonly metadata: Metadata;
  readonly host: string;
  readonly path: string;
  /** In ms since 1970; infinite for none. */
  readonly deadlineMs: number;
  readonly #stream: Http2Stream;
  readonly #options: ServerCallOptions;
  readonly #reader: MessageReader;
  readonly #deadlineTimer: NodeJS.Timeout | undefined;
  #listener: ServerCallListener | undefined;
  #hasSentHeaders = false;
  #wanted = false;
  #delivering = false;
  #readEnded = false;
  #isHalfCloseTold = false;
  #ended = false;

  constructor(stream: Http2Stream, fields: readonly HeaderField[], options: ServerCallOptions) {
    this.#stream = stream;
    this.#options = options;
    this.path = options.path;
    this.metadata = metadataOf(fields, omitted);
    this.host = fieldValue(fields, ':authority') ?? fieldValue(fields, 'host') ?? '';
    this.#reader = new MessageReader(options.maxMessageBytes, fieldValue(fields, 'grpc-encoding'));
    const timeout = fieldValue(fields, 'grpc-timeout');
    const timeoutMs = timeout === undefined ? Number.POSITIVE_INFINITY : timeoutMsOf(timeout);
    this.deadlineMs = Date.now() + (timeoutMs ?? 0);
    if (timeoutMs === undefined) {
      this.sendStatus({ code: status.INTERNAL, details: `grpc-timeout has the value "${timeout}"` });
    } else if (timeoutMs <= longestTimerMs) {
      this.#deadlineTimer = setTimeout(() => this.#onDeadline(), timeoutMs);
    }
  }

  /** Whether nothing more can be sent. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Invariant: the listener hears nothing before this. */
  listen(listener: ServerCallListener): void {
    this.#listener = listener;
  }

  /** Asks for one message. */
  startRead(): void {
    this.#wanted = true;
    this.#deliver();
    if (this.#wanted) this.#stream.grant();
  }

  sendMetadata(metadata: Metadata): void {
    if (this.#hasSentHeaders || this.#ended) return;
    this.#hasSentHeaders = true;
    this.#stream.sendHeaders(fieldsOf(answerFields, metadata));
  }

  /** `written` says that the next message may come; after the end of the call it is not called. */
  sendMessage(message: unknown, written?: () => void): void {
    if (this.#ended) return;
    let bytes: Buffer;
    try {
      bytes = this.#options.serialize(message);
    } catch {
      this.sendStatus({ code: status.INTERNAL, details: 'Error serializing response' });
      return;
    }
    const { maxMessageBytes } = this.#options;
    if (bytes.length > maxMessageBytes) {
      const details = `the message has ${bytes.length} bytes, ${maxMessageBytes} are allowed`;
      this.sendStatus({ code: status.RESOURCE_EXHAUSTED, details });
      return;
    }
    if (!this.#hasSentHeaders) {
      this.#hasSentHeaders = true;
      this.#stream.sendHeaders(answerFields);
    }
    writeMessage(this.#stream, bytes, written);
  }

  sendStatus(end: ServerStatus): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadlineTimer);
    this.#sendLast(end);
    this.#listener?.onEnd();
  }

  onHeaders(): void {
    // Clients send no trailers that mean anything.
  }

  onData(piece: Buffer): void {
    if (this.#ended) return;
    this.#reader.push(piece);
    this.#deliver();
    if (this.#wanted || this.#reader.unreadBytes <= unreadLimitBytes) this.#stream.grant();
  }

  onEnd(): void {
    this.#readEnded = true;
    this.#deliver();
  }

  onReset(): void {
    this.#cancel();
  }

  #onDeadline(): void {
    // Behind messages that wait for the client the status would come too late, and not be the end of a message.
    if (this.#stream.hasWaiting) this.#stream.reset(errorCode.cancel);
    else this.#sendLast({ code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' });
    this.#cancel();
  }

  #sendLast(end: ServerStatus): void {
    if (this.#hasSentHeaders) this.#stream.end(fieldsOfStatus([], end));
    else this.#stream.sendHeaders(fieldsOfStatus(answerFields, end), true);
  }

  #cancel(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadlineTimer);
    this.#listener?.onCancel();
  }

  #deliver(): void {
    // A listener that asks for the next message while it gets one is served by the loop.
    if (this.#delivering || !this.#listener) return;
    this.#delivering = true;
    try {
      while (this.#wanted && !this.#ended) {
        const message = this.#next();
        if (message === undefined) break;
        this.#wanted = false;
        this.#listener.onMessage(message);
      }
    } finally {
      this.#delivering = false;
    }
    if (!this.#wanted || !this.#readEnded || this.#ended || this.#isHalfCloseTold) return;
    this.#isHalfCloseTold = true;
    if (this.#reader.unreadBytes > 0) {
      this.sendStatus({ code: status.INTERNAL, details: 'the last message of the request is not complete' });
    } else this.#listener.onHalfClose();
  }

  #next(): unknown {
    let bytes: Buffer | undefined;
    try {
      bytes = this.#reader.next();
    } catch (error) {
      const { code, message } = RpcError.from(error);
      this.sendStatus({ code, details: message });
      return undefined;
    }
    if (!bytes) return undefined;
    try {
      return this.#options.deserialize(bytes);
    } catch {
      this.sendStatus({ code: status.INTERNAL, details: 'Error deserializing request' });
      return undefined;
    }
  }
}

/** The status for what a handler calls an error: a gRPC error keeps its code, anything else is UNKNOWN. */
export function statusOfError(error: Partial<ServiceError>, trailers?: Metadata): ServerStatus {
  const metadata = trailers ?? error.metadata;
  if (typeof error.code === 'number' && Number.isInteger(error.code)) {
    return { code: error.code, details: error.details ?? error.message ?? 'Unknown Error', metadata };
  }
  return { code: status.UNKNOWN, details: error.message ?? 'Unknown Error', metadata };
}

export const okStatus: ServerStatus = { code: status.OK, details: '' };

/** Undefined when it is no time. */
function timeoutMsOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  const unitMs = timeoutUnitsMs[unit];
  return unitMs === undefined ? undefined : Math.ceil(Number(digits) * unitMs);
}
