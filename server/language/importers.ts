// Which files depend on a file, and in which its declarations are visible.
import type { Schema, SchemaSnapshot } from '../schema/schema.js';
import type { SourceFile } from '../schema/source-file.js';
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

/** Who imports each file, kept from one snapshot to the next: only files that have changed are looked at again. */
class ImporterIndex {
  readonly #importers = new Map<number, Importer[]>();
  readonly #files: (SourceFile | undefined)[] = [];

  /** Who imports each file of a snapshot; valid until the next call. */
  of(snapshot: SchemaSnapshot): ReadonlyMap<number, readonly Importer[]> {
    const count = Math.max(snapshot.files.length, this.#files.length);
    for (let id = 0; id < count; id++) {
      const file = snapshot.files[id];
      const known = this.#files[id];
      if (file === known) continue;
      if (known) this.#remove(known);
      if (file) this.#add(file, snapshot);
      this.#files[id] = file;
    }
    return this.#importers;
  }

  #add(file: SourceFile, snapshot: SchemaSnapshot): void {
    const { importNodes } = snapshot.table(file.id);
    file.imports.forEach((to, k) => {
      if (to < 0) return;
      const isPublic = (file.parsed.nodes[importNodes[k]] & Flag.public) !== 0;
      const list = this.#importers.get(to);
      if (list) list.push({ importer: file.id, isPublic });
      else this.#importers.set(to, [{ importer: file.id, isPublic }]);
    });
  }

  #remove({ id, imports }: SourceFile): void {
    for (const to of new Set(imports)) {
      const list = this.#importers.get(to);
      if (list)
        this.#importers.set(
          to,
          list.filter(({ importer }) => importer !== id),
        );
    }
  }
}

/** Snapshots of one schema differ in few files. */
const indexes = new WeakMap<Schema, ImporterIndex>();

function importersOf(snapshot: SchemaSnapshot): ReadonlyMap<number, readonly Importer[]> {
  let index = indexes.get(snapshot.schema);
  if (!index) indexes.set(snapshot.schema, (index = new ImporterIndex()));
  return index.of(snapshot);
}
