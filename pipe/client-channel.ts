// A channel for the clients of grpc-js, directly on one HTTP/2 connection: connects, waits, reconnects.
import type { Duplex } from 'node:stream';
import { type ChannelInterface, connectivityState, type Deadline, propagate, status } from '@grpc/grpc-js';
import { type CallOwner, ClientCall, type CreateReader } from './client-call.js';
import { type ClientConnectionOptions, openClientConnection } from './client-connection.js';
import { contentTypeField } from './grpc-fields.js';
import type { Http2Connection } from './h2/connection.js';
import { type HeaderField, repeatedField } from './h2/header-field.js';
import { MessageReader } from './message-framing.js';
import { RpcError } from './rpc-error.js';

type ParentCall = Parameters<ChannelInterface['createCall']>[3];
type ChannelRef = ReturnType<ChannelInterface['getChannelzRef']>;

export interface ClientChannelOptions extends ClientConnectionOptions {
  /** What calls are told that they are connected to. */
  readonly target: string;
  /** Opens a stream to the server, on which HTTP/2 begins; rejects with an RpcError. */
  readonly connect: (signal: AbortSignal) => Promise<Duplex>;
  /** Of messages received, and of those sent unless there is another limit. */
  readonly maxMessageBytes: number;
  readonly maxSentMessageBytes?: number;
  /** Default `localhost`. */
  readonly authority?: string;
  /** Default `grpc-node-pipe`. */
  readonly userAgent?: string;
  /** Whether the server may compress. On a pipe that costs more than it saves. */
  readonly takesCompressed?: boolean;
}

type State =
  | { readonly kind: connectivityState.IDLE }
  | { readonly kind: connectivityState.CONNECTING }
  | { readonly kind: connectivityState.READY; readonly connection: Http2Connection }
  /** Until a timer ends it, calls that do not wait fail with the reason. */
  | { readonly kind: connectivityState.TRANSIENT_FAILURE; readonly reason: string }
  | { readonly kind: connectivityState.SHUTDOWN };

interface Watcher {
  readonly known: connectivityState;
  readonly callback: (error?: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

const teField = repeatedField('te', 'trailers');
const acceptField = repeatedField('grpc-accept-encoding', 'identity,deflate,gzip');
const firstBackoffMs = 50;
const maxBackoffMs = 1_000;

export class ClientChannel implements ChannelInterface, CallOwner {
  readonly target: string;
  readonly maxSentMessageBytes: number;
  readonly requestFields: readonly HeaderField[];
  readonly authority: string;
  readonly authorityField: HeaderField;
  readonly #createReader: CreateReader;
  readonly #options: ClientChannelOptions;
  readonly #closing = new AbortController();
  /** Calls that have no connection yet, or none with room for another. */
  readonly #waiting = new Set<ClientCall>();
  readonly #pathFields = new Map<string, HeaderField>();
  readonly #watchers = new Set<Watcher>();
  #state: State = { kind: connectivityState.IDLE };
  #backoff: NodeJS.Timeout | undefined;
  /** Connects that failed since the last that did not. */
  #failures = 0;
  #calls = 0;

  constructor(options: ClientChannelOptions) {
    this.target = options.target;
    this.#options = options;
    const { maxMessageBytes, takesCompressed, userAgent = 'grpc-node-pipe' } = options;
    this.maxSentMessageBytes = options.maxSentMessageBytes ?? maxMessageBytes;
    this.authority = options.authority ?? 'localhost';
    this.authorityField = repeatedField(':authority', this.authority);
    this.requestFields = [
      contentTypeField,
      teField,
      repeatedField('user-agent', userAgent),
      ...(takesCompressed ? [acceptField] : []),
    ];
    this.#createReader = (encoding) => new MessageReader(maxMessageBytes, takesCompressed ? encoding : undefined);
  }

  createCall(
    method: string,
    deadline: Deadline,
    host: string | null | undefined,
    parent: ParentCall,
    propagateFlags: number | null | undefined,
    createReader: CreateReader | undefined = undefined,
  ): ClientCall {
    const flags = propagateFlags ?? propagate.DEFAULTS;
    let deadlineMs = Number(deadline);
    if (parent && flags & propagate.DEADLINE) deadlineMs = Math.min(deadlineMs, Number(parent.getDeadline()));
    const pathField = this.#pathField(method);
    const call = new ClientCall(this, {
      method,
      pathField,
      authority: host ?? this.authority,
      deadlineMs,
      number: ++this.#calls,
      createReader: createReader ?? this.#createReader,
      gathers: createReader !== undefined,
    });
    if (parent) call.propagateFrom(parent, flags);
    return call;
  }

  /**
   * This channel for calls whose messages are taken apart by readers of their own: what a reader gives out as one
   * message is what has come in a turn of the event loop.
   */
  withReader(createReader: CreateReader): ChannelInterface {
    return {
      createCall: (method, deadline, host, parent, flags) =>
        this.createCall(method, deadline, host, parent, flags, createReader),
      close: () => this.close(),
      getTarget: () => this.getTarget(),
      getConnectivityState: (tryToConnect) => this.getConnectivityState(tryToConnect),
      watchConnectivityState: (...watched) => this.watchConnectivityState(...watched),
      getChannelzRef: () => this.getChannelzRef(),
    };
  }

  awaitConnection(call: ClientCall): void {
    const state = this.#state;
    if (state.kind === connectivityState.SHUTDOWN) {
      call.cancelWithStatus(status.UNAVAILABLE, 'the channel is closed');
    } else if (state.kind === connectivityState.TRANSIENT_FAILURE && !call.waitsForReady) {
      call.cancelWithStatus(status.UNAVAILABLE, state.reason);
    } else if (state.kind === connectivityState.READY && state.connection.hasRoom) {
      call.open(state.connection);
    } else {
      this.#waiting.add(call);
      this.#connectIfIdle();
    }
  }

  forget(call: ClientCall): void {
    this.#waiting.delete(call);
  }

  close(): void {
    const before = this.#state;
    if (before.kind === connectivityState.SHUTDOWN) return;
    clearTimeout(this.#backoff);
    this.#enter({ kind: connectivityState.SHUTDOWN });
    if (before.kind === connectivityState.READY) before.connection.drain();
    this.#closing.abort();
    for (const call of [...this.#waiting]) call.cancelWithStatus(status.UNAVAILABLE, 'the channel is closed');
    for (const { timer } of this.#watchers) clearTimeout(timer);
    this.#watchers.clear();
  }

  getTarget(): string {
    return this.target;
  }

  getConnectivityState(tryToConnect: boolean): connectivityState {
    if (tryToConnect) this.#connectIfIdle();
    return this.#state.kind;
  }

  watchConnectivityState(known: connectivityState, deadline: Deadline, callback: (error?: Error) => void): void {
    if (this.#state.kind === connectivityState.SHUTDOWN) throw new Error('Channel has been shut down');
    const deadlineMs = Number(deadline);
    const onDeadline = () => {
      this.#watchers.delete(watcher);
      callback(new Error('Deadline passed without connectivity state change'));
    };
    const timer =
      deadlineMs === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(onDeadline, Math.max(0, deadlineMs - Date.now()));
    const watcher: Watcher = { known, callback, timer };
    this.#watchers.add(watcher);
  }

  /** This channel is not known to channelz. */
  getChannelzRef(): ChannelRef {
    return { kind: 'channel' as ChannelRef['kind'], id: -1, name: this.target };
  }

  #pathField(method: string): HeaderField {
    let field = this.#pathFields.get(method);
    if (!field) this.#pathFields.set(method, (field = repeatedField(':path', method)));
    return field;
  }

  #connectIfIdle(): void {
    if (this.#state.kind !== connectivityState.IDLE) return;
    this.#enter({ kind: connectivityState.CONNECTING });
    this.#connect().catch((error) => this.#failed(RpcError.from(error)));
  }

  async #connect(): Promise<void> {
    const { signal } = this.#closing;
    const duplex = await this.#options.connect(signal);
    const connection: Http2Connection = await openClientConnection(
      duplex,
      this.#options,
      { onClosing: () => this.#lost(connection), onStreamClosed: () => this.#openWaiting() },
      signal,
    );
    if (connection.isClosing || this.#state.kind !== connectivityState.CONNECTING) {
      connection.drain();
      throw new RpcError(status.UNAVAILABLE, 'the server closed the connection at once');
    }
    this.#failures = 0;
    this.#enter({ kind: connectivityState.READY, connection });
    this.#openWaiting();
  }

  /** As many calls as the server takes. */
  #openWaiting(): void {
    for (const call of this.#waiting) {
      if (this.#state.kind !== connectivityState.READY || !this.#state.connection.hasRoom) return;
      this.#waiting.delete(call);
      call.open(this.#state.connection);
    }
  }

  /** The connection takes no more calls; those that it has may go on. */
  #lost(connection: Http2Connection): void {
    if (this.#state.kind !== connectivityState.READY || this.#state.connection !== connection) return;
    this.#enter({ kind: connectivityState.IDLE });
    if (this.#waiting.size > 0) this.#connectIfIdle();
  }

  #failed({ message }: RpcError): void {
    if (this.#state.kind !== connectivityState.CONNECTING) return;
    const reason = `no connection: ${message}`;
    const backoffMs = Math.min(maxBackoffMs, firstBackoffMs * 1.6 ** this.#failures++) * (0.8 + 0.4 * Math.random());
    this.#enter({ kind: connectivityState.TRANSIENT_FAILURE, reason });
    for (const call of [...this.#waiting]) {
      if (!call.waitsForReady) call.cancelWithStatus(status.UNAVAILABLE, reason);
    }
    this.#backoff = setTimeout(() => {
      this.#enter({ kind: connectivityState.IDLE });
      if (this.#waiting.size > 0) this.#connectIfIdle();
    }, backoffMs);
  }

  #enter(state: State): void {
    this.#state = state;
    for (const watcher of [...this.#watchers]) {
      if (watcher.known === state.kind) continue;
      this.#watchers.delete(watcher);
      clearTimeout(watcher.timer);
      watcher.callback();
    }
  }
}
