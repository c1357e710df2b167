// A channel on a pipe, from which any client generated for grpc-js can be made.
import {
  Channel,
  type ChannelCredentials,
  type ChannelInterface,
  type ChannelOptions,
  connectivityState,
  status,
} from '@grpc/grpc-js';
import { ClientChannel } from './client-channel.js';
import { connectPipe } from './connect-pipe.js';
import { grpcTarget, type PipeEndpoint, pathTooLong } from './endpoint.js';
import { channelOptions, defaultMaxMessageBytes, defaultWindowBytes, type PipeLimits } from './limits.js';
import { defaultConnectTimeoutMs, PipeCredentials } from './pipe-credentials.js';
import { RpcError } from './rpc-error.js';

export interface PipeChannelOptions extends PipeLimits {
  /** Proved to each other before HTTP/2; leave it out for servers of others, which know no handshake. */
  readonly secret?: Uint8Array;
  /** For connecting and the proof of the secret, and as long again for HTTP/2's beginning. Default 5,000 ms. */
  readonly connectTimeoutMs?: number;
  /** Closes the channel. */
  readonly signal?: AbortSignal;
  /**
   * Options of grpc-js. When there are any, be they empty, the channel is grpc-js' own, with all that it can do (a
   * service config with retries, compression, keepalive), which costs more time for each call and message.
   */
  readonly grpc?: ChannelOptions;
}

/** The connection's state in gRPC's words. */
export type ChannelState = 'idle' | 'connecting' | 'ready' | 'transient-failure' | 'shutdown';

/** The constructor of a generated grpc-js client. */
export type ClientConstructor<Client> = new (
  address: string,
  credentials: ChannelCredentials,
  options: { channelOverride: ChannelInterface },
) => Client;

export interface PipeChannel {
  readonly endpoint: PipeEndpoint;
  /** These three are what grpc-js' own constructors take, for callers that make a channel of their own. */
  readonly target: string;
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
  readonly state: ChannelState;
  /** Calls `listener` after each change of `state` until the returned function is called or the channel is closed. */
  onState(listener: (state: ChannelState) => void): () => void;
  /** Connects and resolves when calls can be sent. Rejects with DEADLINE_EXCEEDED, CANCELLED or UNAVAILABLE (closed). */
  whenReady(options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<void>;
  /** A client on this channel; clients of one channel share its connection. */
  client<Client>(service: ClientConstructor<Client>): Client;
  /** Ends the connection when its running calls have ended; waiting calls end with UNAVAILABLE. */
  close(): void;
}

/** Makes a channel to `endpoint`. It connects at the first call or at `whenReady`, and again after a lost connection. */
export function createPipeChannel(endpoint: PipeEndpoint, options: PipeChannelOptions = {}): PipeChannel {
  const problem = pathTooLong(endpoint);
  if (problem) throw new RpcError(status.INVALID_ARGUMENT, problem);
  const closing = new AbortController();
  const target = grpcTarget(endpoint);
  const { secret, connectTimeoutMs = defaultConnectTimeoutMs } = options;
  const credentials = new PipeCredentials(secret, connectTimeoutMs, closing.signal);
  const grpcOptions: ChannelOptions = { ...channelOptions(options), ...options.grpc };
  const channel: ChannelInterface = options.grpc
    ? new Channel(target, credentials, grpcOptions)
    : new ClientChannel({
        target,
        connect: (signal) => connectPipe(endpoint, { secret, timeoutMs: connectTimeoutMs, signal }),
        timeoutMs: connectTimeoutMs,
        windowBytes: options.windowBytes ?? defaultWindowBytes,
        maxMessageBytes: options.maxMessageBytes ?? defaultMaxMessageBytes,
      });

  const state = () => (closing.signal.aborted ? 'shutdown' : stateNames[channel.getConnectivityState(false)]);

  const onState = (listener: (state: ChannelState) => void) => {
    let disposed = false;
    const watch = () => {
      channel.watchConnectivityState(channel.getConnectivityState(false), Number.POSITIVE_INFINITY, () => {
        if (disposed) return;
        const current = state();
        if (current !== 'shutdown') watch();
        listener(current);
      });
    };
    if (!closing.signal.aborted) watch();
    return () => {
      disposed = true;
    };
  };

  const close = () => {
    if (closing.signal.aborted) return;
    options.signal?.removeEventListener('abort', close);
    channel.close();
    closing.abort();
  };
  options.signal?.addEventListener('abort', close, { once: true });
  if (options.signal?.aborted) close();

  const whenReady = ({ timeoutMs, signal }: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    new Promise<void>((resolve, reject) => {
      let timer: NodeJS.Timeout;
      const settle = (error?: RpcError) => {
        dispose();
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        if (error) reject(error);
        else resolve();
      };
      const check = (current: ChannelState) => {
        if (current === 'ready') settle();
        else if (current === 'shutdown') settle(new RpcError(status.UNAVAILABLE, 'the channel is closed'));
        else channel.getConnectivityState(true);
      };
      const onAbort = () => settle(new RpcError(status.CANCELLED, `connecting to ${endpoint.path} was cancelled`));
      const dispose = onState(check);
      signal?.addEventListener('abort', onAbort, { once: true });
      // Without a limit of time too: the timer keeps the process alive, which grpc-js' own timers do not.
      timer = setTimeout(() => {
        settle(new RpcError(status.DEADLINE_EXCEEDED, `no connection to ${endpoint.path} within ${timeoutMs} ms`));
      }, timeoutMs ?? longestTimerMs);
      if (signal?.aborted) onAbort();
      else check(state());
    });

  return {
    endpoint,
    target,
    credentials,
    options: grpcOptions,
    get state() {
      return state();
    },
    onState,
    whenReady,
    client: (service) => new service(target, credentials, { channelOverride: channel }),
    close,
  };
}

/** 24 days, the most that a timer takes. */
const longestTimerMs = 2 ** 31 - 1;

const stateNames: Readonly<Record<connectivityState, ChannelState>> = {
  [connectivityState.IDLE]: 'idle',
  [connectivityState.CONNECTING]: 'connecting',
  [connectivityState.READY]: 'ready',
  [connectivityState.TRANSIENT_FAILURE]: 'transient-failure',
  [connectivityState.SHUTDOWN]: 'shutdown',
};
