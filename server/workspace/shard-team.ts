// The port to those who read, parse and check the files of a workspace, and a team of this thread alone.
import type { ImportStatement } from '../syntax/parsed-file.js';
import { FileError, type FileSystem } from './file-system.js';
import type { Path } from './location.js';
import { type FileFindings, Shard } from './shard.js';
import { Slices } from './slices.js';

/** A file that a team reads. */
export interface TeamFile {
  readonly id: number;
  readonly path: Path;
}

/** A file whose imports are known. */
export interface PlacedFile extends TeamFile {
  /** See SourceFile. */
  readonly name: string;
  readonly imports: Int32Array;
}

/** What became of a file: its imports, or why there are none. */
export type ReadFile = { readonly imports: readonly ImportStatement[] } | { readonly error: FileError };

export interface CheckJob {
  /** Every file that was read, by id; empty where a file could not be read. */
  readonly files: readonly (PlacedFile | undefined)[];
  /** Ids of the files to be checked. */
  readonly wanted: readonly number[];
  /** Ids of files whose text the caller needs. */
  readonly texts: readonly number[];
  /** See Schema.snapshot. */
  readonly descriptorFile: number | undefined;
  readonly onProgress: (done: number) => void;
}

export interface CheckResult {
  /** Of files that have any, in no order. */
  readonly findings: readonly FileFindings[];
  /** The texts that were asked for and those that findings point into, by file id. */
  readonly texts: ReadonlyMap<number, Uint8Array>;
}

/** First `read`, as often as need be, also at the same time, then `check` once, then `close`, which may come at any time. */
export interface ShardTeam {
  /** Reads and parses files, telling about each when it is done, in any order. Rejects on abort, or when the team breaks down. */
  read(files: readonly TeamFile[], onFile: (id: number, file: ReadFile) => void, signal?: AbortSignal): Promise<void>;
  check(job: CheckJob, signal?: AbortSignal): Promise<CheckResult>;
  close(): void;
}

/** A team of this thread. `bundled` are the texts of files that are not on disk. */
export function createLocalTeam(fs: FileSystem, bundled: ReadonlyMap<Path, Uint8Array>): ShardTeam {
  const shard = new Shard();
  return {
    async read(files, onFile, signal) {
      const slices = new Slices(signal);
      for (const { id, path } of files) {
        try {
          onFile(id, { imports: shard.parse(id, bundled.get(path) ?? (await fs.read(path))) });
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          // Who imports it finds an empty file.
          if (error.reason !== 'missing') shard.parse(id, new Uint8Array(0));
          onFile(id, { error });
        }
        signal?.throwIfAborted();
        if (slices.dueNow()) await slices.pause();
      }
    },

    check: (job, signal) => checkInSlices(shard, job, signal),

    close() {},
  };
}

/** Checks files that were all read, in this thread. */
export async function checkInSlices(
  shard: Shard,
  { files, wanted, texts, descriptorFile, onProgress }: CheckJob,
  signal: AbortSignal | undefined,
): Promise<CheckResult> {
  for (const file of files) if (file) shard.place(file.id, file.name, file.imports);
  const collector = new FindingsCollector(shard);
  for (const id of texts) collector.addText(id);
  const slices = new Slices(signal);
  for (let done = 0; done < wanted.length; done++) {
    collector.add(wanted[done], shard.problems(wanted[done], descriptorFile));
    if (!slices.dueNow()) continue;
    onProgress(done + 1);
    await slices.pause();
  }
  return collector;
}

/** Gathers findings with the texts they point into. */
class FindingsCollector implements CheckResult {
  readonly findings: FileFindings[] = [];
  readonly texts = new Map<number, Uint8Array>();
  readonly #shard: Shard;

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  add(id: number, problems: FileFindings['problems']): void {
    if (problems.length === 0) return;
    this.findings.push({ id, problems });
    this.addText(id);
    for (const { related } of problems) for (const { file } of related ?? []) this.addText(file);
  }

  addText(id: number): void {
    if (!this.texts.has(id) && this.#shard.has(id)) this.texts.set(id, this.#shard.text(id));
  }
}
