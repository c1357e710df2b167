// Which files declare types that begin with a letter, belong to a package, or extend something: kept from one snapshot to
// the next, so that completion need not look at every declaration of the workspace.
import type { FileTable } from '../schema/file-table.js';
import type { Schema, SchemaSnapshot } from '../schema/schema.js';
import { isWithin } from './target.js';

export interface DeclarationIndex {
  /** By path. */
  readonly packages: ReadonlyMap<number, Package>;
  /** The files with `extend` blocks. */
  readonly extending: ReadonlySet<number>;
}

export interface Package {
  readonly files: ReadonlySet<number>;
  /** By file, the symbols of its table that are types whose names begin with a letter in either case. */
  typesBeginningWith(letter: string): ReadonlyMap<number, readonly number[]>;
}

/**
 * Files whose declarations one answer may have noted: some milliseconds. After an Open they are noted ahead; until then
 * answers know more each time.
 */
const filesPerAnswer = 50;

/** What is known so far of the files of a snapshot; valid until the next call. */
export function knownDeclarations(snapshot: SchemaSnapshot): DeclarationIndex {
  let index = indexes.get(snapshot.schema);
  if (!index) indexes.set(snapshot.schema, (index = new Index()));
  index.follow(snapshot);
  return index;
}

/** The files known so far whose package is the one of a path or lies in it, in the order of their ids. */
export function knownFilesOfPackage(snapshot: SchemaSnapshot, path: number): number[] {
  const found: number[] = [];
  for (const [each, { files }] of knownDeclarations(snapshot).packages)
    if (isWithin(snapshot.schema.paths, each, path)) found.push(...files);
  return found.sort((a, b) => a - b);
}

/** Whether `knownDeclarations` knows all there is. */
export function allAreKnown(snapshot: SchemaSnapshot): boolean {
  return snapshot.declareMore(0);
}

/** Snapshots of one schema differ in few files. */
const indexes = new WeakMap<Schema, Index>();

const noTypes: ReadonlyMap<number, readonly number[]> = new Map();

class Index implements DeclarationIndex {
  readonly packages = new Map<number, PackageIndex>();
  readonly extending = new Set<number>();
  readonly #tables: (FileTable | undefined)[] = [];
  /** The snapshot that this is all of. */
  #whole: WeakRef<SchemaSnapshot> | undefined;

  follow(snapshot: SchemaSnapshot): void {
    if (this.#whole?.deref() === snapshot) return;
    const isWhole = snapshot.declareMore(filesPerAnswer);
    const count = Math.max(snapshot.files.length, this.#tables.length);
    for (let id = 0; id < count; id++) {
      const table = snapshot.noted(id);
      const known = this.#tables[id];
      if (table === known) continue;
      if (known) this.#remove(id, known, snapshot.schema);
      if (table) this.#add(id, table, snapshot.schema);
      this.#tables[id] = table;
    }
    this.#whole = isWhole ? new WeakRef(snapshot) : undefined;
  }

  #add(id: number, table: FileTable, schema: Schema): void {
    if (table.extendNodes.length > 0) this.extending.add(id);
    let ofPackage = this.packages.get(table.package);
    if (!ofPackage) this.packages.set(table.package, (ofPackage = new PackageIndex()));
    ofPackage.add(id, table, schema);
  }

  #remove(id: number, table: FileTable, schema: Schema): void {
    this.extending.delete(id);
    const ofPackage = this.packages.get(table.package);
    ofPackage?.remove(id, table, schema);
    if (ofPackage?.files.size === 0) this.packages.delete(table.package);
  }
}

class PackageIndex implements Package {
  readonly files = new Set<number>();
  /** By the first byte of the name in lower case, then by file. */
  readonly #types = new Map<number, Map<number, number[]>>();

  typesBeginningWith(letter: string): ReadonlyMap<number, readonly number[]> {
    return this.#types.get(lowerCase(letter.charCodeAt(0))) ?? noTypes;
  }

  add(file: number, table: FileTable, schema: Schema): void {
    this.files.add(file);
    for (const index of table.types) {
      const letter = firstLetter(table, index, schema);
      let byFile = this.#types.get(letter);
      if (!byFile) this.#types.set(letter, (byFile = new Map()));
      const types = byFile.get(file);
      if (types) types.push(index);
      else byFile.set(file, [index]);
    }
  }

  remove(file: number, table: FileTable, schema: Schema): void {
    this.files.delete(file);
    for (const index of table.types) this.#types.get(firstLetter(table, index, schema))?.delete(file);
  }
}

function firstLetter(table: FileTable, index: number, { names, paths }: Schema): number {
  return lowerCase(names.firstByte(paths.simpleName(table.paths[index])));
}

function lowerCase(letter: number): number {
  return letter >= 0x41 && letter <= 0x5a ? letter + 0x20 : letter;
}
