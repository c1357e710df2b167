// The quick look at files that the cache takes.
import fs from 'node:fs';
import type { CacheDisk } from '../cache/cache-ports.js';
import { entryOf, fileError, native, readFileInto, stampOf } from './disk.js';

/** Reused by every read; what is given out is a copy. */
let buffer: Uint8Array = new Uint8Array(1 << 20);

export const cacheDisk: CacheDisk = {
  list(folder) {
    try {
      return fs.readdirSync(native(folder), { withFileTypes: true }).map(entryOf);
    } catch (error) {
      throw fileError(error);
    }
  },

  stamp(path) {
    try {
      const stats = fs.statSync(native(path), { throwIfNoEntry: false });
      return stats && stampOf(stats);
    } catch {
      return undefined;
    }
  },

  read(path) {
    const read = readFileInto(buffer, 0, path);
    buffer = read.buffer;
    return buffer.slice(0, read.length);
  },
};
