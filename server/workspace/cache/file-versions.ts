// Which content files have: by their stamps as long as these can be trusted, else by reading them.
import { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import type { CachePorts, FileStamp, Stamped } from './cache-ports.js';

/** Many files, column by column, so that JSON stays small and quick. */
export interface VersionTable {
  readonly paths: readonly Path[];
  readonly digests: readonly string[];
  /** Four numbers a file: the members of FileStamp in their order. */
  readonly stamps: readonly number[];
  /** When each file's stamp was taken, which was before it was read; milliseconds since 1970. */
  readonly seenMs: readonly number[];
}

export const noVersions: VersionTable = { paths: [], digests: [], stamps: [], seenMs: [] };

/**
 * The digest of a file's content, or '!' and what a FileError says: two versions that read the same have the same text.
 */
export type FileVersion = string;

export function isReadable(version: FileVersion): boolean {
  return !version.startsWith('!');
}

export function failedVersion({ reason, message }: FileError): FileVersion {
  return `!${reason} ${message}`;
}

/**
 * A file that changed so shortly before it was read may have changed once more without another time: clocks of file
 * systems tick every few milliseconds, and that of FAT every two seconds. The same rule as git's for its index.
 */
const settledMs = 2500;

interface Seen {
  readonly stamp: FileStamp;
  readonly seenMs: number;
  readonly digest: string;
}

export class FileVersions {
  readonly #ports: CachePorts;
  readonly #known: VersionTable;
  readonly #knownIndex = new Map<Path, number>();
  /** Taken before the files were read. */
  readonly #stamps = new Map<Path, Stamped>();
  readonly #seen = new Map<Path, Seen>();
  readonly #failed = new Map<Path, FileVersion>();
  /** How many files had to be read. */
  readCount = 0;

  constructor(ports: CachePorts, known: VersionTable) {
    this.#ports = ports;
    this.#known = known;
    known.paths.forEach((path, index) => {
      this.#knownIndex.set(path, index);
    });
  }

  /** The version that a file has; looked at once, whatever happens to the file later. */
  current(path: Path): FileVersion {
    const version = this.#seen.get(path)?.digest ?? this.#failed.get(path);
    if (version !== undefined) return version;
    const stamped = this.stamp(path);
    const index = stamped && this.#knownIndex.get(path);
    if (stamped && index !== undefined && this.#isAsKnown(index, stamped.stamp)) {
      const digest = this.#known.digests[index];
      this.#seen.set(path, { stamp: stamped.stamp, seenMs: this.#known.seenMs[index], digest });
      return digest;
    }
    this.readCount++;
    try {
      return this.note(path, this.#ports.digest(this.#ports.disk.read(path)));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return this.noteFailed(path, error);
    }
  }

  /** Takes the stamp of a file that is about to be read by somebody who will `note` what it was. */
  stamp(path: Path): Stamped | undefined {
    const known = this.#stamps.get(path);
    if (known) return known;
    const stamp = this.#ports.disk.stamp(path);
    if (!stamp) return undefined;
    const stamped = { stamp, seenMs: this.#ports.nowMs() };
    this.#stamps.set(path, stamped);
    return stamped;
  }

  /** `stamped`: what the disk said of the file before it was read, if not `stamp` was asked for that. */
  note(path: Path, digest: string, stamped = this.#stamps.get(path)): FileVersion {
    // Without a stamp the file was not there before it was read; a stamp that none equals has it read next time.
    this.#seen.set(path, { stamp: stamped?.stamp ?? noStamp, seenMs: stamped?.seenMs ?? 0, digest });
    return digest;
  }

  noteFailed(path: Path, error: FileError): FileVersion {
    const version = failedVersion(error);
    this.#failed.set(path, version);
    return version;
  }

  /** What is known of those of the paths that could be read. */
  table(paths: Iterable<Path>): VersionTable {
    const found: Path[] = [];
    const digests: string[] = [];
    const stamps: number[] = [];
    const seenMs: number[] = [];
    for (const path of paths) {
      const seen = this.#seen.get(path);
      if (!seen) continue;
      found.push(path);
      digests.push(seen.digest);
      const { size, modifiedMs, changedMs, inode } = seen.stamp;
      stamps.push(size, modifiedMs, changedMs, inode);
      seenMs.push(seen.seenMs);
    }
    return { paths: found, digests, stamps, seenMs };
  }

  #isAsKnown(index: number, { size, modifiedMs, changedMs, inode }: FileStamp): boolean {
    const { stamps, seenMs } = this.#known;
    const at = 4 * index;
    return (
      stamps[at] === size &&
      stamps[at + 1] === modifiedMs &&
      stamps[at + 2] === changedMs &&
      stamps[at + 3] === inode &&
      seenMs[index] - Math.max(modifiedMs, changedMs) > settledMs
    );
  }
}

const noStamp: FileStamp = { size: -1, modifiedMs: 0, changedMs: 0, inode: 0 };
