// Keeps one backend process running: carries out what the state machine of supervision.ts decides.
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { type BackendProcess, type LaunchOptions, launchBackend, ProtocolVersionError } from './backend-process.js';
import type { PipeChannel } from './create-pipe-channel.js';
import { type LivenessOptions, stopsAnswering } from './liveness.js';
import { RpcError } from './rpc-error.js';
import {
  defaultRestartPolicy,
  initialSupervision,
  type Phase,
  type RestartPolicy,
  type SupervisionEvent,
  supervise,
} from './supervision.js';

export interface SuperviseOptions extends LaunchOptions {
  readonly restart?: Partial<RestartPolicy>;
  /** Time for the process to end by itself when it is stopped; then it is killed. Default 5,000 ms. */
  readonly stopTimeoutMs?: number;
  /** How to find out that a running process does not answer any more. Without it only an exit counts. */
  readonly liveness?: LivenessOptions;
}

/** The phases of supervision.ts; `ready` also holds what calls need. A channel belongs to one process. */
export type SupervisorState =
  | Exclude<Phase, { kind: 'ready' }>
  | { readonly kind: 'ready'; readonly pid: number; readonly channel: PipeChannel };

export type ReadyState = Extract<SupervisorState, { kind: 'ready' }>;

export interface Supervisor {
  readonly state: SupervisorState;
  /** Calls `listener` after each change, until the returned function is called. */
  onState(listener: (state: SupervisorState) => void): () => void;
  /** Starts, or tries again after a crash loop. Does nothing when a process is starting or ready. */
  start(): void;
  /** Ends the process and starts another; forgets earlier crashes. */
  restart(): void;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
  /** Resolves when calls can be made; rejects when the supervisor stops or gives up, or on abort. */
  whenReady(signal?: AbortSignal): Promise<ReadyState>;
}

/** Supervises a backend process; call `start`. */
export function superviseBackend(options: SuperviseOptions): Supervisor {
  const policy = { ...defaultRestartPolicy, ...options.restart };
  const { stopTimeoutMs = 5_000 } = options;
  const listeners = new Set<(state: SupervisorState) => void>();
  let supervision = initialSupervision;
  let state: SupervisorState = { kind: 'stopped' };
  let running: BackendProcess | undefined;
  /** Why the process was killed by us without having been asked to end. */
  let killedFor: string | undefined;
  /** Aborted when the current phase ends. */
  let phaseEnd = new AbortController();

  const dispatch = (event: SupervisionEvent) => {
    const next = supervise(supervision, event, Date.now(), policy);
    if (next === supervision) return;
    supervision = next;
    phaseEnd.abort();
    phaseEnd = new AbortController();
    enter(next.phase, phaseEnd.signal);
  };

  const publish = (next: SupervisorState) => {
    state = next;
    for (const listener of [...listeners]) {
      listener(next);
      // The listener has caused another change, of which everyone has heard.
      if (state !== next) return;
    }
  };

  const enter = (phase: Phase, signal: AbortSignal) => {
    switch (phase.kind) {
      case 'ready':
        if (!running) throw new Error('ready without a process');
        if (options.liveness) void endWhenHung(running, options.liveness, signal);
        publish({ kind: 'ready', pid: running.pid, channel: running.channel });
        break;
      case 'starting':
        void launch(signal);
        publish(phase);
        break;
      case 'backoff':
        void delay(phase.untilMs - Date.now(), undefined, { signal }).then(
          () => dispatch({ kind: 'backoff-elapsed' }),
          () => {},
        );
        publish(phase);
        break;
      case 'stopping':
        // A process that is still being launched is ended by the abort of its phase.
        void running?.stop(stopTimeoutMs);
        publish(phase);
        break;
      case 'stopped':
      case 'crashed':
        publish(phase);
        break;
    }
  };

  /** One process from spawn to exit; `signal` ends when it is ready or no longer wanted. */
  const launch = async (signal: AbortSignal) => {
    try {
      const launched = await launchBackend(options, signal);
      running = launched;
      dispatch({ kind: 'ready' });
      if (supervision.phase.kind === 'stopping') void launched.stop(stopTimeoutMs);
      const how = await launched.exited;
      running = undefined;
      dispatch({ kind: 'exited', reason: `the backend ${killedFor ?? how}` });
      killedFor = undefined;
    } catch (error) {
      dispatch({ kind: 'exited', reason: RpcError.from(error).message, fatal: error instanceof ProtocolVersionError });
    }
  };

  /** Kills a process that stopped answering; its exit then counts as a crash. */
  const endWhenHung = async (backend: BackendProcess, liveness: LivenessOptions, signal: AbortSignal) => {
    if (!(await stopsAnswering(backend.channel, liveness, signal))) return;
    killedFor = 'did not answer any more and was ended';
    backend.kill();
  };

  return {
    get state() {
      return state;
    },
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => dispatch({ kind: 'start' }),
    restart: () => dispatch({ kind: 'restart' }),
    stop() {
      dispatch({ kind: 'stop' });
      return until((current) => current.kind === 'stopped' || undefined).then(() => {});
    },
    whenReady(signal) {
      return until<ReadyState>((current) => {
        if (current.kind === 'ready') return current;
        if (current.kind === 'crashed') throw new RpcError(status.UNAVAILABLE, current.reason);
        if (current.kind === 'stopped') throw new RpcError(status.UNAVAILABLE, 'the backend is stopped');
        return undefined;
      }, signal);
    },
  };

  /** Resolves with the first value that `pick` returns for the state, now or later. */
  function until<T>(pick: (state: SupervisorState) => T | undefined, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (current: SupervisorState) => {
        try {
          const value = pick(current);
          if (value === undefined) return;
          end();
          resolve(value);
        } catch (error) {
          end();
          reject(error);
        }
      };
      const onAbort = () => {
        end();
        reject(new RpcError(status.CANCELLED, 'waiting for the backend was cancelled'));
      };
      const end = () => {
        listeners.delete(check);
        signal?.removeEventListener('abort', onAbort);
      };
      listeners.add(check);
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
      else check(state);
    });
  }
}
