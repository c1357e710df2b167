// One call as it runs: sends its messages, keeps what comes in a log, knows its state. Reads no faster than the log is
// written and the view shows. Knows neither the editor nor Protocol Buffers.
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { CallRequest, CallResponse, CallStart, ResponseMessage } from '../../protos/gen/protopipe/v1/call.js';
import { EntryKind } from '../spool/entry-index.js';
import type { EntryNote, MessageLog } from '../spool/message-log.js';
import type { CallState } from './call-state.js';
import { hideSecrets, revealSecrets } from './hide-secrets.js';

type Stream = ClientDuplexStream<CallRequest, CallResponse>;

/** What is called and sent. */
export interface CallPlan {
  readonly start: CallStart;
  /** Sent first, each in JSON. */
  readonly messages: readonly string[];
  /** More messages are sent by hand after them. */
  readonly keepOpen: boolean;
  /** By name. The log has their names in the place of their values. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Makes the reader wait: undefined when it may go on. */
export type Gate = () => Promise<void> | undefined;

export class LiveCall {
  /** Resolves with the last state; never rejects. */
  readonly over: Promise<CallState>;
  /** Asked before more is read. */
  gate: Gate = () => undefined;
  private current: CallState;
  private readonly listeners = new Set<() => void>();
  /** When the backend began to count, as near as it is known here. */
  private startMs = performance.now();
  private readonly stopSending = new AbortController();
  private readonly stopped = new Promise<void>((resolve) => {
    this.stopSending.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  /** Sends in order, each after the one before it was taken. */
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly stream: Stream,
    private readonly plan: CallPlan,
    readonly log: MessageLog,
  ) {
    const { start } = plan;
    this.current = {
      phase: 'starting',
      target: start.target?.address ?? '',
      methodName: start.method,
      method: undefined,
      origin: undefined,
      startedAt: new Date(),
      headers: undefined,
      headersElapsedMs: undefined,
      isSendOpen: false,
      isCancelling: false,
      finished: undefined,
      failure: undefined,
    };
    // Errors come out of the reading side.
    stream.on('error', () => {});
    // Size and time of each message are shown.
    stream.write({ event: { $case: 'start', value: { ...start, blocks: false } } });
    this.over = this.read();
  }

  get state(): CallState {
    return this.current;
  }

  /** `listener` is called after each change of the state or the log; returns what takes it off again. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Sends one message, in which placeholders stand for secrets; it becomes an entry of the log. Ignored when nothing can be
   * sent any more.
   */
  send(json: string): void {
    if (!this.current.isSendOpen) return;
    this.queue(revealSecrets(json, this.plan.secrets));
  }

  /** Says that no more messages come. */
  closeSending(): void {
    if (!this.current.isSendOpen) return;
    this.update({ isSendOpen: false });
    this.queueHalfClose();
  }

  /** Ends the call; the state says so when it has ended. */
  cancel(): void {
    if (this.current.phase === 'over' || this.current.isCancelling) return;
    this.update({ isCancelling: true, isSendOpen: false });
    this.stopSending.abort();
    // Behind the messages that the backend has taken; a backend that does not read is left alone.
    this.stream.write({ event: { $case: 'cancel', value: {} } });
    // What is still on its way is let through, so that the end arrives.
    this.gate = () => undefined;
  }

  /** Ends the call without waiting for anything and removes the log. */
  async dispose(): Promise<void> {
    this.listeners.clear();
    this.stopSending.abort();
    this.gate = () => undefined;
    this.stream.cancel();
    await this.over;
    await this.log.close();
  }

  private async read(): Promise<CallState> {
    try {
      for await (const response of this.stream as AsyncIterable<CallResponse>) {
        this.take(response);
        await this.log.drained();
        const wait = this.gate();
        if (wait !== undefined) await Promise.race([wait, this.stopped]);
        if (this.current.finished) break;
      }
      if (!this.current.finished) this.update({ failure: 'The call ended without a status.' });
    } catch (error) {
      this.update({ failure: RpcError.from(error).message });
    } finally {
      this.stopSending.abort();
      this.stream.cancel();
      this.update({ phase: 'over', isSendOpen: false, isCancelling: false });
    }
    return this.current;
  }

  private take({ event }: CallResponse): void {
    switch (event?.$case) {
      case 'started': {
        const { method, target, origin } = event.value;
        this.startMs = performance.now();
        this.update({
          phase: 'running',
          method,
          target,
          origin,
          methodName: method?.name ?? this.plan.start.method,
          isSendOpen: this.plan.keepOpen && (method?.clientStreaming ?? false),
        });
        for (const json of this.plan.messages) this.queue(json);
        if (!this.current.isSendOpen) this.queueHalfClose();
        break;
      }
      case 'headers':
        this.update({ headers: event.value.metadata, headersElapsedMs: event.value.elapsedMs });
        break;
      case 'messages':
        for (const message of event.value.messages) this.log.append(receivedEntry(message));
        this.changed();
        break;
      case 'refused':
        this.log.append({
          kind: EntryKind.refused,
          json: '',
          sizeBytes: 0,
          elapsedMs: this.elapsedMs(),
          note: { problem: `Message ${event.value.messageNumber} was not sent: ${this.shown(event.value.reason)}` },
        });
        this.changed();
        // Nobody is there to correct it. What was sent behind it may have reached the server.
        if (!this.plan.keepOpen) this.cancel();
        break;
      case 'block':
        // Asked for by nobody here.
        break;
      case 'finished':
        this.update({ finished: event.value });
        break;
      case undefined:
        break;
    }
  }

  private queue(json: string): void {
    this.enqueue(async () => {
      this.log.append({
        kind: EntryKind.sent,
        json: oneLine(this.shown(json)),
        sizeBytes: 0,
        elapsedMs: this.elapsedMs(),
      });
      this.changed();
      await this.write({ event: { $case: 'message', value: json } });
    });
  }

  private queueHalfClose(): void {
    this.enqueue(() => this.write({ event: { $case: 'halfClose', value: {} } }));
  }

  private enqueue(send: () => Promise<void>): void {
    // Nothing is sent once the call is over; what fails then fails because of that.
    this.sending = this.sending.then(() => (this.stopSending.signal.aborted ? undefined : send())).catch(() => {});
  }

  private async write(request: CallRequest): Promise<void> {
    if (this.stream.write(request)) return;
    await Promise.race([new Promise((resolve) => this.stream.once('drain', resolve)), this.stopped]);
  }

  private shown(text: string): string {
    return hideSecrets(text, this.plan.secrets);
  }

  private elapsedMs(): number {
    return performance.now() - this.startMs;
  }

  private update(change: Partial<CallState>): void {
    this.current = { ...this.current, ...change };
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

function receivedEntry(message: ResponseMessage) {
  const { json, continues, sizeBytes, elapsedMs } = message;
  return { kind: EntryKind.received, json, continues, sizeBytes, elapsedMs, note: noteOf(message) };
}

function noteOf({ problem, raw, unknownFields }: ResponseMessage): EntryNote | undefined {
  if (problem === '' && unknownFields.length === 0) return undefined;
  return {
    ...(problem === '' ? {} : { problem, rawHex: hex(raw) }),
    ...(unknownFields.length === 0
      ? {}
      : {
          unknownFields: unknownFields.map(({ path, number, wireType, value }) => ({
            path,
            number,
            wireType,
            valueHex: hex(value),
          })),
        }),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** As a row shows it. Strings of JSON hold no line breaks, so nothing but layout is lost. */
function oneLine(json: string): string {
  return json.trim().replace(/\s*\n\s*/g, ' ');
}
