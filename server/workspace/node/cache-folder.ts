// The folder of records: who may read it, how long they stay, and how several processes get along in it.
//
// A record is written beside its place and renamed, so that nobody sees half of one. Of two that write at the same time
// the later wins. Only files with names of this module are ever removed.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { CacheStore } from '../cache/cache-ports.js';

export interface CacheFolderOptions {
  /** Absolute; made when something is to be written. */
  readonly folder: string;
  /** Told why nothing can be kept, once. */
  readonly onWarning: (message: string) => void;
  /** All records together. */
  readonly maxBytes?: number;
  /** Records that were not used for so long are removed. */
  readonly maxAgeMs?: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const defaults = { maxBytes: 256 * 1024 * 1024, maxAgeMs: 30 * dayMs };
/** A file that is being written for longer belongs to a process that was killed. */
const maxWritingMs = 60 * 60 * 1000;
/** The time of last use is noted this coarsely. */
const useNotedMs = dayMs / 4;

const recordEnd = '.check';
const writingEnd = '.writing';

export function createCacheFolder({ folder, onWarning, ...limits }: CacheFolderOptions): CacheStore {
  const { maxBytes, maxAgeMs } = { ...defaults, ...limits };
  let isUsable = true;
  const placeOf = (name: string) => path.join(folder, name + recordEnd);
  return {
    read(name) {
      const place = placeOf(name);
      try {
        const record = fs.readFileSync(place);
        noteUse(place);
        return record;
      } catch {
        return undefined;
      }
    },

    write(name, record) {
      if (!isUsable) return;
      const place = placeOf(name);
      const writing = path.join(folder, `${name}-${randomBytes(8).toString('hex')}${writingEnd}`);
      try {
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (record.length <= maxBytes) {
          fs.writeFileSync(writing, record, { mode: 0o600, flag: 'wx' });
          fs.renameSync(writing, place);
        }
        evict(folder, maxBytes, maxAgeMs);
      } catch (error) {
        isUsable = false;
        remove(writing);
        onWarning(`Results cannot be kept in ${folder}: ${error instanceof Error ? error.message : error}`);
      }
    },
  };
}

function noteUse(place: string): void {
  const nowMs = Date.now();
  try {
    if (nowMs - fs.statSync(place).mtimeMs > useNotedMs) fs.utimesSync(place, nowMs / 1000, nowMs / 1000);
  } catch {
    // It is gone, or belongs to somebody else: then its age is what it is.
  }
}

/** Removes what is too old, and the least recently used of what is too much. */
function evict(folder: string, maxBytes: number, maxAgeMs: number): void {
  const nowMs = Date.now();
  const kept: { readonly place: string; readonly size: number; readonly usedMs: number }[] = [];
  for (const name of fs.readdirSync(folder)) {
    const limitMs = name.endsWith(recordEnd) ? maxAgeMs : name.endsWith(writingEnd) ? maxWritingMs : undefined;
    if (limitMs === undefined) continue;
    const place = path.join(folder, name);
    const stats = fs.lstatSync(place, { throwIfNoEntry: false });
    if (!stats?.isFile()) continue;
    if (nowMs - stats.mtimeMs > limitMs) remove(place);
    else kept.push({ place, size: stats.size, usedMs: stats.mtimeMs });
  }
  kept.sort((a, b) => b.usedMs - a.usedMs);
  let bytes = 0;
  for (const { place, size } of kept) {
    bytes += size;
    if (bytes > maxBytes) remove(place);
  }
}

/** Another process may have it open, or have removed it. */
function remove(place: string): void {
  try {
    fs.rmSync(place, { force: true });
  } catch {
    // It is tried again with the next record.
  }
}
