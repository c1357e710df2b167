// The port to those who read, parse and check the files of a workspace, and a team of this thread alone.
import type { SourceInfoDraft } from '../schema/descriptors/source-info-draft.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import type { ImportStatement } from '../syntax/parsed-file.js';
import type { Stamped } from './cache/cache-ports.js';
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
export type ReadFile =
  | {
      readonly imports: readonly ImportStatement[];
      /** Of its text, if the team was to make one. */
      readonly digest?: string;
      /** What the disk said of it before it was read, if the team gives that. */
      readonly stamped?: Stamped;
      /** If the team was to make one. */
      readonly sourceInfo?: SourceInfoDraft;
    }
  | { readonly error: FileError };

export type OnLinked = (schema: SchemaSnapshot, id: number) => void;

export interface CheckJob {
  /** By id: files that were read, with all that they import. Files that could not be read count as empty. */
  readonly files: readonly (PlacedFile | undefined)[];
  /** Whether these are all files of the workspace. */
  readonly hasAll: boolean;
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
  /**
   * Files whose findings depend on files that they do not import, since they name something that may be declared
   * anywhere. If the job did not have all files, they have no findings.
   */
  readonly searched: readonly number[];
  /** The texts that were asked for and those that findings point into, by file id. */
  readonly texts: ReadonlyMap<number, Uint8Array>;
  /** All files of the job, if the team has linked what was wanted of them by itself. */
  readonly schema?: SchemaSnapshot;
}

/** First `read`, as often as need be, also at the same time, then `check`, also more than once, then `close`, which may come at any time. */
export interface ShardTeam {
  /** Whether ReadFile.stamped is given for files on disk. */
  readonly givesStamps?: boolean;
  /**
   * Reads and parses files, each one once, telling about each when it is done, in any order. Rejects on abort, or when
   * the team breaks down.
   */
  read(files: readonly TeamFile[], onFile: (id: number, file: ReadFile) => void, signal?: AbortSignal): Promise<void>;
  check(job: CheckJob, signal?: AbortSignal): Promise<CheckResult>;
  /** Has these files read before others that were asked for. */
  readFirst?(ids: ReadonlySet<number>): void;
  /**
   * Links files while others are being read, so that `check` need not if it is told the same of them. All that they
   * import must have been read and be among them or those of a call before. Ends early when `isOver`. `onLinked` is
   * told of each, with the files that were placed by then; when the file turns out to be placed otherwise, it will have
   * another link.
   */
  linkAhead?(
    files: readonly PlacedFile[],
    descriptorFile: number | undefined,
    isOver: () => boolean,
    signal?: AbortSignal,
    onLinked?: OnLinked,
  ): Promise<void>;
  close(): void;
}

/** A team of this thread. `bundled` are the texts of files that are not on disk; `digest` is made of each text. */
export function createLocalTeam(
  fs: FileSystem,
  bundled: ReadonlyMap<Path, Uint8Array>,
  digest?: (bytes: Uint8Array) => string,
): ShardTeam {
  const shard = new Shard();
  return {
    async read(files, onFile, signal) {
      const slices = new Slices(signal);
      for (const { id, path } of files) {
        try {
          const bytes = bundled.get(path) ?? (await fs.read(path));
          onFile(id, { imports: shard.parse(id, bytes), digest: digest?.(bytes) });
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
  { files, hasAll, wanted, texts, descriptorFile, onProgress }: CheckJob,
  signal: AbortSignal | undefined,
): Promise<CheckResult> {
  for (const file of files) if (file) shard.place(file.id, file.name, file.imports);
  const collector = new FindingsCollector(shard);
  for (const id of texts) collector.addText(id);
  const slices = new Slices(signal);
  for (let done = 0; done < wanted.length; done++) {
    collector.check(wanted[done], descriptorFile, hasAll);
    if (!slices.dueNow()) continue;
    onProgress(done + 1);
    await slices.pause();
  }
  collector.schema = shard.snapshot(descriptorFile);
  return collector;
}

/** Links files before all were read, in this thread; see ShardTeam. */
export async function linkAheadInSlices(
  shard: Shard,
  files: readonly PlacedFile[],
  descriptorFile: number | undefined,
  isOver: () => boolean,
  signal: AbortSignal | undefined,
  onLinked: OnLinked | undefined,
): Promise<void> {
  for (const { id, name, imports } of files) shard.place(id, name, imports);
  const slices = new Slices(signal);
  for (const { id } of files) {
    if (isOver() || descriptorFile === undefined) return;
    shard.linkAhead(id, descriptorFile);
    onLinked?.(shard.snapshot(descriptorFile), id);
    if (slices.dueNow()) await slices.pause();
  }
}

/** Gathers findings with the texts they point into. */
class FindingsCollector implements CheckResult {
  readonly findings: FileFindings[] = [];
  readonly searched: number[] = [];
  readonly texts = new Map<number, Uint8Array>();
  schema: SchemaSnapshot | undefined;
  readonly #shard: Shard;

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  /** Checks a file; see CheckJob. */
  check(id: number, descriptorFile: number | undefined, hasAll: boolean): void {
    const { problems, isSearched } = this.#shard.problems(id, descriptorFile);
    if (isSearched) this.searched.push(id);
    if (problems.length === 0 || (isSearched && !hasAll)) return;
    this.findings.push({ id, problems });
    this.addText(id);
    for (const { related } of problems) for (const { file } of related ?? []) this.addText(file);
  }

  addText(id: number): void {
    if (!this.texts.has(id) && this.#shard.has(id)) this.texts.set(id, this.#shard.text(id));
  }
}
