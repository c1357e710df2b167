// What one version of a file declares: its symbols by path.
import type { ParsedFile } from '../syntax/parsed-file.js';
import { childOf, Flag, Kind, Node } from '../syntax/tree.js';
import { Word } from '../syntax/words.js';
import { plainOption } from './declarations.js';
import { type OwnFeatures, ownFeaturesOf } from './features.js';
import { type Paths, rootPath } from './paths.js';

/** Immutable. */
export interface FileTable {
  readonly parsed: ParsedFile;
  /** The path of the file's package; the root if it has none. */
  readonly package: number;
  /**
   * The declared symbols in source order, in two parallel arrays. A map field declares two: itself and, under a path
   * of its own, the message of its entries; both have the field's node.
   */
  readonly paths: Int32Array;
  readonly nodes: Int32Array;
  /** Addresses of the Import nodes in source order, as SourceFile.imports. */
  readonly importNodes: Int32Array;
  /** Whether it has `option optimize_for = LITE_RUNTIME;`. */
  readonly isLite: boolean;
  /** Addresses of the fields in extend blocks, in source order. */
  readonly extensions: readonly number[];
  /** Addresses of the Option nodes in source order. */
  readonly optionNodes: Int32Array;
  /** Indexes into `paths` of the symbols that are messages and enums, in source order. */
  readonly types: Int32Array;
  /** Addresses of the Extend nodes in source order. */
  readonly extendNodes: Int32Array;
  /** What `features` options set, by the address of the element they stand on; undefined if there are none. */
  readonly features: ReadonlyMap<number, OwnFeatures> | undefined;
  /** Index of the symbol in `paths` by path: open addressing, holding index + 1. */
  readonly slots: Int32Array;
}

/** The index of a path's symbol in the table, or -1. Of several it is the first, or the first type if there is one. */
export function findSymbol(table: FileTable, path: number): number {
  const { slots, paths } = table;
  const mask = slots.length - 1;
  let slot = spread(path) & mask;
  for (;;) {
    const index = slots[slot] - 1;
    if (index < 0) return -1;
    if (paths[index] === path) return index;
    slot = (slot + 1) & mask;
  }
}

/** The path of the scope that the children of a node are declared in. */
export function scopeInside(
  { parsed: { nodes }, paths, nodes: declared, package: filePackage }: FileTable,
  node: number,
): number {
  let at = node;
  for (; at > 0; at = nodes[at + Node.parent]) {
    if (opensScope(nodes[at] & Flag.kind) && nodes[at + Node.name] !== 0) break;
  }
  if (at <= 0) return filePackage;
  let low = 0;
  let high = declared.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (declared[middle] < at) low = middle + 1;
    else high = middle;
  }
  return paths[low];
}

/** Values of an enum are its siblings. */
function opensScope(kind: number): boolean {
  return kind === Kind.message || kind === Kind.groupMessage || kind === Kind.service;
}

/** Builds the table of a file and notes its paths as declared by the file `id`. */
export function buildFileTable(parsed: ParsedFile, id: number, paths: Paths): FileTable {
  return new TableBuilder(parsed, id, paths).build();
}

/** Works in short methods: a thread that builds thousands of tables has each of them compiled soon and once. */
class TableBuilder {
  readonly #parsed: ParsedFile;
  readonly #id: number;
  readonly #paths: Paths;
  readonly #nodes: Int32Array;
  readonly #symbolPaths: number[] = [];
  readonly #symbolNodes: number[] = [];
  readonly #importNodes: number[] = [];
  readonly #optionNodes: number[] = [];
  readonly #types: number[] = [];
  readonly #extendNodes: number[] = [];
  readonly #featureOptions: number[] = [];
  readonly #extensions: number[] = [];

  constructor(parsed: ParsedFile, id: number, paths: Paths) {
    this.#parsed = parsed;
    this.#id = id;
    this.#paths = paths;
    this.#nodes = parsed.nodes;
  }

  build(): FileTable {
    const nodes = this.#nodes;
    const end = nodes[Node.end];
    const packagePath = this.#packagePath();
    this.#visitAll(end, packagePath);
    const slots = this.#slots();
    // One buffer for all: thousands of small ones would keep the collector busy.
    const [symbolPaths, symbolNodes, importNodes, optionNodes, types, extendNodes] = packed([
      this.#symbolPaths,
      this.#symbolNodes,
      this.#importNodes,
      this.#optionNodes,
      this.#types,
      this.#extendNodes,
    ]);
    const features = this.#featureOptions;
    return {
      parsed: this.#parsed,
      package: packagePath,
      paths: symbolPaths,
      nodes: symbolNodes,
      importNodes,
      types,
      extendNodes,
      isLite: isOptimizedForLite(nodes),
      extensions: this.#extensions.length === 0 ? noExtensions : this.#extensions,
      optionNodes,
      features: features.length === 0 ? undefined : ownFeaturesOf(nodes, this.#paths.names, features),
      slots,
    };
  }

  /** The package is that of the whole file, wherever the statement stands. A second one was reported. */
  #packagePath(): number {
    const node = childOf(this.#nodes, 0, Kind.package);
    const name = node < 0 ? 0 : this.#nodes[node + Node.name];
    return name === 0 ? rootPath : this.#paths.addDotted(rootPath, name);
  }

  #visitAll(end: number, packagePath: number): void {
    const nodes = this.#nodes;
    const scopes = [packagePath];
    const ends = [end];
    let node = Node.size as number;
    while (node < end) {
      while (node >= ends[ends.length - 1]) {
        ends.pop();
        scopes.pop();
      }
      const kind: Kind = nodes[node] & Flag.kind;
      const inside = this.#visit(node, scopes[scopes.length - 1], kind);
      if (opensScope(kind)) {
        scopes.push(inside);
        ends.push(nodes[node + Node.end]);
      }
      // Nothing inside a value declares anything.
      node = kind === Kind.option || kind === Kind.default ? nodes[node + Node.end] : node + Node.size;
    }
  }

  /** Notes a node that stands in a scope; returns the scope of its children. */
  #visit(node: number, scope: number, kind: Kind): number {
    switch (kind) {
      case Kind.option:
        this.#optionNodes.push(node);
        if (this.#nodes[node + Node.name] === Word.features) this.#featureOptions.push(node);
        return scope;
      case Kind.import:
        this.#importNodes.push(node);
        return scope;
      case Kind.extend:
        this.#extendNodes.push(node);
        return scope;
      case Kind.field:
      case Kind.oneof:
      case Kind.method:
      case Kind.enumValue:
      case Kind.group:
      case Kind.mapField:
        this.#visitMember(node, scope, kind);
        return scope;
      case Kind.message:
      case Kind.enum:
      case Kind.service:
      case Kind.groupMessage:
        return this.#visitContainer(node, scope, kind);
      default:
        return scope;
    }
  }

  #visitContainer(node: number, scope: number, kind: Kind): number {
    const name = this.#nodes[node + Node.name];
    if (name === 0) return scope;
    if (kind !== Kind.service) this.#types.push(this.#symbolPaths.length);
    return this.#declare(scope, name, node);
  }

  #visitMember(node: number, scope: number, kind: Kind): void {
    const name = this.#nodes[node + Node.name];
    if ((kind === Kind.field || kind === Kind.group) && this.#nodes[node] & Flag.extension) this.#extensions.push(node);
    if (name === 0) return;
    const { names } = this.#paths;
    // The field of a group has the lower-case name; the message declares the name as written.
    this.#declare(scope, kind === Kind.group ? names.internText(names.text(name).toLowerCase()) : name, node);
    if (kind === Kind.mapField) this.#declare(scope, names.internText(mapEntryName(names.text(name))), node);
  }

  #declare(scope: number, name: number, node: number): number {
    const path = this.#paths.add(scope, name);
    this.#symbolPaths.push(path);
    this.#symbolNodes.push(node);
    this.#paths.addFile(path, this.#id);
    return path;
  }

  #slots(): Int32Array {
    const paths = this.#symbolPaths;
    const size = 1 << Math.max(2, 32 - Math.clz32(paths.length * 2));
    const slots = new Int32Array(size);
    for (let index = 0; index < paths.length; index++) {
      let slot = spread(paths[index]) & (size - 1);
      while (slots[slot] !== 0 && paths[slots[slot] - 1] !== paths[index]) slot = (slot + 1) & (size - 1);
      // Of two things with one name, types are what names are mostly meant for.
      if (slots[slot] === 0 || (this.#isType(index) && !this.#isType(slots[slot] - 1))) slots[slot] = index + 1;
    }
    return slots;
  }

  #isType(index: number): boolean {
    const kind = this.#nodes[this.#symbolNodes[index]] & Flag.kind;
    return kind === Kind.message || kind === Kind.groupMessage || kind === Kind.enum;
  }
}

const noExtensions: readonly number[] = [];

/** The lists as views into one buffer. */
function packed(lists: readonly (readonly number[])[]): Int32Array[] {
  let length = 0;
  for (const list of lists) length += list.length;
  const all = new Int32Array(length);
  let end = 0;
  return lists.map((list) => {
    const start = end;
    for (let i = 0; i < list.length; i++) all[end++] = list[i];
    return all.subarray(start, end);
  });
}

function isOptimizedForLite(nodes: Int32Array): boolean {
  const value = plainOption(nodes, 0, Word.optimize_for);
  return value >= 0 && nodes[value + Node.name] === Word.LITE_RUNTIME;
}

/** The name of the message that holds the entries of a map field: `foo_bar` gives `FooBarEntry`. */
export function mapEntryName(field: string): string {
  let result = '';
  let capitalize = true;
  for (const c of field) {
    if (c === '_') {
      capitalize = true;
    } else {
      result += capitalize && c >= 'a' && c <= 'z' ? c.toUpperCase() : c;
      capitalize = false;
    }
  }
  return `${result}Entry`;
}

function spread(path: number): number {
  const mixed = Math.imul(path, 0x9e3779b1);
  return mixed ^ (mixed >>> 16);
}
