// The port to files on disk: node/disk.ts is the real one, tests have a twin in memory.
import type { Path } from './location.js';

export type EntryKind = 'file' | 'directory' | 'symlink' | 'other';

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

export interface FileSystem {
  /** The entries of a folder in any order; rejects with a FileError. */
  list(folder: Path): Promise<readonly DirectoryEntry[]>;
  /** What a path leads to, symbolic links followed; undefined when there is nothing or it cannot be looked at. */
  kind(path: Path): Promise<'file' | 'directory' | 'other' | undefined>;
  /** The path with all symbolic links resolved; undefined when there is nothing. */
  realPath(path: Path): Promise<Path | undefined>;
  /** The bytes of a file; rejects with a FileError. */
  read(path: Path): Promise<Uint8Array>;
}

/** Larger files are not parsed. */
export const maxFileBytes = 64 * 1024 * 1024;

/** Why a file or folder could not be read. */
export class FileError extends Error {
  override readonly name = 'FileError';

  constructor(
    readonly reason: 'missing' | 'unreadable' | 'too-large',
    message: string,
  ) {
    super(message);
  }
}
