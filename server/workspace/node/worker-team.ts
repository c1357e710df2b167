// A team of this thread and threads that parse for it: those read and parse files, this one notes what they declare
// while they do so, and links. So each thread compiles only what it does, and every file is parsed once.
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { SourceInfoDraft } from '../../schema/descriptors/source-info-draft.js';
import { symbolNamesIn } from '../../schema/outline.js';
import { NameTranslation } from '../../syntax/translate-names.js';
import type { FileStamp } from '../cache/cache-ports.js';
import { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import { Shard } from '../shard.js';
import { checkInSlices, linkAheadInSlices, type ReadFile, type ShardTeam, type TeamFile } from '../shard-team.js';
import { FileOnDisk } from './file-on-disk.js';
import { lengthOfPart, partOf } from './packed-arrays.js';
import type { ParseReply, ParseRequest } from './parse-messages.js';

export interface WorkerTeamOptions {
  /** What parse-worker.ts became: a path, or a `file:` URL. */
  readonly workerFile: string | URL;
  /** Worker threads. Default: one less than there are processors, at least 1 and at most 4. */
  readonly workers?: number;
  /** The bundled files by path. */
  readonly bundled: ReadonlyMap<Path, Uint8Array>;
  /** Whether ReadFile.digest is wanted. */
  readonly withDigests?: boolean;
  /** Whether ReadFile.sourceInfo is wanted. */
  readonly withSourceInfo?: boolean;
}

/** Small enough to share the work evenly, large enough that messages do not count. */
const filesPerBatch = 64;
/** Batches a worker has at a time, so that it never waits for the next one. */
const batchesAhead = 3;
const maxWorkers = 4;

/** Files that somebody waits for. */
interface Reading {
  readonly onFile: (id: number, file: ReadFile) => void;
  readonly onDone: () => void;
  /** How many of them were not read yet. */
  left: number;
}

interface Piled {
  readonly file: TeamFile;
  readonly reading: Reading;
}

/** The threads start at once. A thread that fails makes `read` reject; so does a file that changes `check`. */
export function createWorkerTeam(options: WorkerTeamOptions): ShardTeam {
  const { workerFile, workers, bundled, withDigests = false, withSourceInfo = false } = options;
  // Threads that live for seconds compile most of their code: without this that costs as much as the work itself.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
  // The collector's helpers would wait for the processors that parse and link.
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--no-concurrent-sweeping');
  const shard = new Shard();
  const size = workers ?? Math.max(1, Math.min(availableParallelism() - 1, maxWorkers));
  const members = Array.from({ length: size }, () => new Member(workerFile, shard, { withDigests, withSourceInfo }));
  /** What is to be read, by id, and what of it is to be read first. */
  const pile = new Map<number, Piled>();
  let urgent: Piled[] = [];
  const close = () => {
    for (const member of members) member.close();
  };
  const deal = () => {
    for (;;) {
      const free = members.reduce((a, b) => (b.waiting < a.waiting ? b : a));
      if (free.waiting >= batchesAhead || (pile.size === 0 && urgent.length === 0)) return;
      free.read(nextBatch(), deal);
    }
  };
  const nextBatch = (): Piled[] => {
    const batch = urgent.splice(0, filesPerBatch);
    for (const [id, piled] of pile) {
      if (batch.length === filesPerBatch) break;
      pile.delete(id);
      batch.push(piled);
    }
    return batch;
  };
  /** What `work` gives, unless a member fails or the signal aborts, which ends all threads. */
  const guarded = async (work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', close, { once: true });
    try {
      await Promise.race([work, ...members.map(({ failed }) => failed)]);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', close);
    }
  };
  return {
    givesStamps: true,

    read(files, onFile, signal) {
      const onDisk: TeamFile[] = [];
      for (const file of files) {
        const text = bundled.get(file.path);
        if (text) onFile(file.id, { imports: shard.parse(file.id, text) });
        else onDisk.push(file);
      }
      const done = new Promise<void>((onDone) => {
        if (onDisk.length === 0) return onDone();
        const reading: Reading = { onFile, onDone, left: onDisk.length };
        for (const file of onDisk) pile.set(file.id, { file, reading });
      });
      deal();
      return guarded(done, signal);
    },

    readFirst(ids) {
      const first: Piled[] = [];
      for (const id of ids) {
        const piled = pile.get(id);
        if (piled) first.push(piled);
        pile.delete(id);
      }
      urgent = [...first, ...urgent];
    },

    linkAhead: (files, descriptorFile, isOver, signal, onLinked) =>
      linkAheadInSlices(shard, files, descriptorFile, isOver, signal, onLinked),

    check: (job, signal) => checkInSlices(shard, job, signal),

    close,
  };
}

type WantedParts = Pick<ParseRequest, 'withDigests' | 'withSourceInfo'>;

/** One worker thread, as this side sees it. */
class Member {
  /** Never resolves; rejects when the thread breaks down or ends. */
  readonly failed: Promise<never>;
  readonly #shard: Shard;
  readonly #wanted: WantedParts;
  readonly #worker: Worker;
  readonly #translation: NameTranslation;
  readonly #batches: { readonly batch: readonly Piled[]; readonly onRead: () => void }[] = [];

  constructor(workerFile: string | URL, shard: Shard, wanted: WantedParts) {
    this.#shard = shard;
    this.#wanted = wanted;
    this.#translation = new NameTranslation(shard.names);
    this.#worker = new Worker(workerFile, { name: 'parse' });
    this.failed = new Promise((_, reject) => {
      this.#worker.on('message', (reply: ParseReply) => {
        try {
          this.#take(reply);
        } catch (error) {
          reject(error);
        }
      });
      this.#worker.on('error', reject);
      this.#worker.on('exit', () => reject(new Error('A worker thread ended.')));
    });
    // Nobody may be waiting when it happens.
    this.failed.catch(() => {});
  }

  /** Batches that it was given and has not read yet. */
  get waiting(): number {
    return this.#batches.length;
  }

  close(): void {
    void this.#worker.terminate();
  }

  read(batch: readonly Piled[], onRead: () => void): void {
    this.#batches.push({ batch, onRead });
    const paths = batch.map(({ file }) => file.path);
    const request: ParseRequest = { first: 0, paths, withTexts: false, withOutlines: true, ...this.#wanted };
    this.#worker.postMessage(request);
  }

  #take(reply: ParseReply): void {
    const done = this.#batches.shift();
    if (!done) return;
    // The thread goes on with the next batch while this one is looked at.
    done.onRead();
    this.#translation.add(reply.names);
    const failures = new Map(reply.failures.map((failure) => [failure.file, failure]));
    const problems = new Map(reply.problems.map(({ file, problems }) => [file, problems]));
    done.batch.forEach(({ file: { id, path }, reading }, file) => {
      const failure = failures.get(file);
      if (failure) {
        // Who imports it finds an empty file.
        if (failure.reason !== 'missing') this.#shard.parse(id, new Uint8Array(0));
        takeRead(reading, id, { error: new FileError(failure.reason, failure.message) });
        return;
      }
      const nodes = partOf(reply.nodes, file);
      this.#translation.translate(nodes);
      const outline = partOf(reply.outlines, file);
      this.#translation.translateAll(symbolNamesIn(outline));
      const length = lengthOfPart(reply.texts, file);
      const stamp = stampIn(reply, file);
      const version = { path, length, modifiedMs: stamp.modifiedMs };
      const imports = this.#shard.add(id, new FileOnDisk(version, nodes, problems.get(file) ?? []), outline);
      takeRead(reading, id, {
        imports,
        digest: reply.digests[file],
        stamped: { stamp, seenMs: reply.seenMs },
        sourceInfo: draftIn(reply, file),
      });
    });
  }
}

/** There is none of a file with problems. */
function draftIn({ sourceInfo, sourceInfoBlanks }: ParseReply, file: number): SourceInfoDraft | undefined {
  if (lengthOfPart(sourceInfo, file) === 0) return undefined;
  return { bytes: partOf(sourceInfo, file), blanks: partOf(sourceInfoBlanks, file) };
}

function stampIn({ stamps }: ParseReply, file: number): FileStamp {
  const at = 4 * file;
  return { size: stamps[at], modifiedMs: stamps[at + 1], changedMs: stamps[at + 2], inode: stamps[at + 3] };
}

function takeRead(reading: Reading, id: number, file: ReadFile): void {
  reading.onFile(id, file);
  if (--reading.left === 0) reading.onDone();
}
