// Reads and parses many files with worker threads, which live as long as one load.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Names } from '../../syntax/names.js';
import { NameTranslation } from '../../syntax/translate-names.js';
import { type FileLoader, type LoadedFile, unreadableFile } from '../file-loader.js';
import { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import { partOf } from './packed-arrays.js';
import type { ParseReply, ParseRequest } from './parse-messages.js';

export interface ParsePoolOptions {
  /** What parse-worker.ts became: a path, or a `file:` URL. */
  readonly workerFile: string | URL;
  /** Worker threads. Default: one less than there are processors, so that requests are answered meanwhile; at most 4. */
  readonly workers?: number;
  /** Takes over when a worker cannot be started or breaks down. */
  readonly fallback: FileLoader;
  readonly onWarning: (message: string) => void;
}

/** Small enough to share the work evenly, large enough that messages do not count. */
const filesPerBatch = 24;
/** Batches a worker has at a time, so that it never waits for the next one. */
const batchesAhead = 2;
const maxWorkers = 4;

export function createParsePool(names: Names, options: ParsePoolOptions): FileLoader {
  const size = options.workers ?? Math.max(1, Math.min(availableParallelism() - 1, maxWorkers));
  let warm: StartedWorker[] = [];
  return {
    warmUp(signal) {
      if (signal?.aborted || warm.length > 0) return;
      const started = Array.from({ length: size }, () => startWorker(options));
      warm = started;
      const stop = () => {
        for (const { worker } of started) void worker.terminate();
        if (warm === started) warm = [];
      };
      signal?.addEventListener('abort', stop, { once: true });
    },

    async load(paths, onFile, signal) {
      const started = warm;
      warm = [];
      signal?.throwIfAborted();
      const done = new Uint8Array(paths.length);
      const batches = batchesOf(paths);
      while (started.length < Math.min(size, batches.length)) started.push(startWorker(options));
      const take = (index: number, file: LoadedFile | undefined) => {
        done[index] = 1;
        onFile(index, file);
      };
      await Promise.all(started.map((worker) => runWorker(worker, batches, names, take, signal)));
      signal?.throwIfAborted();
      const left = [...done.keys()].filter((index) => !done[index]);
      if (left.length === 0) return;
      await options.fallback.load(
        left.map((index) => paths[index]),
        (index, file) => onFile(left[index], file),
        signal,
      );
    },
  };
}

function batchesOf(paths: readonly Path[]): ParseRequest[] {
  const batches: ParseRequest[] = [];
  for (let first = 0; first < paths.length; first += filesPerBatch) {
    batches.push({
      first,
      paths: paths.slice(first, first + filesPerBatch),
      withTexts: true,
      withOutlines: false,
      withDigests: false,
      withSourceInfo: false,
    });
  }
  return batches.reverse();
}

interface StartedWorker {
  readonly worker: Worker;
  /** Resolves when the thread is gone, for whatever reason. */
  readonly exited: Promise<void>;
}

function startWorker({ workerFile, onWarning }: ParsePoolOptions): StartedWorker {
  const worker = new Worker(workerFile, { name: 'parse' });
  worker.on('error', (error) => onWarning(`A worker thread failed; going on without it. ${error.message}`));
  return { worker, exited: new Promise((resolve) => worker.once('exit', () => resolve())) };
}

/** Lets a worker take batches from the common pile until there are none, then ends it. Never rejects. */
async function runWorker(
  { worker, exited }: StartedWorker,
  batches: ParseRequest[],
  names: Names,
  onFile: (index: number, file: LoadedFile | undefined) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const translation = new NameTranslation(names);
  // Without a batch it is told to end.
  const feed = () => worker.postMessage(signal?.aborted ? undefined : batches.pop());
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  worker.on('message', (reply: ParseReply) => {
    translation.add(reply.names);
    acceptReply(reply, translation, names, onFile);
    feed();
  });
  for (let i = 0; i < batchesAhead; i++) feed();
  await exited;
  signal?.removeEventListener('abort', stop);
}

function acceptReply(
  reply: ParseReply,
  translation: NameTranslation,
  names: Names,
  onFile: (index: number, file: LoadedFile | undefined) => void,
): void {
  const failures = new Map(reply.failures.map((failure) => [failure.file, failure]));
  const problems = new Map(reply.problems.map(({ file, problems }) => [file, problems]));
  for (let file = 0; file < reply.texts.ends.length; file++) {
    const failure = failures.get(file);
    if (failure?.reason === 'missing') onFile(reply.first + file, undefined);
    else if (failure) {
      onFile(reply.first + file, unreadableFile(new FileError(failure.reason, failure.message), names));
    } else {
      const nodes = partOf(reply.nodes, file);
      translation.translate(nodes);
      const bytes = partOf(reply.texts, file);
      onFile(reply.first + file, {
        parsed: { bytes, byteLength: bytes.length, nodes, problems: problems.get(file) ?? [] },
      });
    }
  }
}
