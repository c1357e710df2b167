// Worker threads that share the formatting of many files.
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { BatchFormatter, type FormatBatch, type FormatResult } from './format-batch.js';

export interface FormatTeam {
  /** Batches that may wait for their turn without a thread ever being idle. */
  readonly batchesAhead: number;
  /** The results of a batch, in the order of its files. */
  format(batch: FormatBatch): Promise<readonly FormatResult[]>;
  /** Ends the threads. What they were given must be done: they may be writing. */
  close(): void;
}

export interface FormatTeamOptions {
  /** What format-worker.ts became: a path, or a `file:` URL. */
  readonly workerFile: string | URL;
  /** Worker threads. Default: as many as there are processors, at most 4. */
  readonly workers?: number;
  readonly onWarning: (message: string) => void;
}

const maxWorkers = 4;
const batchesPerWorker = 4;

/** The threads start at once. What a thread that breaks down was given is formatted in this one. */
export function createFormatTeam({ workerFile, workers, onWarning }: FormatTeamOptions): FormatTeam {
  // Threads that live for seconds compile most of their code: without this that costs as much as the work itself.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
  // The collector's helpers would wait for the processors that format.
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--no-concurrent-sweeping');
  const local = createLocalFormatTeam();
  const members = Array.from({ length: workers ?? Math.min(availableParallelism(), maxWorkers) }, () => {
    return new Member(workerFile, onWarning);
  });
  return {
    batchesAhead: members.length * batchesPerWorker,
    async format(batch) {
      const free = members.reduce((a, b) => (b.waiting < a.waiting ? b : a));
      return (await free.format(batch)) ?? local.format(batch);
    },
    close() {
      for (const member of members) member.close();
    },
  };
}

/** A team of this thread alone. */
export function createLocalFormatTeam(): FormatTeam {
  const formatter = new BatchFormatter();
  return {
    batchesAhead: 1,
    format: (batch) => new Promise((resolve) => setImmediate(() => resolve(formatter.format(batch)))),
    close() {},
  };
}

type OnResults = (results: readonly FormatResult[] | undefined) => void;

/** One worker thread, as this side sees it. */
class Member {
  readonly #worker: Worker;
  readonly #waiting: OnResults[] = [];
  #isBroken = false;
  #isClosed = false;

  constructor(workerFile: string | URL, onWarning: (message: string) => void) {
    this.#worker = new Worker(workerFile, { name: 'format' });
    this.#worker.on('message', (results: readonly FormatResult[]) => this.#waiting.shift()?.(results));
    this.#worker.on('error', (error) => onWarning(`A worker thread failed; going on without it. ${error.message}`));
    this.#worker.on('exit', () => {
      this.#isBroken = true;
      for (const giveUp of this.#waiting.splice(0)) giveUp(undefined);
      if (!this.#isClosed) onWarning('A worker thread ended.');
    });
  }

  /** Batches that it was given and has not done. */
  get waiting(): number {
    return this.#isBroken ? Number.POSITIVE_INFINITY : this.#waiting.length;
  }

  /** undefined when the thread broke down. */
  format(batch: FormatBatch): Promise<readonly FormatResult[] | undefined> {
    if (this.#isBroken) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage(batch);
    });
  }

  close(): void {
    this.#isClosed = true;
    void this.#worker.terminate();
  }
}
