// The corpus: the .proto files of google-proto-files with the well-known types, as one snapshot.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { SchemaSnapshot } from '../../server/schema/schema.js';
import { build, type SourceText, wellKnownTypes } from './fixture.js';

const require = createRequire(import.meta.url);

function protoFiles(folder: string): SourceText[] {
  return fs
    .readdirSync(folder, { recursive: true })
    .map((file) => String(file).split(path.sep).join('/'))
    .filter((file) => file.endsWith('.proto'))
    .sort()
    .map((name) => ({ name, bytes: fs.readFileSync(path.join(folder, name)) }));
}

/** Every file of the corpus; ids in the order of the names. Takes about a second. */
export function corpusSnapshot(): { snapshot: SchemaSnapshot; count: number } {
  const base = path.dirname(require.resolve('google-proto-files/package.json'));
  const known = protoFiles(wellKnownTypes);
  const names = new Set(known.map(({ name }) => name));
  const files = protoFiles(base).filter(({ name }) => !names.has(name) && !name.startsWith('google/protobuf/'));
  return { snapshot: build([...files, ...known]).snapshot, count: files.length };
}

/** A share of the numbers below `count`, the same for the same seed. */
export function sample(count: number, size: number, seed: number): number[] {
  const random = randomNumbers(seed);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(size, count)) chosen.add(Math.floor(random() * count));
  return [...chosen];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
