// The objects that handlers of grpc-js get for a call: an emitter for one message, a stream for many.
import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import type { Deadline, Metadata, ServerErrorResponse, ServerUnaryCall } from '@grpc/grpc-js';
import { okStatus, type ServerCall, type ServerCallListener, type ServerStatus, statusOfError } from './server-call.js';

type Surface = ServerUnaryCall<unknown, unknown>;
type AuthContext = ReturnType<Surface['getAuthContext']>;
type MetricsRecorder = ReturnType<Surface['getMetricsRecorder']>;

/** What a pipe tells of its other end. */
const unknownPeer = 'unknown';

function noMetrics(): never {
  throw new Error('a server on a pipe records no metrics');
}

/** Of a call with one request and one answer. */
export class UnarySurface extends EventEmitter implements Surface {
  readonly metadata: Metadata;
  readonly request: unknown;
  cancelled = false;
  readonly #call: ServerCall;

  constructor(call: ServerCall, request: unknown) {
    super();
    this.#call = call;
    this.metadata = call.metadata;
    this.request = request;
  }

  getPeer(): string {
    return unknownPeer;
  }

  sendMetadata(metadata: Metadata): void {
    this.#call.sendMetadata(metadata);
  }

  getDeadline(): Deadline {
    return this.#call.deadlineMs;
  }

  getPath(): string {
    return this.#call.path;
  }

  getHost(): string {
    return this.#call.host;
  }

  getAuthContext(): AuthContext {
    return {};
  }

  getMetricsRecorder(): MetricsRecorder {
    return noMetrics();
  }
}

/** Of a call with a stream of messages in either direction, or both. */
export class StreamSurface extends Duplex implements Surface, ServerCallListener {
  readonly metadata: Metadata;
  /** Of a call with one request. */
  readonly request: unknown;
  cancelled = false;
  readonly #call: ServerCall;
  #status: ServerStatus = okStatus;

  constructor(call: ServerCall, kind: { readable: boolean; writable: boolean }, request?: unknown) {
    super({ objectMode: true, ...kind });
    this.#call = call;
    this.metadata = call.metadata;
    this.request = request;
    // A handler says with this event how the call fails; messages that were written come before it.
    this.on('error', (error: ServerErrorResponse) => {
      this.#status = statusOfError(error);
      if (this.destroyed || !kind.writable) this.#call.sendStatus(this.#status);
      else super.end();
    });
  }

  override _read(): void {
    this.#call.startRead();
  }

  override _write(message: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.#call.sendMessage(message, done);
  }

  override _final(done: () => void): void {
    done();
    this.#call.sendStatus(this.#status);
  }

  override end(trailers?: unknown): this {
    if (trailers && this.#status === okStatus) this.#status = { ...okStatus, metadata: trailers as Metadata };
    return super.end();
  }

  onMessage(message: unknown): void {
    this.push(message);
  }

  onHalfClose(): void {
    this.push(null);
  }

  onCancel(): void {
    this.cancelled = true;
    process.nextTick(() => {
      this.emit('cancelled', 'cancelled');
      this.destroy();
    });
  }

  onEnd(): void {
    // Requests that still come are nobody's.
    process.nextTick(() => this.destroy());
  }

  getPeer(): string {
    return unknownPeer;
  }

  sendMetadata(metadata: Metadata): void {
    this.#call.sendMetadata(metadata);
  }

  getDeadline(): Deadline {
    return this.#call.deadlineMs;
  }

  getPath(): string {
    return this.#call.path;
  }

  getHost(): string {
    return this.#call.host;
  }

  getAuthContext(): AuthContext {
    return {};
  }

  getMetricsRecorder(): MetricsRecorder {
    return noMetrics();
  }
}
