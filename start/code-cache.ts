// V8's compiled code of the bundles, kept in the user's cache folder: half of what a command of the terminal client
// takes beyond the start of Node is compiling. Without the folder everything works, a little later.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';

/** Of one run; what is compiled differs between the programs and between their commands. */
export interface CodeCache {
  /** Undefined when there is nothing of this version of `file`. */
  read(file: string): Buffer | undefined;
  write(file: string, code: Buffer): void;
}

/** `purpose` names what is run: code that was compiled for another purpose is of little use. */
export function openCodeCache(purpose: string): CodeCache {
  const runtime = `${process.versions.node}-${process.versions.v8}-${process.arch}`;
  const all = path.join(userCacheFolder(), 'protopipe', 'code');
  const folder = path.join(all, `${runtime}-${purpose}`);
  let isSwept = false;
  const entry = (file: string) => path.join(folder, path.basename(file));
  return {
    read(file) {
      try {
        if (!isOurs(folder)) return undefined;
        const bytes = fs.readFileSync(entry(file));
        const code = bytes.subarray(headBytes);
        return headOf(file, code).equals(bytes.subarray(0, headBytes)) ? code : undefined;
      } catch {
        return undefined;
      }
    },
    write(file, code) {
      const temporary = `${entry(file)}.${process.pid}`;
      try {
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!isOurs(folder)) return;
        if (!isSwept) removeUnused(all);
        isSwept = true;
        fs.writeFileSync(temporary, Buffer.concat([headOf(file, code), code]), { mode: 0o600 });
        fs.renameSync(temporary, entry(file));
      } catch {
        remove(temporary);
      }
    },
  };
}

/** Code that somebody else could have put there is not run. On Windows the folder is in the user's profile. */
function isOurs(folder: string): boolean {
  const stats = fs.lstatSync(folder);
  if (!stats.isDirectory()) return false;
  return process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o022) === 0);
}

const unusedMs = 60 * 24 * 60 * 60 * 1000;

/** Code of runtimes that nobody has for long. What is still used is compiled once more. */
function removeUnused(all: string): void {
  for (const name of fs.readdirSync(all)) {
    const folder = path.join(all, name);
    if (Date.now() - fs.lstatSync(folder).mtimeMs > unusedMs) fs.rmSync(folder, { recursive: true, force: true });
  }
}

function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // It was never there: the folder cannot be made.
  }
}

/** Before the code, which V8 wants aligned. */
const headBytes = 128;

/**
 * Which file the code is of: V8 itself looks at the length of the source alone. With a checksum, since code that a crash
 * of the system left half on the disk ends the process. Node before 20.15 has none and throws: nothing is kept there. A
 * digest would load `node:crypto`, which takes longer than all checksums.
 */
function headOf(file: string, code: Buffer): Buffer {
  const { size, mtimeMs, ino } = fs.statSync(file);
  const head = Buffer.alloc(headBytes);
  head.write(`${size} ${mtimeMs} ${ino} ${code.length} ${zlib.crc32(code)}`);
  return head;
}

function userCacheFolder(): string {
  const { env, platform } = process;
  if (platform === 'win32') return env.LOCALAPPDATA || path.join(os.homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches');
  // XDG Base Directory Specification: a path that is not absolute is ignored.
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME)) return env.XDG_CACHE_HOME;
  return path.join(os.homedir(), '.cache');
}
