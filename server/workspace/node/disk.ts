// The files of this machine.
import fs from 'node:fs';
import os from 'node:os';
import { promisify } from 'node:util';
import type { FileStamp } from '../cache/cache-ports.js';
import { type DirectoryEntry, type EntryKind, FileError, type FileSystem, maxFileBytes } from '../file-system.js';
import { below, type Path } from '../location.js';

/** Opening a pipe or a device must not wait for somebody at its other end. Undefined on Windows. */
const openFlags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

// Not those of fs.promises: loading that takes as long as reading a hundred files.
const open: (path: string, flags: number) => Promise<number> = promisify(fs.open);
const stat: (descriptor: number) => Promise<fs.Stats> = promisify(fs.fstat);
const readWhole: (descriptor: number) => Promise<Buffer> = promisify(fs.readFile);

export const disk: FileSystem = {
  list: (folder) =>
    new Promise((resolve, reject) => {
      fs.readdir(native(folder), { withFileTypes: true }, (error, entries) => {
        if (error) reject(fileError(error));
        else resolve(entries.map(entryOf));
      });
    }),

  kind: (path) =>
    new Promise((resolve) => {
      fs.stat(native(path), (error, stats) => {
        if (error) resolve(undefined);
        else resolve(stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other');
      });
    }),

  realPath: (path) =>
    new Promise((resolve) => {
      fs.realpath.native(native(path), (error, real) => resolve(error ? undefined : fromNative(real)));
    }),

  async read(path) {
    let descriptor: number;
    try {
      descriptor = await open(native(path), openFlags);
    } catch (error) {
      throw fileError(error);
    }
    try {
      checkReadable(await stat(descriptor));
      return await readWhole(descriptor);
    } catch (error) {
      throw error instanceof FileError ? error : fileError(error);
    } finally {
      fs.close(descriptor, () => {});
    }
  },
};

/** Where a file was read to, and what the disk said of it before. */
export interface ReadInto {
  readonly buffer: Uint8Array;
  readonly length: number;
  readonly stamp: FileStamp;
}

/** Reads a file into `buffer` at `offset`, growing it as needed; for threads that may wait. Throws a FileError. */
export function readFileInto(buffer: Uint8Array, offset: number, path: Path): ReadInto {
  let descriptor: number;
  try {
    descriptor = fs.openSync(native(path), openFlags);
  } catch (error) {
    throw fileError(error);
  }
  try {
    const stats = fs.fstatSync(descriptor);
    checkReadable(stats);
    if (offset + stats.size + 1 > buffer.length) {
      const grown = new Uint8Array(Math.max(buffer.length * 2, offset + stats.size + 1));
      grown.set(buffer.subarray(0, offset));
      buffer = grown;
    }
    let length = 0;
    for (;;) {
      const room = buffer.length - offset - length;
      // A file that grows while it is read is taken as long as it was.
      const read = room > 0 ? fs.readSync(descriptor, buffer, offset + length, room, null) : 0;
      length += read;
      if (read > 0 && length < stats.size) continue;
      return { buffer, length: Math.min(length, stats.size), stamp: stampOf(stats) };
    }
  } catch (error) {
    throw error instanceof FileError ? error : fileError(error);
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Gives a file that exists another text, for threads that may wait. It is never empty in between and never holds two
 * texts: a process that ends before what is too much was cut off leaves the whole text and blank lines behind it. Only
 * one that is killed inside the system's one write can leave the start of the new text and the end of the old. The file
 * stays what it is: its links, its owner, its permissions. A copy that takes its place would lose some of these,
 * and takes 20 times as long. Throws a FileError.
 */
export function overwriteFile(path: Path, text: Uint8Array): void {
  let descriptor: number;
  try {
    descriptor = fs.openSync(native(path), 'r+');
  } catch (error) {
    throw fileError(error, 'written');
  }
  try {
    const rest = fs.fstatSync(descriptor).size - text.length;
    if (rest > blankLines.length) blankLines = new Uint8Array(rest).fill(lineFeed);
    let written = rest > 0 ? fs.writevSync(descriptor, [text, blankLines.subarray(0, rest)], 0) : 0;
    // What is left when the system took a part only.
    while (written < text.length) written += fs.writeSync(descriptor, text, written, text.length - written, written);
    if (rest > 0) fs.ftruncateSync(descriptor, text.length);
  } catch (error) {
    throw fileError(error, 'written');
  } finally {
    fs.closeSync(descriptor);
  }
}

const lineFeed = 0x0a;
let blankLines = new Uint8Array(1 << 12).fill(lineFeed);

/** Where the buf CLI keeps downloaded modules. */
export function bufCacheFolder(env: NodeJS.ProcessEnv = process.env): Path | undefined {
  if (env.BUF_CACHE_DIR) return fromNative(env.BUF_CACHE_DIR);
  const base = env.XDG_CACHE_HOME ?? (process.platform === 'win32' ? env.LOCALAPPDATA : below(os.homedir(), '.cache'));
  return base ? below(fromNative(base), 'buf') : undefined;
}

export function stampOf({ size, mtimeMs, ctimeMs, ino }: fs.Stats): FileStamp {
  return { size, modifiedMs: mtimeMs, changedMs: ctimeMs, inode: ino };
}

function checkReadable(stats: fs.Stats): void {
  if (stats.isDirectory()) throw new FileError('unreadable', 'This is a folder, not a file.');
  if (!stats.isFile()) throw new FileError('unreadable', 'This is not a regular file.');
  if (stats.size > maxFileBytes) {
    const limit = maxFileBytes / (1024 * 1024);
    const size = Math.ceil(stats.size / (1024 * 1024));
    throw new FileError('too-large', `The file has ${size} MiB; files over ${limit} MiB are not read.`);
  }
}

export function fileError(error: unknown, what = 'read'): FileError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new FileError('missing', 'There is no such file.');
  const reason = reasons[code ?? ''] ?? (error instanceof Error ? message : String(error));
  return new FileError('unreadable', `The file cannot be ${what}: ${reason}.`);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EBUSY: 'it is in use',
  EIO: 'the disk reports an error',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many files are open',
  ENXIO: 'this is not a regular file',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

export function entryOf(entry: fs.Dirent): DirectoryEntry {
  const kind: EntryKind = entry.isFile()
    ? 'file'
    : entry.isDirectory()
      ? 'directory'
      : entry.isSymbolicLink()
        ? 'symlink'
        : 'other';
  return { name: entry.name, kind };
}

const onWindows = process.platform === 'win32';

export function native(path: Path): string {
  if (!onWindows) return path;
  // A drive alone would mean its current folder.
  return /^[a-z]:$/.test(path) ? `${path}\\` : path.replaceAll('/', '\\');
}

/** The key of a path as Node spells it; it must be absolute. */
export function fromNative(path: string): Path {
  if (!onWindows) return path.length > 1 && path.endsWith('/') ? path.replace(/\/+$/, '') || '/' : path;
  return path
    .replaceAll('\\', '/')
    .replace(/^([A-Za-z]):/, (_, drive: string) => `${drive.toLowerCase()}:`)
    .replace(/(.)\/+$/, '$1');
}
