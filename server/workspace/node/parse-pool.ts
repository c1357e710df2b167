// Reads and parses many files with worker threads, which live as long as one load.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Names } from '../../syntax/names.js';
import { remapNames } from '../../syntax/remap-names.js';
import { type FileLoader, type LoadedFile, unreadableFile } from '../file-loader.js';
import { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import type { ParseReply, ParseRequest } from './parse-messages.js';

export interface ParsePoolOptions {
  /** Worker threads. Default: as many as there are processors, at most 4. */
  readonly workers?: number;
  /** Takes over when a worker cannot be started or breaks down. */
  readonly fallback: FileLoader;
  readonly onWarning: (message: string) => void;
}

/** Small enough to share the work evenly, large enough that messages do not count. */
const filesPerBatch = 64;
/** Batches a worker has at a time, so that it never waits for the next one. */
const batchesAhead = 2;
const maxWorkers = 4;

export function createParsePool(names: Names, options: ParsePoolOptions): FileLoader {
  return {
    async load(paths, onFile, signal) {
      signal?.throwIfAborted();
      const done = new Uint8Array(paths.length);
      const batches = batchesOf(paths);
      const count = Math.min(options.workers ?? Math.min(availableParallelism(), maxWorkers), batches.length);
      const take = (index: number, file: LoadedFile | undefined) => {
        done[index] = 1;
        onFile(index, file);
      };
      await Promise.all(Array.from({ length: count }, () => runWorker(batches, names, take, options, signal)));
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
    batches.push({ first, paths: paths.slice(first, first + filesPerBatch) });
  }
  return batches.reverse();
}

/** One worker from its start to its end, taking batches from the common pile. Never rejects. */
function runWorker(
  batches: ParseRequest[],
  names: Names,
  onFile: (index: number, file: LoadedFile | undefined) => void,
  options: ParsePoolOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    /** The worker's Names ids in ours. */
    let ids = new Int32Array(1 << 12);
    let running = 0;
    const worker = new Worker(new URL('./parse-worker.js', import.meta.url), { name: 'parse' });
    const feed = () => {
      const batch = signal?.aborted ? undefined : batches.pop();
      if (batch) running++;
      worker.postMessage(batch);
    };
    const onAbort = () => void worker.terminate();
    signal?.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (reply: ParseReply) => {
      running--;
      ids = adoptNames(ids, reply.names, names);
      acceptReply(reply, ids, names, onFile);
      feed();
    });
    worker.on('error', (error) => {
      if (!signal?.aborted) options.onWarning(`A worker thread failed; going on without it. ${error.message}`);
    });
    worker.on('exit', () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    for (let i = 0; i < batchesAhead; i++) feed();
  });
}

function adoptNames(
  ids: Int32Array<ArrayBuffer>,
  added: ParseReply['names'],
  names: Names,
): Int32Array<ArrayBuffer> {
  const { first, bytes, ends } = added;
  if (first + ends.length > ids.length) {
    const grown = new Int32Array(Math.max(ids.length * 2, first + ends.length));
    grown.set(ids);
    ids = grown;
  }
  for (let i = 0, start = 0; i < ends.length; start = ends[i++]) ids[first + i] = names.intern(bytes, start, ends[i]);
  return ids;
}

function acceptReply(
  reply: ParseReply,
  ids: Int32Array,
  names: Names,
  onFile: (index: number, file: LoadedFile | undefined) => void,
): void {
  const failures = new Map(reply.failures.map((failure) => [failure.file, failure]));
  const problems = new Map(reply.problems.map(({ file, problems }) => [file, problems]));
  for (let file = 0; file < reply.byteEnds.length; file++) {
    const failure = failures.get(file);
    if (failure?.reason === 'missing') onFile(reply.first + file, undefined);
    else if (failure) {
      onFile(reply.first + file, unreadableFile(new FileError(failure.reason, failure.message), names));
    } else {
      const nodes = reply.nodes.subarray(file === 0 ? 0 : reply.nodeEnds[file - 1], reply.nodeEnds[file]);
      remapNames(nodes, ids);
      const bytes = reply.bytes.subarray(file === 0 ? 0 : reply.byteEnds[file - 1], reply.byteEnds[file]);
      onFile(reply.first + file, { parsed: { bytes, nodes, problems: problems.get(file) ?? [] } });
    }
  }
}
