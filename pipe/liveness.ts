// Finds out that a running process does not answer any more. What follows from that is the supervisor's to decide.
import { setTimeout as delay } from 'node:timers/promises';
import type { PipeChannel } from './create-pipe-channel.js';

export interface LivenessOptions {
  /** Resolves when the backend answers, typically by a health check; rejects or waits for `signal` when it does not. */
  readonly probe: (channel: PipeChannel, signal: AbortSignal) => Promise<void>;
  /** Pause between two probes. Default 5,000 ms. */
  readonly intervalMs?: number;
  /** Time for one answer. Only time in which this process runs counts. Default 10,000 ms. */
  readonly timeoutMs?: number;
  /** Probes in a row that must fail. Default 2. */
  readonly failures?: number;
}

/** Resolves with true when so many probes in a row have failed, and with false when `signal` aborts before. */
export async function stopsAnswering(
  channel: PipeChannel,
  { probe, intervalMs = 5_000, timeoutMs = 10_000, failures = 2 }: LivenessOptions,
  signal: AbortSignal,
): Promise<boolean> {
  for (let failed = 0; failed < failures; ) {
    if (!(await runsFor(intervalMs, 1, signal))) return false;
    const end = new AbortController();
    const answered = probe(channel, AbortSignal.any([signal, end.signal])).then(
      () => true,
      () => false,
    );
    // In slices: of a machine that slept, or an event loop that was blocked, each costs no more than one of them, and
    // an answer that has come meanwhile is read before the next.
    const timedOut = runsFor(timeoutMs, 10, AbortSignal.any([signal, end.signal])).then(() => false);
    failed = (await Promise.race([answered, timedOut])) ? 0 : failed + 1;
    end.abort();
  }
  return !signal.aborted;
}

/** Resolves with true after `timeMs` in `slices` equal parts, with false on abort. Keeps no process alive. */
async function runsFor(timeMs: number, slices: number, signal: AbortSignal): Promise<boolean> {
  try {
    for (let i = 0; i < slices; i++) await delay(timeMs / slices, undefined, { signal, ref: false });
    return true;
  } catch {
    return false;
  }
}
