// Checks a part of the files of a workspace by itself, so that several threads can share the work. A shard parses its
// files, is told what their imports lead to, gets what they import from other shards, and links its own.
import type { Problem } from '../diagnostics/problem.js';
import { Schema, type SchemaSnapshot } from '../schema/schema.js';
import type { SourceFile } from '../schema/source-file.js';
import { Parser } from '../syntax/parse.js';
import { type ImportStatement, importStatements, type ParsedFile } from '../syntax/parsed-file.js';

/** What was found out about one file. */
export interface FileFindings {
  /** As SourceFile.id. */
  readonly id: number;
  readonly problems: readonly Problem[];
}

export class Shard {
  readonly #schema = new Schema();
  readonly #parser = new Parser(this.#schema.names);
  readonly #parsed = new Map<number, ParsedFile>();
  readonly #files: (SourceFile | undefined)[] = [];
  #snapshot: SchemaSnapshot | undefined;

  /** Parses a file and keeps it under an id; `bytes` must stay as they are. */
  parse(id: number, bytes: Uint8Array): ImportStatement[] {
    const parsed = this.#parser.parse(bytes);
    this.#parsed.set(id, parsed);
    return importStatements(parsed, this.#schema.names);
  }

  /** Notes what a parsed file declares; otherwise that is done when it is needed. */
  declare(id: number): void {
    const parsed = this.#parsed.get(id);
    if (parsed) this.#schema.tableOf(id, parsed);
  }

  has(id: number): boolean {
    return this.#parsed.has(id);
  }

  /** Says how a parsed file is imported and what its imports lead to; see SourceFile. */
  place(id: number, name: string, imports: Int32Array): void {
    const parsed = this.#parsed.get(id);
    if (!parsed) throw new RangeError(`file ${id} is not in the shard`);
    this.#files[id] = { id, name, parsed, imports };
    this.#snapshot = undefined;
  }

  /**
   * Everything wrong with a placed file, whose imports must be placed too. `isSearched`: the answer depends on files
   * that it does not import, and is right only if the shard has all of them. Synchronous. `descriptorFile`: see
   * Schema.snapshot.
   */
  problems(
    id: number,
    descriptorFile: number | undefined,
  ): { readonly problems: readonly Problem[]; readonly isSearched: boolean } {
    this.#snapshot ??= this.#schema.snapshot(this.#files, undefined, descriptorFile);
    const before = this.#schema.wideSearches;
    const problems = this.#snapshot.problems(id);
    return { problems, isSearched: this.#schema.wideSearches !== before };
  }

  text(id: number): Uint8Array {
    const parsed = this.#parsed.get(id);
    if (!parsed) throw new RangeError(`file ${id} is not in the shard`);
    return parsed.bytes;
  }
}
