// What one version of a file declares: its symbols by path, and a hash of what other files can see of it.
import type { ParsedFile } from '../syntax/parsed-file.js';
import { childOf, Flag, Kind, kindOf, Node } from '../syntax/tree.js';
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
  /** By node number (address / Node.size): the path of the scope that the node's children are declared in. */
  readonly scopes: Int32Array;
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
  /** Equal for two versions that other files cannot tell apart. */
  readonly exportsHash: number;
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
    const scopes = new Int32Array(end / Node.size);
    scopes[0] = packagePath;
    let hash = nodes[Node.value];
    for (let node = Node.size as number; node < end; node += Node.size) {
      hash = hashWith(hash, nodes, node);
      scopes[node / Node.size] = this.#visit(node, scopes[nodes[node + Node.parent] / Node.size]);
    }
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
      scopes,
      isLite: isOptimizedForLite(nodes),
      extensions: this.#extensions.length === 0 ? noExtensions : this.#extensions,
      optionNodes,
      features: features.length === 0 ? undefined : ownFeaturesOf(nodes, this.#paths.names, features),
      exportsHash: mix(hash, packagePath),
      slots,
    };
  }

  /** The package is that of the whole file, wherever the statement stands. A second one was reported. */
  #packagePath(): number {
    const node = childOf(this.#nodes, 0, Kind.package);
    const name = node < 0 ? 0 : this.#nodes[node + Node.name];
    return name === 0 ? rootPath : this.#paths.addDotted(rootPath, name);
  }

  /** Notes a node. `scope` is the one that it stands in; returns that of its children. */
  #visit(node: number, scope: number): number {
    const kind = this.#nodes[node] & Flag.kind;
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
    const path = this.#declare(scope, name, node);
    // Values of an enum are its siblings.
    return kind === Kind.enum ? scope : path;
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

/** The hash of what other files can see, with one more node. */
function hashWith(hash: number, nodes: Int32Array, node: number): number {
  const head = nodes[node];
  const kind = head & Flag.kind;
  if (!isExported(nodes, node, kind)) return hash;
  let mixed = mix(mix(hash, head & ~Flag.broken), nodes[node + Node.name]);
  if (kind !== Kind.typeRef) mixed = mix(mixed, nodes[node + Node.value]);
  return mix(mixed, nodes[node + Node.end] - node);
}

function isOptimizedForLite(nodes: Int32Array): boolean {
  const value = plainOption(nodes, 0, Word.optimize_for);
  return value >= 0 && nodes[value + Node.name] === Word.LITE_RUNTIME;
}

/** Whether other files can see a difference in a node. Custom options and methods are nobody else's concern. */
function isExported(nodes: Int32Array, node: number, kind: Kind): boolean {
  if (kind === Kind.method || kind === Kind.typeRef)
    return kindOf(nodes, nodes[node + Node.parent]) !== Kind.method && kind !== Kind.method;
  for (let at = node; at > 0; at = nodes[at + Node.parent]) {
    const above = nodes[at] & Flag.kind;
    if (above === Kind.option) return (nodes[at + Node.size] & Flag.extension) === 0;
    if (above < Kind.namePart || above > Kind.list) return true;
  }
  return true;
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

function mix(hash: number, value: number): number {
  return Math.imul((hash << 5) ^ (hash >>> 27) ^ value, 0x01000193);
}
