// What linking one file works with: the file, the files its names are looked up in, and the problems found.
import type { Code } from '../diagnostics/codes.js';
import type { Fix, Problem, RelatedPlace } from '../diagnostics/problem.js';
import { TokenSpans } from '../syntax/token-spans.js';
import { type Edition, Flag, Node } from '../syntax/tree.js';
import { type FileTable, findSymbol, scopeInside } from './file-table.js';
import type { IntMap } from './int-map.js';
import { freeFieldNumbers } from './number-ranges.js';
import { rootPath } from './paths.js';
import type { SchemaSnapshot } from './schema.js';
import type { SourceFile } from './source-file.js';

export interface ProblemExtras {
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

/** Some files, by id, in some order. */
export interface FileFilter extends Iterable<number> {
  readonly size: number;
  has(file: number): boolean;
}

export class LinkContext {
  readonly snapshot: SchemaSnapshot;
  readonly id: number;
  readonly file: SourceFile;
  readonly nodes: Int32Array;
  readonly table: FileTable;
  readonly edition: Edition;
  /** The file, its imports and what they import publicly, without `import option`. */
  readonly visible = new Set<number>();
  /** What is reached through `import option` only: extensions may be found there, types may not. */
  readonly optionVisible = new Set<number>();
  /** Paths of the packages of visible files and of the packages around them. */
  readonly packages = new Set<number>();
  /** Files in which a name was found. */
  readonly used = new Set<number>();
  /** For TypeRef n: the file and the path of what it names, at 2n and 2n + 1; file -1 when it is not found. */
  readonly refs: Int32Array;
  readonly problems: Problem[] = [];
  /** How many names were compared with others that are spelled alike. */
  spellings = 0;
  readonly #closure: readonly number[];
  /** The node whose scope was asked for last: neighbours ask for the same. */
  #scopeNode = -1;
  #scope = rootPath;
  #closureSet: ReadonlySet<number> | undefined;
  #tokens: TokenSpans | undefined;
  readonly #freeNumbers = new Map<number, readonly number[]>();
  /** Tokens of the other file that was pointed into last: many problems tend to point to one place. */
  #otherTokens: { readonly file: number; readonly tokens: TokenSpans } | undefined;

  constructor(snapshot: SchemaSnapshot, id: number, closure: readonly number[]) {
    this.snapshot = snapshot;
    this.id = id;
    this.file = snapshot.file(id);
    this.nodes = this.file.parsed.nodes;
    this.table = snapshot.table(id);
    this.edition = this.nodes[Node.value];
    this.#closure = closure;
    this.refs = new Int32Array(this.nodes[Node.name] * 2).fill(-1);
    this.#addVisible();
  }

  /** The file and everything it imports, directly or not. */
  get closure(): ReadonlySet<number> {
    return (this.#closureSet ??= new Set(this.#closure));
  }

  /** As `closure`, for a few questions: costs nothing to make. */
  get reachable(): FileFilter {
    const closure = this.#closure;
    return {
      size: closure.length,
      has: (file) => closure.includes(file),
      [Symbol.iterator]: () => closure[Symbol.iterator](),
    };
  }

  get names() {
    return this.snapshot.schema.names;
  }

  /** A map for one check's own use, cleared. */
  scratch(): IntMap {
    this.snapshot.schema.scratch.clear();
    return this.snapshot.schema.scratch;
  }

  get paths() {
    return this.snapshot.schema.paths;
  }

  /** Whether a file of the closure imports this one. */
  get isInCycle(): boolean {
    for (const other of this.#closure) if (this.snapshot.file(other).imports.includes(this.id)) return true;
    return false;
  }

  /** Where the file's tokens lie, for what has to be pointed out. */
  get tokens(): TokenSpans {
    this.#tokens ??= new TokenSpans(this.file.parsed.bytes);
    return this.#tokens;
  }

  /** Reports at a run of tokens. */
  report(code: Code, message: string, first: number, last = first, extras?: ProblemExtras): void {
    this.problems.push({ code, message, ...this.tokens.span(first, Math.max(first, last)), ...extras });
  }

  /** Reports at a whole node. */
  reportNode(code: Code, message: string, node: number, extras?: ProblemExtras): void {
    this.report(code, message, this.nodes[node + Node.first], this.nodes[node + Node.last], extras);
  }

  /** Reports at the name of a declaration. */
  reportName(code: Code, message: string, node: number, extras?: ProblemExtras): void {
    this.report(code, message, this.nodes[node + Node.aux], undefined, extras);
  }

  /** Reports at the number of a field or enum value, its sign included. */
  reportNumber(code: Code, message: string, node: number, extras?: ProblemExtras): void {
    const first = this.nodes[node + Node.aux] + 2;
    this.report(code, message, first, this.nodes[node + Node.value] < 0 ? first + 1 : first, extras);
  }

  /** A place in any file of the snapshot, at a token. */
  relatedToken(file: number, token: number, message: string): RelatedPlace {
    const tokens = file === this.id ? this.tokens : this.#tokensOfOther(file);
    return { file, ...tokens.span(token, token), message };
  }

  /** The smallest numbers that a message may still give to a field; for messages only. */
  freeNumbers(message: number): readonly number[] {
    let free = this.#freeNumbers.get(message);
    if (!free) {
      free = freeFieldNumbers(this.nodes, message, 3);
      this.#freeNumbers.set(message, free);
    }
    return free;
  }

  /** The place of the name of what a file declares under a path. */
  relatedName(file: number, path: number, message: string): RelatedPlace {
    const table = this.snapshot.table(file);
    const node = table.nodes[findSymbol(table, path)];
    return this.relatedToken(file, table.parsed.nodes[node + Node.aux], message);
  }

  /** The first of `files` that declares something under a path, or -1; `except` does not count. */
  declaringFile(path: number, files: FileFilter, except = -1): number {
    const { paths } = this;
    const first = paths.firstFile(path);
    if (first < 0) return -1;
    let found = this.#declares(first, path, files, except) ? first : -1;
    const others = paths.otherFiles(path);
    if (!others) return found;
    // Of a thousand copies of a file only few are of interest.
    if (others.size > files.size) {
      for (const file of files) if (this.#declares(file, path, files, except)) return file;
      return -1;
    }
    let more: number[] | undefined;
    for (const file of others) {
      if (!this.#declares(file, path, files, except)) continue;
      if (found < 0) found = file;
      else (more ??= [found]).push(file);
    }
    if (!more) return found;
    // The order in which files were noted is chance.
    for (const file of files) if (more.includes(file)) return file;
    return -1;
  }

  #declares(file: number, path: number, files: FileFilter, except: number): boolean {
    return file !== except && files.has(file) && findSymbol(this.snapshot.table(file), path) >= 0;
  }

  /** The path of the scope that a node stands in: what its names are looked up from. */
  scopeOf(node: number): number {
    const parent = this.nodes[node + Node.parent];
    if (parent !== this.#scopeNode) {
      this.#scopeNode = parent;
      this.#scope = scopeInside(this.table, parent);
    }
    return this.#scope;
  }

  #tokensOfOther(file: number): TokenSpans {
    if (this.#otherTokens?.file !== file) {
      this.#otherTokens = { file, tokens: new TokenSpans(this.snapshot.file(file).parsed.bytes) };
    }
    return this.#otherTokens.tokens;
  }

  #addVisible(): void {
    const { snapshot, id, table, file } = this;
    this.visible.add(id);
    for (let k = 0; k < file.imports.length; k++) {
      const option = (this.nodes[table.importNodes[k]] & Flag.optionImport) !== 0;
      const to = file.imports[k];
      if (to >= 0 && snapshot.files[to]) this.#addWithPublic(to, option ? this.optionVisible : this.visible);
    }
    for (const visible of this.visible) this.#addPackage(snapshot.table(visible).package);
    for (const visible of this.optionVisible) this.#addPackage(snapshot.table(visible).package);
  }

  /** A file and what it imports publicly, in the order of the statements. A chain of files may be of any length. */
  #addWithPublic(id: number, to: Set<number>): void {
    const { files } = this.snapshot;
    const pending = [id];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (to.has(next)) continue;
      to.add(next);
      const { imports, parsed } = this.snapshot.file(next);
      const { importNodes } = this.snapshot.table(next);
      for (let k = imports.length - 1; k >= 0; k--) {
        const isPublic = (parsed.nodes[importNodes[k]] & Flag.public) !== 0;
        if (isPublic && imports[k] >= 0 && files[imports[k]]) pending.push(imports[k]);
      }
    }
  }

  #addPackage(path: number): void {
    for (let p = path; p !== rootPath && !this.packages.has(p); p = this.paths.parent(p)) this.packages.add(p);
  }
}
