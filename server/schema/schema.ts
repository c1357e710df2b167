// The schema model: what a set of files declares and means, as numbered, immutable snapshots.
import type { Code } from '../diagnostics/codes.js';
import type { Problem } from '../diagnostics/problem.js';
import { Names } from '../syntax/names.js';
import { parse } from '../syntax/parse.js';
import { type ParsedFile, spanOfTokens } from '../syntax/parsed-file.js';
import { Flag, type Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { exportsHash } from './exports-hash.js';
import { buildFileTable, type FileTable } from './file-table.js';
import { IntMap } from './int-map.js';
import { LinkContext } from './link-context.js';
import { type LinkedFile, linkFile } from './link-file.js';
import { bundledDescriptor } from './options/bundled-descriptor.js';
import { OptionTypes } from './options/option-types.js';
import { OutlineBuilder } from './outline.js';
import { Paths } from './paths.js';
import { resolveTypes } from './resolve-types.js';
import { descriptorFileName, type SourceFile } from './source-file.js';

/** A declared symbol as searches and outlines want it. */
export interface SymbolInfo {
  /** Names id of the simple name. */
  readonly name: number;
  /** Full name of what holds it; empty at file level without a package. */
  readonly container: string;
  readonly kind: Kind;
  readonly path: number;
  readonly node: number;
  /** The place of its name in byte offsets; tokenizes the file. */
  span(): Span;
}

/** The tables that all snapshots of a process share. They only grow. */
export class Schema {
  readonly names = new Names();
  readonly paths = new Paths(this.names);
  /** Working memory of checks, empty whenever one starts to use it. */
  readonly scratch = new IntMap();
  /** How often a file was linked, for tests of what an edit costs. */
  linkCount = 0;
  /** How often all files were searched for something that is not visible where it is named. */
  wideSearches = 0;
  /** See the constructor. */
  readonly isFixed: boolean;
  readonly #outlines = new OutlineBuilder(this.names);
  #tables: (FileTable | undefined)[] = [];
  /** As `exportsHash`, of the tables that were asked for it. */
  readonly #hashes: { readonly table: FileTable; readonly hash: number }[] = [];
  #descriptor: ParsedFile | undefined;
  #compared: { readonly parsed: ParsedFile; readonly isSame: boolean } | undefined;

  /**
   * `isFixed`: snapshots only ever have more files than those before, none of which is imported by a file that was
   * linked; so what was linked holds.
   */
  constructor({ isFixed = false } = {}) {
    this.isFixed = isFixed;
  }

  /**
   * The state in which `files[id]` is the file with that id. What `previous` linked is used again as far as nothing
   * it saw changed. Cheap: tables are built and files linked when they are asked for.
   *
   * `descriptorFile` is the id of a google/protobuf/descriptor.proto among the files, by default the first of that name.
   * If it says the same as the one that comes with protoc, it says what options there are for files whose imports lead
   * to none; else protoc's is added behind `files` for them.
   */
  snapshot(
    files: readonly (SourceFile | undefined)[],
    previous?: SchemaSnapshot,
    descriptorFile?: number,
  ): SchemaSnapshot {
    const named = descriptorFile ?? files.findIndex((file) => file?.name === descriptorFileName);
    if (this.#isBundled(files[named]))
      return new SchemaSnapshot(this, files, previous, { id: named, isBundled: false });
    const bundled = this.#bundledDescriptor(files.length);
    return new SchemaSnapshot(this, [...files, bundled], previous, { id: bundled.id, isBundled: true });
  }

  /** What one version of a file declares. `outline`: of its tree, if that was made elsewhere; see OutlineBuilder. */
  tableOf(id: number, parsed: ParsedFile, outline?: Int32Array): FileTable {
    const known = this.knownTable(id, parsed);
    if (known) return known;
    const table = buildFileTable(parsed, outline ?? this.#outlines.build(parsed.nodes), id, this.paths);
    this.#tables[id] = table;
    return table;
  }

  /** As `tableOf`, but undefined if nobody asked for it yet. */
  knownTable(id: number, parsed: ParsedFile): FileTable | undefined {
    const known = this.#tables[id];
    return known?.parsed === parsed ? known : undefined;
  }

  /** Equal for two versions of a file that other files cannot tell apart. */
  exportsHashOf(id: number, table: FileTable): number {
    const known = this.#hashes[id];
    if (known?.table === table) return known.hash;
    const hash = exportsHash(table);
    this.#hashes[id] = { table, hash };
    return hash;
  }

  /** Parsed when somebody looks into it: files without options do not. */
  #bundledDescriptor(id: number): SourceFile {
    const parsed = () => this.#bundled;
    return {
      id,
      name: descriptorFileName,
      get parsed() {
        return parsed();
      },
      imports: new Int32Array(0),
    };
  }

  get #bundled(): ParsedFile {
    this.#descriptor ??= parse(new TextEncoder().encode(bundledDescriptor), this.names);
    return this.#descriptor;
  }

  /** Whether a file has the same tokens as protoc's descriptor.proto: then their trees are the same, too. */
  #isBundled(file: SourceFile | undefined): boolean {
    if (!file) return false;
    if (this.#compared?.parsed !== file.parsed) {
      const [own, bundled] = [file.parsed.nodes, this.#bundled.nodes];
      const isSame = own.length === bundled.length && own.every((value, index) => value === bundled[index]);
      this.#compared = { parsed: file.parsed, isSame };
    }
    return this.#compared.isSame;
  }
}

export class SchemaSnapshot {
  readonly schema: Schema;
  readonly files: readonly (SourceFile | undefined)[];
  /** The descriptor.proto of files whose imports lead to none. */
  readonly descriptorFile: number;
  /** Whether that is the one that comes with protoc. */
  readonly #isDescriptorBundled: boolean;
  readonly #tables: (FileTable | undefined)[];
  readonly #links: (LinkedFile | undefined)[];
  readonly #refs: (Int32Array | undefined)[];
  #optionTypes: OptionTypes | undefined;
  /** Links of the snapshot before, to be checked before they are used. */
  readonly #oldLinks: (LinkedFile | undefined)[];
  readonly #marks: Int32Array;
  #mark = 0;
  /** The declarations of the files below this id are noted. */
  #declared = 0;

  /** Use Schema.snapshot. */
  constructor(
    schema: Schema,
    files: readonly (SourceFile | undefined)[],
    previous: SchemaSnapshot | undefined,
    descriptor: { readonly id: number; readonly isBundled: boolean },
  ) {
    this.schema = schema;
    this.files = files;
    this.descriptorFile = descriptor.id;
    this.#isDescriptorBundled = descriptor.isBundled;
    this.#tables = new Array(files.length);
    this.#links = new Array(files.length);
    this.#refs = new Array(files.length);
    this.#oldLinks = previous ? files.map((_, id) => previous.#links[id] ?? previous.#oldLinks[id]) : [];
    this.#marks = new Int32Array(files.length);
  }

  /** What a file declares. The id must be one of a file in the snapshot. */
  table(id: number): FileTable {
    let table = this.#tables[id];
    if (!table) {
      table = this.schema.tableOf(id, this.file(id).parsed);
      this.#tables[id] = table;
    }
    return table;
  }

  /** Has every declaration of the snapshot noted, for a search beyond what a file imports. */
  declareAll(): void {
    this.schema.wideSearches++;
    this.declareMore(Number.POSITIVE_INFINITY);
  }

  /**
   * Has the declarations of at most so many more files noted, for answers that must not wait for all of them. Returns
   * whether those of all files are.
   */
  declareMore(maxFiles: number): boolean {
    for (let left = maxFiles; this.#declared < this.files.length; this.#declared++) {
      const source = this.files[this.#declared];
      if (!source || this.noted(this.#declared)) continue;
      if (left-- === 0) return false;
      this.table(this.#declared);
    }
    return true;
  }

  /** What a file declares if that was noted already; undefined for an id without a file, too. */
  noted(id: number): FileTable | undefined {
    const known = this.#tables[id];
    if (known) return known;
    const source = this.files[id];
    return source && (this.#tables[id] = this.schema.knownTable(id, source.parsed));
  }

  file(id: number): SourceFile {
    const file = this.files[id];
    if (!file) throw new RangeError(`no file ${id} in the snapshot`);
    return file;
  }

  /** The file, everything it imports directly, and what those import publicly: what its names are looked up in. */
  visibleFiles(id: number): number[] {
    return this.#reach(id, (from, node) => from === id || (this.file(from).parsed.nodes[node] & Flag.public) !== 0);
  }

  /** The file and everything it imports, directly or not. */
  closure(id: number): number[] {
    return this.#reach(id, () => true);
  }

  /** The file's names and types resolved. Links it if need be; synchronous, about 0.1 ms. */
  link(id: number): LinkedFile {
    let link = this.#links[id];
    if (link) return link;
    const old = this.#oldLinks[id];
    const { isFixed } = this.schema;
    if (old && isFixed && old.file === this.file(id) && old.pointedAt.every((file) => this.files[file.id] === file)) {
      link = old;
    } else {
      const closure = this.closure(id);
      const closureHash = isFixed ? 0 : this.#closureHash(closure);
      link = old && !isFixed && this.#holds(old, id, closureHash) ? old : this.#linkNow(id, closure, closureHash);
    }
    this.#links[id] = link;
    return link;
  }

  /**
   * LinkedFile.refs of a file without checking it: what checks of other files may ask for, also while it is linked
   * itself.
   */
  refs(id: number): Int32Array {
    const known = this.#links[id]?.refs ?? this.#refs[id];
    if (known) return known;
    const context = this.context(id);
    resolveTypes(context);
    this.#refs[id] = context.refs;
    return context.refs;
  }

  /** What names of a file are looked up with. `refs` and `problems` of it are empty. */
  context(id: number): LinkContext {
    return new LinkContext(this, id, this.closure(id));
  }

  /** The types of options, kept as long as the snapshot. */
  get optionTypes(): OptionTypes {
    return (this.#optionTypes ??= new OptionTypes(this));
  }

  /** Everything wrong with a file, in source order, but for imports that were not found. */
  problems(id: number): readonly Problem[] {
    const { parsed } = this.file(id);
    return parsed.problems.some(({ code }) => hidesOthers(code)) ? parsed.problems : this.link(id).problems;
  }

  /** The symbols that a file declares, in source order. */
  *symbols(id: number): Iterable<SymbolInfo> {
    const { parsed } = this.file(id);
    const table = this.table(id);
    const { paths } = this.schema;
    for (let i = 0; i < table.paths.length; i++) {
      const path = table.paths[i];
      const node = table.nodes[i];
      if (i > 0 && table.nodes[i - 1] === node) continue;
      yield {
        name: paths.simpleName(path),
        get container() {
          return paths.text(paths.parent(path));
        },
        kind: parsed.nodes[node] & Flag.kind,
        path,
        node,
        span: () => nameSpan(parsed, node),
      };
    }
  }

  #reach(id: number, follow: (from: number, importNode: number) => boolean): number[] {
    const mark = ++this.#mark;
    const marks = this.#marks;
    const found = [id];
    marks[id] = mark;
    for (let i = 0; i < found.length; i++) {
      const from = found[i];
      const { imports } = this.file(from);
      const { importNodes } = this.table(from);
      for (let k = 0; k < imports.length; k++) {
        const to = imports[k];
        if (to < 0 || marks[to] === mark || !this.files[to] || !follow(from, importNodes[k])) continue;
        marks[to] = mark;
        found.push(to);
      }
    }
    return found;
  }

  #linkNow(id: number, closure: readonly number[], closureHash: number): LinkedFile {
    this.schema.linkCount++;
    return linkFile(this, id, closure, closureHash);
  }

  #holds({ file, closureHash, pointedAt }: LinkedFile, id: number, hash: number): boolean {
    return file === this.file(id) && closureHash === hash && pointedAt.every((other) => this.files[other.id] === other);
  }

  /** The same for two closures that look the same from outside; not dependent on their order. */
  #closureHash(closure: readonly number[]): number {
    const { descriptorFile, schema } = this;
    const seen = closure.includes(descriptorFile) ? closure : [...closure, descriptorFile];
    let hash = 0;
    for (const id of seen) {
      // The bundled one is always the same: it need not be parsed for this.
      const isSame = this.#isDescriptorBundled && id === descriptorFile;
      const exported = isSame ? 0 : schema.exportsHashOf(id, this.table(id));
      const seenAs = exported ^ Math.imul(id + 1, 0x9e3779b1);
      hash = (hash + Math.imul(seenAs, 0x85ebca6b)) | 0;
    }
    return hash;
  }
}

/** After most of what the parser reports, the rest of the file cannot be trusted. */
function hidesOthers(code: Code): boolean {
  return code !== 'reserved-name-invalid' && code !== 'aggregate-syntax';
}

function nameSpan(parsed: SourceFile['parsed'], node: number): Span {
  const { nodes } = parsed;
  const token = nodes[node + Node.aux];
  return spanOfTokens(parsed, token, token);
}
