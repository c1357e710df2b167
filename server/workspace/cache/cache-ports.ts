// What the cache needs of the world: a look at files that costs little, digests, and a place to keep records.
import type { DirectoryEntry, FileSystem } from '../file-system.js';
import type { Path } from '../location.js';

/** What tells versions of a file apart without reading it. Times are milliseconds since 1970, with fractions. */
export interface FileStamp {
  readonly size: number;
  /** Of the content. */
  readonly modifiedMs: number;
  /** Of the content or the file's properties; nobody can set it back. */
  readonly changedMs: number;
  readonly inode: number;
}

export interface Stamped {
  readonly stamp: FileStamp;
  /** When it was taken, in milliseconds since 1970. */
  readonly seenMs: number;
}

/** Synchronous, since that takes half the time for thousands of small questions. */
export interface CacheDisk {
  /** As FileSystem.list; throws. */
  list(folder: Path): readonly DirectoryEntry[];
  /** Symbolic links are followed; undefined when there is nothing, or it cannot be looked at. */
  stamp(path: Path): FileStamp | undefined;
  /** As FileSystem.read; throws. */
  read(path: Path): Uint8Array;
}

/** Keeps records by name. Never throws: a record that cannot be read is none, one that cannot be written is left out. */
export interface CacheStore {
  read(name: string): Uint8Array | undefined;
  write(name: string, record: Uint8Array): void;
}

export interface CachePorts {
  readonly fs: FileSystem;
  readonly disk: CacheDisk;
  readonly store: CacheStore;
  /** Stands for the compiler and everything that comes with it: records of another build are not read. One word. */
  readonly build: string;
  /** Equal for equal bytes and, for all anybody could find, only for them. One word. */
  readonly digest: (bytes: Uint8Array) => string;
  /** The time of day in milliseconds since 1970. */
  readonly nowMs: () => number;
}
