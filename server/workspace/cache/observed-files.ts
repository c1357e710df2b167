// Notes everything that a check asks of the disk. A result is worth as long as all these answers are the same: also
// that a file was not there, since a new one could take its place.
import { type DirectoryEntry, FileError, type FileSystem } from '../file-system.js';
import type { Path } from '../location.js';
import { Slices } from '../slices.js';
import type { CachePorts } from './cache-ports.js';
import { FileVersions, failedVersion, isReadable, noVersions, type VersionTable } from './file-versions.js';

/** A question and its answer. */
type Observation = readonly [Path, string];

export interface Observations {
  /** Folders and what is in them. */
  readonly lists: readonly Observation[];
  readonly kinds: readonly Observation[];
  readonly realPaths: readonly Observation[];
  /** Files that could be read. */
  readonly versions: VersionTable;
  /** Files that could not be read, with FileVersions. */
  readonly failures: readonly Observation[];
}

export const nothingObserved: Observations = {
  lists: [],
  kinds: [],
  realPaths: [],
  versions: noVersions,
  failures: [],
};

/** Asks each question once; the answers stay the same, so that what follows from them belongs together. */
export class ObservedFiles implements FileSystem {
  readonly versions: FileVersions;
  readonly #ports: CachePorts;
  readonly #before: Observations;
  readonly #lists = new Map<Path, readonly DirectoryEntry[] | FileError>();
  readonly #kinds = new Map<Path, Awaited<ReturnType<FileSystem['kind']>>>();
  readonly #realPaths = new Map<Path, Path | undefined>();
  /** What was asked for by the check itself. */
  readonly #asked = {
    lists: new Set<Path>(),
    kinds: new Set<Path>(),
    realPaths: new Set<Path>(),
    reads: new Set<Path>(),
  };

  /** `before` are observations of another time. */
  constructor(ports: CachePorts, before: Observations) {
    this.#ports = ports;
    this.#before = before;
    this.versions = new FileVersions(ports, before.versions);
  }

  async list(folder: Path): Promise<readonly DirectoryEntry[]> {
    this.#asked.lists.add(folder);
    if (!this.#lists.has(folder)) {
      try {
        this.#lists.set(folder, await this.#ports.fs.list(folder));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        this.#lists.set(folder, error);
      }
    }
    const listed = this.#lists.get(folder);
    if (!listed || listed instanceof FileError) throw listed;
    return listed;
  }

  async kind(path: Path): Promise<'file' | 'directory' | 'other' | undefined> {
    this.#asked.kinds.add(path);
    if (!this.#kinds.has(path)) this.#kinds.set(path, await this.#ports.fs.kind(path));
    return this.#kinds.get(path);
  }

  async realPath(path: Path): Promise<Path | undefined> {
    this.#asked.realPaths.add(path);
    if (!this.#realPaths.has(path)) this.#realPaths.set(path, await this.#ports.fs.realPath(path));
    return this.#realPaths.get(path);
  }

  async read(path: Path): Promise<Uint8Array> {
    this.#asked.reads.add(path);
    this.versions.stamp(path);
    try {
      const bytes = await this.#ports.fs.read(path);
      this.versions.note(path, this.#ports.digest(bytes));
      return bytes;
    } catch (error) {
      if (error instanceof FileError) this.versions.noteFailed(path, error);
      throw error;
    }
  }

  /** Somebody else read the file, or need not have, since its version is known. */
  noteRead(path: Path): void {
    this.#asked.reads.add(path);
  }

  /** Whether all is as it was before. Looks at all of it, so that what is asked next is known. Rejects on abort. */
  async areAsBefore(signal?: AbortSignal): Promise<boolean> {
    const { lists, kinds, realPaths, versions, failures } = this.#before;
    const slices = new Slices(signal);
    let same = true;
    for (const [folder, text] of lists) {
      if (!this.#lists.has(folder)) this.#lists.set(folder, this.#listNow(folder));
      same &&= this.#listText(folder) === text;
      if (slices.due()) await slices.pause();
    }
    for (let i = 0; i < versions.paths.length; i++) {
      same = this.versions.current(versions.paths[i]) === versions.digests[i] && same;
      if (slices.due()) await slices.pause();
    }
    if (!same) return false;
    for (const [path, text] of failures) if (this.versions.current(path) !== text) return false;
    await inParallel(kinds, async ([path]) => {
      if (!this.#kinds.has(path)) this.#kinds.set(path, await this.#ports.fs.kind(path));
    });
    await inParallel(realPaths, async ([path]) => {
      if (!this.#realPaths.has(path)) this.#realPaths.set(path, await this.#ports.fs.realPath(path));
    });
    signal?.throwIfAborted();
    return (
      kinds.every(([path, text]) => (this.#kinds.get(path) ?? '') === text) &&
      realPaths.every(([path, text]) => (this.#realPaths.get(path) ?? '') === text)
    );
  }

  /** The observations of before, with the stamps that the files have by now; for when all is as it was. */
  refreshed(): Observations {
    return { ...this.#before, versions: this.versions.table(this.#before.versions.paths) };
  }

  /** Everything that was asked for. */
  observations(): Observations {
    const { lists, kinds, realPaths, reads } = this.#asked;
    return {
      lists: [...lists].map((folder) => [folder, this.#listText(folder)]),
      kinds: [...kinds].map((path) => [path, this.#kinds.get(path) ?? '']),
      realPaths: [...realPaths].map((path) => [path, this.#realPaths.get(path) ?? '']),
      versions: this.versions.table(reads),
      failures: [...reads].flatMap((path): Observation[] => {
        const version = this.versions.current(path);
        return isReadable(version) ? [] : [[path, version]];
      }),
    };
  }

  #listNow(folder: Path): readonly DirectoryEntry[] | FileError {
    try {
      return this.#ports.disk.list(folder);
    } catch (error) {
      if (error instanceof FileError) return error;
      throw error;
    }
  }

  #listText(folder: Path): string {
    const listed = this.#lists.get(folder) ?? [];
    if (listed instanceof FileError) return failedVersion(listed);
    // No name has a slash in it.
    return listed
      .map(({ name, kind }) => `${name}/${kind[0]}`)
      .sort()
      .join('/');
  }
}

const concurrency = 64;

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, run));
}
