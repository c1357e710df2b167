// When a backend is started, ended and given up: a pure state machine without clock, process or timer.

export interface RestartPolicy {
  /** More crashes than this within `crashWindowMs` end the attempts. */
  readonly maxCrashes: number;
  readonly crashWindowMs: number;
  /** Wait before the first restart; doubled for each further crash within the window. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export const defaultRestartPolicy: RestartPolicy = {
  maxCrashes: 4,
  crashWindowMs: 180_000,
  firstDelayMs: 100,
  maxDelayMs: 10_000,
};

export type Phase =
  | { readonly kind: 'stopped' }
  /** A process is being started; `attempt` is 1 for the first one after a quiet time. */
  | { readonly kind: 'starting'; readonly attempt: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'backoff'; readonly untilMs: number; readonly attempt: number; readonly reason: string }
  /** Given up: a person has to ask for another start. */
  | { readonly kind: 'crashed'; readonly crashes: number; readonly reason: string }
  /** The process is ending; `next` says what follows. */
  | { readonly kind: 'stopping'; readonly next: 'stopped' | 'starting' };

export interface Supervision {
  readonly phase: Phase;
  /** Times of the crashes that still count, in ms of the caller's clock. */
  readonly crashTimesMs: readonly number[];
}

export type SupervisionEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'stop' }
  /** The process has proved itself on the pipe. */
  | { readonly kind: 'ready' }
  /** The process is gone. `fatal`: another start would end the same way. */
  | { readonly kind: 'exited'; readonly reason: string; readonly fatal?: boolean }
  | { readonly kind: 'backoff-elapsed' };

export const initialSupervision: Supervision = { phase: { kind: 'stopped' }, crashTimesMs: [] };

/**
 * The state after `event`. The same object is returned when the event changes nothing. What a phase asks for is done
 * when it is entered: `starting` spawns, `backoff` waits until `untilMs`, `stopping` ends the process.
 */
export function supervise(
  current: Supervision,
  event: SupervisionEvent,
  nowMs: number,
  policy: RestartPolicy,
): Supervision {
  const { phase } = current;
  const fresh: Supervision = { phase: { kind: 'starting', attempt: 1 }, crashTimesMs: [] };
  const into = (next: Phase): Supervision => ({ ...current, phase: next });
  switch (event.kind) {
    case 'start':
      if (phase.kind === 'stopping') return into({ kind: 'stopping', next: 'starting' });
      return phase.kind === 'stopped' || phase.kind === 'crashed' || phase.kind === 'backoff' ? fresh : current;
    case 'restart':
      if (hasProcess(phase)) return { phase: { kind: 'stopping', next: 'starting' }, crashTimesMs: [] };
      return fresh;
    case 'stop':
      if (phase.kind === 'stopped') return current;
      return hasProcess(phase) ? into({ kind: 'stopping', next: 'stopped' }) : into({ kind: 'stopped' });
    case 'ready':
      return phase.kind === 'starting' ? into({ kind: 'ready' }) : current;
    case 'backoff-elapsed':
      return phase.kind === 'backoff' ? into({ kind: 'starting', attempt: phase.attempt }) : current;
    case 'exited':
      if (phase.kind === 'stopping') return phase.next === 'starting' ? fresh : into({ kind: 'stopped' });
      return hasProcess(phase) ? crash(current, event.reason, event.fatal ?? false, nowMs, policy) : current;
  }
}

function crash(
  current: Supervision,
  reason: string,
  fatal: boolean,
  nowMs: number,
  policy: RestartPolicy,
): Supervision {
  const crashTimesMs = [...current.crashTimesMs.filter((time) => time > nowMs - policy.crashWindowMs), nowMs];
  const crashes = crashTimesMs.length;
  if (fatal || crashes > policy.maxCrashes) return { phase: { kind: 'crashed', crashes, reason }, crashTimesMs };
  const delayMs = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (crashes - 1));
  return { phase: { kind: 'backoff', untilMs: nowMs + delayMs, attempt: crashes + 1, reason }, crashTimesMs };
}

function hasProcess(phase: Phase): boolean {
  return phase.kind === 'starting' || phase.kind === 'ready' || phase.kind === 'stopping';
}
