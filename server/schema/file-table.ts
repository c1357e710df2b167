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
  const { nodes } = parsed;
  const { names } = paths;
  const end = nodes[Node.end];
  const symbolPaths: number[] = [];
  const symbolNodes: number[] = [];
  const importNodes: number[] = [];
  const optionNodes: number[] = [];
  const types: number[] = [];
  const extendNodes: number[] = [];
  const featureOptions: number[] = [];
  const extensions: number[] = [];
  const scopes = new Int32Array(end / Node.size);
  // The package is that of the whole file, wherever the statement stands. A second one was reported.
  const packageNode = childOf(nodes, 0, Kind.package);
  const packageName = packageNode < 0 ? 0 : nodes[packageNode + Node.name];
  const packagePath = packageName === 0 ? rootPath : paths.addDotted(rootPath, packageName);
  let hash = nodes[Node.value];

  const declare = (path: number, node: number): void => {
    symbolPaths.push(path);
    symbolNodes.push(node);
    paths.addFile(path, id);
  };

  const isType = (node: number): boolean => {
    const kind = nodes[node] & Flag.kind;
    return kind === Kind.message || kind === Kind.groupMessage || kind === Kind.enum;
  };

  let node = Node.size as number;
  while (node < end) {
    const head = nodes[node];
    const kind = head & Flag.kind;
    const name = nodes[node + Node.name];
    const parent = nodes[node + Node.parent];
    const scope = parent === 0 ? packagePath : scopes[parent / Node.size];
    let inner = scope;
    if (isExported(nodes, node, kind)) {
      hash = mix(mix(hash, head & ~Flag.broken), name);
      if (kind !== Kind.typeRef) hash = mix(hash, nodes[node + Node.value]);
      hash = mix(hash, nodes[node + Node.end] - node);
    }
    switch (kind) {
      case Kind.option:
        optionNodes.push(node);
        if (name === Word.features) featureOptions.push(node);
        break;
      case Kind.import:
        importNodes.push(node);
        break;
      case Kind.message:
      case Kind.enum:
      case Kind.service:
      case Kind.groupMessage:
        if (name !== 0) {
          inner = paths.add(scope, name);
          if (kind !== Kind.service) types.push(symbolPaths.length);
          declare(inner, node);
        }
        // Values of an enum are its siblings.
        if (kind === Kind.enum) inner = scope;
        break;
      case Kind.extend:
        extendNodes.push(node);
        break;
      case Kind.field:
        if (head & Flag.extension) extensions.push(node);
        if (name !== 0) declare(paths.add(scope, name), node);
        break;
      case Kind.oneof:
      case Kind.method:
      case Kind.enumValue:
        if (name !== 0) declare(paths.add(scope, name), node);
        break;
      case Kind.group:
        if (head & Flag.extension) extensions.push(node);
        // The field of a group has the lower-case name; the message declares the name as written.
        if (name !== 0) declare(paths.add(scope, names.internText(names.text(name).toLowerCase())), node);
        break;
      case Kind.mapField:
        if (name !== 0) {
          declare(paths.add(scope, name), node);
          declare(paths.add(scope, names.internText(mapEntryName(names.text(name)))), node);
        }
        break;
    }
    scopes[node / Node.size] = inner;
    node += Node.size;
  }

  scopes[0] = packagePath;

  const size = 1 << Math.max(2, 32 - Math.clz32(symbolPaths.length * 2));
  const slots = new Int32Array(size);
  for (let index = 0; index < symbolPaths.length; index++) {
    let slot = spread(symbolPaths[index]) & (size - 1);
    while (slots[slot] !== 0 && symbolPaths[slots[slot] - 1] !== symbolPaths[index]) slot = (slot + 1) & (size - 1);
    // Of two things with one name, types are what names are mostly meant for.
    if (slots[slot] === 0 || (isType(symbolNodes[index]) && !isType(symbolNodes[slots[slot] - 1]))) {
      slots[slot] = index + 1;
    }
  }
  return {
    parsed,
    package: packagePath,
    paths: Int32Array.from(symbolPaths),
    nodes: Int32Array.from(symbolNodes),
    importNodes: Int32Array.from(importNodes),
    types: Int32Array.from(types),
    extendNodes: Int32Array.from(extendNodes),
    scopes,
    isLite: isOptimizedForLite(nodes),
    extensions,
    optionNodes: Int32Array.from(optionNodes),
    features: featureOptions.length === 0 ? undefined : ownFeaturesOf(nodes, names, featureOptions),
    exportsHash: mix(hash, packagePath),
    slots,
  };
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
