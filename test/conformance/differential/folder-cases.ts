// Files of another compiler's test suite as cases: every .proto below a folder, and every case of its archives.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readCases } from '../archive.js';
import { Library } from './library.js';
import type { Mutant } from './mutants.js';

/**
 * Each `.proto` file is a root, and `folder` is where its imports are looked for before the library. Each `.txt` file
 * holds cases as `archive.ts` describes them. Numbers count in the order of the paths.
 */
export function folderCases(folder: string): Mutant[] {
  const library = new Library();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  const read = (name: string) => readFileSync(path.join(folder, name));
  const protos = new Map(names.filter((name) => name.endsWith('.proto')).map((name) => [name, read(name)]));
  const found: Omit<Mutant, 'number'>[] = [];
  for (const [root, bytes] of protos) {
    const own = library.closure(new Map([[root, bytes]]), protos);
    found.push({ origin: root, root, own, files: library.closure(own) });
  }
  for (const archive of names.filter((name) => name.endsWith('.txt'))) {
    for (const { name, root, files } of readCases(read(archive).toString('utf8'))) {
      found.push({ origin: `${archive}/${name}`, root, own: files, files: library.closure(files) });
    }
  }
  return found.map((each, number) => ({ number, ...each }));
}
