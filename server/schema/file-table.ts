// What one version of a file declares: its symbols by path.
import type { ParsedFile } from '../syntax/parsed-file.js';
import { childOf, Flag, Kind, Node } from '../syntax/tree.js';
import { type OwnFeatures, ownFeaturesOf } from './features.js';
import { opensScope, readOutline } from './outline.js';
import { type Paths, rootPath } from './paths.js';

/** Immutable. Nodes are addresses, in source order. */
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
  /** As SourceFile.imports. */
  readonly importNodes: Int32Array;
  /** Whether it has `option optimize_for = LITE_RUNTIME;`. */
  readonly isLite: boolean;
  /** The fields and groups in extend blocks. */
  readonly extensions: Int32Array;
  readonly optionNodes: Int32Array;
  /** Indexes into `paths` of the symbols that are messages and enums. */
  readonly types: Int32Array;
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

/** Builds the table of a file from its outline and notes its paths as declared by the file `id`. */
export function buildFileTable(parsed: ParsedFile, outline: Int32Array, id: number, paths: Paths): FileTable {
  const { nodes } = parsed;
  const lists = readOutline(outline);
  const { symbolNodes, symbolNames, symbolScopes, featureOptions } = lists;
  const filePackage = packagePath(nodes, paths);
  const count = symbolNodes.length;
  const slotCount = 1 << Math.max(2, 32 - Math.clz32(count * 2));
  // One buffer for both: thousands of small ones would keep the collector busy.
  const numbers = new Int32Array(count + slotCount);
  const symbolPaths = numbers.subarray(0, count);
  declareSymbols(symbolNames, symbolScopes, filePackage, id, paths, symbolPaths);
  const slots = numbers.subarray(count);
  fillSlots(slots, symbolPaths, symbolNodes, nodes);
  return {
    parsed,
    package: filePackage,
    paths: symbolPaths,
    nodes: symbolNodes,
    importNodes: lists.importNodes,
    isLite: lists.isLite,
    extensions: lists.extensions,
    optionNodes: lists.optionNodes,
    types: lists.types,
    extendNodes: lists.extendNodes,
    features: featureOptions.length === 0 ? undefined : ownFeaturesOf(nodes, paths.names, featureOptions),
    slots,
  };
}

/** The package is that of the whole file, wherever the statement stands. A second one was reported. */
function packagePath(nodes: Int32Array, paths: Paths): number {
  const node = childOf(nodes, 0, Kind.package);
  const name = node < 0 ? 0 : nodes[node + Node.name];
  return name === 0 ? rootPath : paths.addDotted(rootPath, name);
}

function declareSymbols(
  names: Int32Array,
  scopes: Int32Array,
  filePackage: number,
  id: number,
  paths: Paths,
  found: Int32Array,
): void {
  for (let i = 0; i < names.length; i++) {
    const scope = scopes[i];
    const path = paths.add(scope < 0 ? filePackage : found[scope], names[i]);
    found[i] = path;
    paths.addFile(path, id);
  }
}

function fillSlots(slots: Int32Array, paths: Int32Array, symbolNodes: Int32Array, nodes: Int32Array): void {
  const mask = slots.length - 1;
  for (let index = 0; index < paths.length; index++) {
    let slot = spread(paths[index]) & mask;
    while (slots[slot] !== 0 && paths[slots[slot] - 1] !== paths[index]) slot = (slot + 1) & mask;
    // Of two things with one name, types are what names are mostly meant for.
    const before = slots[slot] - 1;
    if (before < 0 || (isType(nodes, symbolNodes[index]) && !isType(nodes, symbolNodes[before])))
      slots[slot] = index + 1;
  }
}

function isType(nodes: Int32Array, node: number): boolean {
  const kind = nodes[node] & Flag.kind;
  return kind === Kind.message || kind === Kind.groupMessage || kind === Kind.enum;
}

function spread(path: number): number {
  const mixed = Math.imul(path, 0x9e3779b1);
  return mixed ^ (mixed >>> 16);
}
