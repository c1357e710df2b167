// Feeds a compiler with fuzz inputs in a worker thread and gathers what must not happen.
import { Worker } from 'node:worker_threads';
import type { FuzzJob, FuzzReport } from './fuzz-worker.js';

export interface FuzzFailure {
  readonly input: string;
  readonly reason: string;
}

export interface FuzzOutcome {
  readonly inputs: number;
  readonly failures: readonly FuzzFailure[];
}

export interface FuzzLimits {
  /** Nothing takes this long; a thread that does is taken to hang. */
  readonly patienceMs: number;
  readonly memoryMb: number;
}

export const defaultLimits: FuzzLimits = { patienceMs: 60_000, memoryMb: 1500 };

/** Goes on after an input that ended its thread; gives up after ten of those. */
export async function runFuzz(job: Omit<FuzzJob, 'skip'>, limits = defaultLimits): Promise<FuzzOutcome> {
  const failures: FuzzFailure[] = [];
  let skip = 0;
  for (let endedThreads = 0; endedThreads < 10; endedThreads++) {
    const { finished, started, last, reason, failed } = await runThread({ ...job, skip }, limits);
    failures.push(...failed);
    if (finished !== undefined) return { inputs: finished, failures };
    if (started === 0) throw new Error(`the fuzz thread did not start: ${reason}`);
    failures.push({ input: last, reason });
    skip += started;
  }
  return { inputs: skip, failures };
}

interface ThreadEnd {
  readonly finished?: number;
  readonly started: number;
  readonly last: string;
  readonly reason: string;
  readonly failed: readonly FuzzFailure[];
}

function runThread(job: FuzzJob, limits: FuzzLimits): Promise<ThreadEnd> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./fuzz-worker.js', import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
    });
    const failed: FuzzFailure[] = [];
    let started = 0;
    let last = '';
    let finished: number | undefined;
    let reason = 'the thread ended';
    const hang = setTimeout(() => {
      reason = `nothing for ${limits.patienceMs} ms: it hangs`;
      void worker.terminate();
    }, limits.patienceMs);
    worker.on('message', (report: FuzzReport) => {
      hang.refresh();
      if ('started' in report) {
        started++;
        last = report.started;
      } else if ('failed' in report) {
        failed.push({ input: report.failed, reason: report.reason });
      } else {
        finished = report.finished;
      }
    });
    worker.on('error', (error: Error) => {
      reason = `the thread ended with ${error.message}`;
    });
    worker.on('exit', () => {
      clearTimeout(hang);
      resolve({ ...(finished !== undefined && { finished }), started, last, reason, failed });
    });
  });
}
