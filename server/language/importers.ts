// Which files depend on a file, and in which its declarations are visible.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Flag } from '../syntax/tree.js';

/** Some files and every file that imports one of them, directly or not. */
export function dependents(snapshot: SchemaSnapshot, files: Iterable<number>): Set<number> {
  const importers = importersOf(snapshot);
  const found = new Set(files);
  for (const file of found) for (const { importer } of importers.get(file) ?? []) found.add(importer);
  return found;
}

/** A file and the files that see what it declares: those that import it, also over public imports. */
export function seers(snapshot: SchemaSnapshot, file: number): Set<number> {
  const importers = importersOf(snapshot);
  const found = new Set([file]);
  const passing = new Set([file]);
  for (const from of passing) {
    for (const { importer, isPublic } of importers.get(from) ?? []) {
      found.add(importer);
      if (isPublic) passing.add(importer);
    }
  }
  return found;
}

interface Importer {
  readonly importer: number;
  readonly isPublic: boolean;
}

function importersOf(snapshot: SchemaSnapshot): Map<number, Importer[]> {
  const importers = new Map<number, Importer[]>();
  for (const file of snapshot.files) {
    if (!file) continue;
    const { importNodes } = snapshot.table(file.id);
    file.imports.forEach((to, k) => {
      if (to < 0) return;
      const isPublic = (file.parsed.nodes[importNodes[k]] & Flag.public) !== 0;
      const list = importers.get(to);
      if (list) list.push({ importer: file.id, isPublic });
      else importers.set(to, [{ importer: file.id, isPublic }]);
    });
  }
  return importers;
}
