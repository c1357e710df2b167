// Files on the way to being checked: parsed here or elsewhere, then told what their imports lead to, then linked.
import type { Problem } from '../diagnostics/problem.js';
import { Schema, type SchemaSnapshot } from '../schema/schema.js';
import type { SourceFile } from '../schema/source-file.js';
import type { Names } from '../syntax/names.js';
import { Parser } from '../syntax/parse.js';
import { type ImportStatement, importStatement, importStatements, type ParsedFile } from '../syntax/parsed-file.js';
import { sameNumbers } from './import-resolution.js';

/** What was found out about one file. */
export interface FileFindings {
  /** As SourceFile.id. */
  readonly id: number;
  readonly problems: readonly Problem[];
}

export class Shard {
  readonly #schema = new Schema({ isFixed: true });
  readonly #parser = new Parser(this.#schema.names);
  readonly #parsed = new Map<number, ParsedFile>();
  readonly #files: (SourceFile | undefined)[] = [];
  #snapshot: SchemaSnapshot | undefined;
  /** What was linked before files were added. */
  #before: SchemaSnapshot | undefined;
  #descriptorFile: number | undefined;
  /** Files that were linked when there were fewer, and may get another answer. */
  readonly #unsure = new Set<number>();

  /** Parses a file and keeps it under an id; `bytes` must stay as they are. */
  parse(id: number, bytes: Uint8Array): ImportStatement[] {
    const parsed = this.#parser.parse(bytes);
    this.#parsed.set(id, parsed);
    return importStatements(parsed, this.#schema.names);
  }

  /** The table that the trees of files name things with. */
  get names(): Names {
    return this.#schema.names;
  }

  /** Keeps a file that was parsed with `names`, and notes what it declares by its outline. */
  add(id: number, parsed: ParsedFile, outline: Int32Array): ImportStatement[] {
    this.#parsed.set(id, parsed);
    const { importNodes } = this.#schema.tableOf(id, parsed, outline);
    const imports: ImportStatement[] = [];
    for (const node of importNodes) imports.push(importStatement(parsed, node, this.#schema.names));
    return imports;
  }

  has(id: number): boolean {
    return this.#parsed.has(id);
  }

  /**
   * Says how a parsed file is imported and what its imports lead to; see SourceFile. May be said again: what was linked
   * before counts as long as it is the same.
   */
  place(id: number, name: string, imports: Int32Array): void {
    const parsed = this.#parsed.get(id);
    if (!parsed) throw new RangeError(`file ${id} is not in the shard`);
    const known = this.#files[id];
    const isSame = known?.parsed === parsed && known.name === name && sameNumbers(known.imports, imports);
    if (isSame && !this.#unsure.delete(id)) return;
    // Who was linked with another meaning of an import cannot be told. A descriptor.proto that is not one of the files
    // stands behind them, so its place changes with their number.
    const counts = (!known || isSame) && this.#descriptorFile !== undefined;
    this.#before = counts ? (this.#snapshot ?? this.#before) : undefined;
    this.#snapshot = undefined;
    while (this.#files.length <= id) this.#files.push(undefined);
    this.#files[id] = { id, name, parsed, imports };
  }

  /** Links a file as `problems` would, when all that it imports is placed; more files may be placed later. */
  linkAhead(id: number, descriptorFile: number): void {
    this.problems(id, descriptorFile);
  }

  /**
   * Everything wrong with a placed file, when all that it imports is placed. `isSearched`: the answer depends on more
   * files, and is right only if all are placed. Synchronous. `descriptorFile`: see Schema.snapshot.
   */
  problems(
    id: number,
    descriptorFile: number | undefined,
  ): { readonly problems: readonly Problem[]; readonly isSearched: boolean } {
    const snapshot = this.snapshot(descriptorFile);
    const before = this.#schema.wideSearches;
    const problems = snapshot.problems(id);
    const isSearched = this.#schema.wideSearches !== before;
    if (isSearched) this.#unsure.add(id);
    return { problems, isSearched };
  }

  /** The files that are placed. */
  snapshot(descriptorFile: number | undefined): SchemaSnapshot {
    if (descriptorFile !== this.#descriptorFile) this.#forgetLinks(descriptorFile);
    this.#snapshot ??= this.#schema.snapshot([...this.#files], this.#before, descriptorFile);
    return this.#snapshot;
  }

  /** What was linked with other options does not count. */
  #forgetLinks(descriptorFile: number | undefined): void {
    this.#descriptorFile = descriptorFile;
    this.#snapshot = undefined;
    this.#before = undefined;
  }

  text(id: number): Uint8Array {
    const parsed = this.#parsed.get(id);
    if (!parsed) throw new RangeError(`file ${id} is not in the shard`);
    return parsed.bytes;
  }
}
