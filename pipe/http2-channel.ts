// A channel on a pipe for the clients of grpc-js, directly on one HTTP/2 session: connects, waits, reconnects.
import type { ClientHttp2Session } from 'node:http2';
import { type ChannelInterface, connectivityState, type Deadline, propagate, status } from '@grpc/grpc-js';
import { grpcTarget, type PipeEndpoint } from './endpoint.js';
import { type CallOwner, Connection, Http2Call } from './http2-call.js';
import { type Http2SessionOptions, openHttp2Session } from './http2-session.js';
import { RpcError } from './rpc-error.js';

type ParentCall = Parameters<ChannelInterface['createCall']>[3];
type ChannelRef = ReturnType<ChannelInterface['getChannelzRef']>;

export interface Http2ChannelOptions extends Http2SessionOptions {
  readonly maxMessageBytes: number;
}

type State =
  | { readonly kind: connectivityState.IDLE }
  | { readonly kind: connectivityState.CONNECTING }
  | { readonly kind: connectivityState.READY; readonly connection: Connection }
  /** Until a timer ends it, calls that do not wait fail with the reason. */
  | { readonly kind: connectivityState.TRANSIENT_FAILURE; readonly reason: string }
  | { readonly kind: connectivityState.SHUTDOWN };

interface Watcher {
  readonly known: connectivityState;
  readonly callback: (error?: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

const firstBackoffMs = 50;
const maxBackoffMs = 1_000;

export class Http2Channel implements ChannelInterface, CallOwner {
  readonly target: string;
  readonly maxMessageBytes: number;
  readonly #endpoint: PipeEndpoint;
  readonly #options: Http2ChannelOptions;
  readonly #closing = new AbortController();
  /** Calls that have no session yet. */
  readonly #waiting = new Set<Http2Call>();
  readonly #watchers = new Set<Watcher>();
  #state: State = { kind: connectivityState.IDLE };
  #backoff: NodeJS.Timeout | undefined;
  /** Connects that failed since the last that did not. */
  #failures = 0;
  #calls = 0;

  constructor(endpoint: PipeEndpoint, options: Http2ChannelOptions) {
    this.target = grpcTarget(endpoint);
    this.maxMessageBytes = options.maxMessageBytes;
    this.#endpoint = endpoint;
    this.#options = options;
  }

  createCall(
    method: string,
    deadline: Deadline,
    host: string | null | undefined,
    parent: ParentCall,
    propagateFlags: number | null | undefined,
  ): Http2Call {
    const flags = propagateFlags ?? propagate.DEFAULTS;
    let deadlineMs = Number(deadline);
    if (parent && flags & propagate.DEADLINE) deadlineMs = Math.min(deadlineMs, Number(parent.getDeadline()));
    const call = new Http2Call(this, { method, authority: host ?? 'localhost', deadlineMs, number: ++this.#calls });
    if (parent) call.propagateFrom(parent, flags);
    return call;
  }

  awaitConnection(call: Http2Call): void {
    const state = this.#state;
    if (state.kind === connectivityState.SHUTDOWN) {
      call.cancelWithStatus(status.UNAVAILABLE, 'the channel is closed');
    } else if (state.kind === connectivityState.TRANSIENT_FAILURE && !call.waitsForReady) {
      call.cancelWithStatus(status.UNAVAILABLE, state.reason);
    } else if (state.kind === connectivityState.READY && !state.connection.isClosing) {
      call.open(state.connection);
    } else {
      this.#waiting.add(call);
      // A session that was told to go away is closed before its event is heard.
      if (state.kind === connectivityState.READY) this.#lost(state.connection);
      this.#connectIfIdle();
    }
  }

  forget(call: Http2Call): void {
    this.#waiting.delete(call);
  }

  close(): void {
    if (this.#state.kind === connectivityState.SHUTDOWN) return;
    if (this.#state.kind === connectivityState.READY) this.#state.connection.session.close();
    clearTimeout(this.#backoff);
    this.#enter({ kind: connectivityState.SHUTDOWN });
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

  #connectIfIdle(): void {
    if (this.#state.kind !== connectivityState.IDLE) return;
    this.#enter({ kind: connectivityState.CONNECTING });
    openHttp2Session(this.#endpoint, this.#options, this.#closing.signal).then(
      (session) => this.#connected(session),
      (error) => this.#failed(RpcError.from(error)),
    );
  }

  #connected(session: ClientHttp2Session): void {
    if (this.#state.kind !== connectivityState.CONNECTING || session.closed) {
      session.close();
      this.#failed(new RpcError(status.UNAVAILABLE, 'the server closed the connection at once'));
      return;
    }
    this.#failures = 0;
    const connection = new Connection(session);
    session.once('goaway', () => this.#lost(connection)).once('close', () => this.#lost(connection));
    this.#enter({ kind: connectivityState.READY, connection });
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const call of waiting) call.open(connection);
  }

  /** The connection takes no more calls; those that it has may go on. */
  #lost(connection: Connection): void {
    if (this.#state.kind !== connectivityState.READY || this.#state.connection !== connection) return;
    this.#enter({ kind: connectivityState.IDLE });
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
