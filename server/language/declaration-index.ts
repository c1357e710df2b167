// Which files declare types that begin with a letter, and which extend something: kept from one snapshot to the next,
// so that completion need not look at every declaration of the workspace.
import type { FileTable } from '../schema/file-table.js';
import type { Schema, SchemaSnapshot } from '../schema/schema.js';

export interface DeclarationIndex {
  /** By file, the symbols of its table that are types whose names begin with a letter in either case. */
  typesBeginningWith(letter: string): ReadonlyMap<number, readonly number[]>;
  /** The files with `extend` blocks. */
  readonly extending: ReadonlySet<number>;
}

/** The index of a snapshot whose files were all noted (`declareAll`); valid until the next call. */
export function declarationsOf(snapshot: SchemaSnapshot): DeclarationIndex {
  let index = indexes.get(snapshot.schema);
  if (!index) indexes.set(snapshot.schema, (index = new Index()));
  index.follow(snapshot);
  return index;
}

/** Snapshots of one schema differ in few files. */
const indexes = new WeakMap<Schema, Index>();

const noTypes: ReadonlyMap<number, readonly number[]> = new Map();

class Index implements DeclarationIndex {
  readonly extending = new Set<number>();
  readonly #tables: (FileTable | undefined)[] = [];
  /** By the first byte of the name in lower case, then by file. */
  readonly #types = new Map<number, Map<number, number[]>>();

  typesBeginningWith(letter: string): ReadonlyMap<number, readonly number[]> {
    return this.#types.get(lowerCase(letter.charCodeAt(0))) ?? noTypes;
  }

  follow(snapshot: SchemaSnapshot): void {
    const count = Math.max(snapshot.files.length, this.#tables.length);
    for (let id = 0; id < count; id++) {
      const table = snapshot.files[id] ? snapshot.table(id) : undefined;
      const known = this.#tables[id];
      if (table === known) continue;
      if (known) this.#remove(id, known, snapshot.schema);
      if (table) this.#add(id, table, snapshot.schema);
      this.#tables[id] = table;
    }
  }

  #add(id: number, table: FileTable, schema: Schema): void {
    if (table.extendNodes.length > 0) this.extending.add(id);
    for (const index of table.types) {
      const letter = firstLetter(table, index, schema);
      let files = this.#types.get(letter);
      if (!files) this.#types.set(letter, (files = new Map()));
      const types = files.get(id);
      if (types) types.push(index);
      else files.set(id, [index]);
    }
  }

  #remove(id: number, table: FileTable, schema: Schema): void {
    this.extending.delete(id);
    for (const index of table.types) this.#types.get(firstLetter(table, index, schema))?.delete(id);
  }
}

function firstLetter(table: FileTable, index: number, { names, paths }: Schema): number {
  return lowerCase(names.firstByte(paths.simpleName(table.paths[index])));
}

function lowerCase(letter: number): number {
  return letter >= 0x41 && letter <= 0x5a ? letter + 0x20 : letter;
}
