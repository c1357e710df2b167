// A team of shards in worker threads, each reading files and checking those that it read.
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { ImportStatement } from '../../syntax/parsed-file.js';
import { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import type { PlacedFile, ReadFile, ShardTeam, TeamFile } from '../shard-team.js';
import type {
  CheckRequest,
  PlacedFiles,
  ReadReply,
  ShardReply,
  ShardRequest,
  ShardWorkerData,
} from './shard-messages.js';

export interface WorkerTeamOptions {
  /** What shard-worker.ts became: a path, or a `file:` URL. */
  readonly workerFile: string | URL;
  /** Worker threads. Default: as many as there are processors, at most 4. */
  readonly workers?: number;
  /** The bundled files by path. */
  readonly bundled: ReadonlyMap<Path, Uint8Array>;
  /** Whether ReadFile.digest is wanted. */
  readonly withDigests?: boolean;
}

/** Small enough to share the work evenly, large enough that messages do not count. */
const filesPerBatch = 64;
/** Batches a worker has at a time, so that it never waits for the next one. */
const batchesAhead = 2;
const maxWorkers = 4;

/** Files that are read together. */
interface Batch {
  readonly files: readonly TeamFile[];
  readonly onFile: (id: number, file: ReadFile) => void;
  readonly onDone: () => void;
}

/** The threads start at once. A thread that fails makes `read` and `check` reject. */
export function createWorkerTeam({ workerFile, workers, bundled, withDigests = false }: WorkerTeamOptions): ShardTeam {
  // Threads that live for seconds compile most of their code: without this that costs as much as the work itself.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
  const members = Array.from({ length: workers ?? Math.min(availableParallelism(), maxWorkers) }, () => {
    return new Member(workerFile, { bundled, withDigests });
  });
  const pile: Batch[] = [];
  const close = () => {
    for (const member of members) member.close();
  };
  const deal = () => {
    for (;;) {
      const free = members.reduce((a, b) => (b.waiting < a.waiting ? b : a));
      const batch = free.waiting < batchesAhead ? pile.shift() : undefined;
      if (!batch) return;
      free.read(batch, deal);
    }
  };
  /** What `work` gives, unless a member fails or the signal aborts, which ends all threads. */
  const guarded = async <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', close, { once: true });
    try {
      return await Promise.race([work, ...members.map(({ failed }) => failed)]);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', close);
    }
  };
  return {
    read(files, onFile, signal) {
      const batches: Promise<void>[] = [];
      for (let i = 0; i < files.length; i += filesPerBatch) {
        const batch = files.slice(i, i + filesPerBatch);
        batches.push(new Promise((onDone) => pile.push({ files: batch, onFile, onDone })));
      }
      deal();
      return guarded(
        Promise.all(batches).then(() => {}),
        signal,
      );
    },

    declare() {
      for (const member of members) member.send({ kind: 'declare' });
    },

    async check({ files, hasAll, wanted, texts, descriptorFile, onProgress }, signal) {
      const reach = new Reach(files);
      let done = 0;
      const onChecked = (count: number) => onProgress((done += count));
      const isWanted = new Set(wanted);
      const isText = new Set(texts);
      const ofAll = descriptorFile === undefined ? [] : [descriptorFile];
      const checking = members.map((member) => {
        const own = [...member.own].filter((id) => isWanted.has(id));
        member.place(reach.from([...own, ...ofAll]));
        const ownTexts = [...member.own].filter((id) => isText.has(id));
        return member.check({ ids: Int32Array.from(own), texts: ownTexts, descriptorFile, hasAll: false }, onChecked);
      });
      const results = await guarded(Promise.all(checking), signal);
      const searched = results.flatMap((result) => result.searched);
      if (searched.length > 0 && hasAll) {
        // What a file names without importing it may be anywhere: one of the team gets to know everything.
        const [member] = members;
        member.place(files.filter((file) => file !== undefined));
        const job = { ids: Int32Array.from(searched), texts: [], descriptorFile, hasAll };
        results.push(
          await guarded(
            member.check(job, () => {}),
            signal,
          ),
        );
      }
      return {
        findings: results.flatMap(({ findings }) => findings),
        searched,
        texts: new Map(results.flatMap((result) => [...result.texts])),
      };
    },

    close,
  };
}

/** Follows imports. */
class Reach {
  readonly #files: readonly (PlacedFile | undefined)[];
  readonly #marks: Int32Array;
  #mark = 0;

  constructor(files: readonly (PlacedFile | undefined)[]) {
    this.#files = files;
    this.#marks = new Int32Array(files.length);
  }

  /** The files and everything they import, directly or not. */
  from(ids: readonly number[]): PlacedFile[] {
    const mark = ++this.#mark;
    const found: PlacedFile[] = [];
    const take = (id: number) => {
      const file = id < 0 || this.#marks[id] === mark ? undefined : this.#files[id];
      if (!file) return;
      this.#marks[id] = mark;
      found.push(file);
    };
    for (const id of ids) take(id);
    for (let i = 0; i < found.length; i++) for (const id of found[i].imports) take(id);
    return found;
  }
}

type Result = Extract<ShardReply, { kind: 'result' }>;

/** One worker thread, as this side sees it. */
class Member {
  /** Files that its shard was told to read first. */
  readonly own = new Set<number>();
  /** Never resolves; rejects when the thread breaks down or ends. */
  readonly failed: Promise<never>;
  /** Every file that its shard has. */
  readonly #known = new Set<number>();
  readonly #worker: Worker;
  readonly #batches: { readonly batch: Batch; readonly onRead: () => void }[] = [];
  readonly #strings: string[] = [];
  #onChecked: (count: number) => void = () => {};
  #onResult: (result: Result) => void = () => {};

  constructor(workerFile: string | URL, data: ShardWorkerData) {
    this.#worker = new Worker(workerFile, { name: 'shard', workerData: data });
    this.#worker.on('message', (reply: ShardReply) => this.#take(reply));
    this.failed = new Promise((_, reject) => {
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

  send(request: ShardRequest): void {
    this.#worker.postMessage(request);
  }

  read(batch: Batch, onRead: () => void): void {
    this.#batches.push({ batch, onRead });
    for (const { id } of batch.files) {
      this.own.add(id);
      this.#known.add(id);
    }
    this.send({ kind: 'read', files: batch.files.map(({ id, path }) => ({ id, path })) });
  }

  /** Tells the shard about files; those it does not have are read. */
  place(files: readonly PlacedFile[]): void {
    const foreign = files.filter(({ id }) => !this.#known.has(id)).map(({ id, path }) => ({ id, path }));
    for (const { id } of foreign) this.#known.add(id);
    this.send({ kind: 'place', foreign, placed: flat(files) });
  }

  check(job: Omit<CheckRequest, 'kind'>, onChecked: (count: number) => void): Promise<Result> {
    this.#onChecked = onChecked;
    this.send({ kind: 'check', ...job });
    return new Promise((resolve) => {
      this.#onResult = resolve;
    });
  }

  #take(reply: ShardReply): void {
    switch (reply.kind) {
      case 'read': {
        const done = this.#batches.shift();
        if (!done) return;
        this.#takeImports(reply, done.batch);
        done.batch.onDone();
        done.onRead();
        break;
      }
      case 'checked':
        this.#onChecked(reply.count);
        break;
      case 'result':
        this.#onResult(reply);
        break;
    }
  }

  #takeImports(reply: ReadReply, { files, onFile }: Batch): void {
    this.#strings.push(...reply.strings);
    const failures = new Map(reply.failures.map((failure) => [failure.file, failure]));
    files.forEach(({ id }, file) => {
      const failure = failures.get(file);
      if (failure) {
        onFile(id, { error: new FileError(failure.reason, failure.message) });
        if (failure.reason === 'missing') this.#known.delete(id);
        return;
      }
      const imports: ImportStatement[] = [];
      for (let i = file === 0 ? 0 : reply.ends[file - 1]; i < reply.ends[file]; i++) {
        imports.push({ node: reply.nodes[i], path: this.#strings[reply.paths[i]] });
      }
      onFile(id, { imports, digest: reply.digests[file] });
    });
  }
}

function flat(files: readonly PlacedFile[]): PlacedFiles {
  const importEnds = new Int32Array(files.length);
  let end = 0;
  files.forEach(({ imports }, i) => {
    importEnds[i] = end += imports.length;
  });
  const imports = new Int32Array(end);
  files.forEach((file, i) => {
    imports.set(file.imports, i === 0 ? 0 : importEnds[i - 1]);
  });
  return {
    ids: Int32Array.from(files, ({ id }) => id),
    names: files.map(({ name }) => name),
    importEnds,
    imports,
  };
}
