// What a place in a file can refer to, as plain data that is independent of how it is written there.
import { findSymbol } from '../schema/file-table.js';
import { type Paths, rootPath } from '../schema/paths.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { childOf, Flag, Kind, kindOf, Node } from '../syntax/tree.js';

/** A declaration in a file. The target of a group is its message. */
export interface SymbolTarget {
  readonly kind: 'symbol';
  readonly file: number;
  readonly path: number;
  /** Address of the declaration in its file. */
  readonly node: number;
}

export interface PackageTarget {
  readonly kind: 'package';
  readonly path: number;
}

/** An imported file. */
export interface FileTarget {
  readonly kind: 'file';
  readonly file: number;
}

export type Target = SymbolTarget | PackageTarget | FileTarget;

export function sameTarget(a: Target, b: Target): boolean {
  if (a.kind === 'file') return b.kind === 'file' && a.file === b.file;
  if (a.kind === 'package') return b.kind === 'package' && a.path === b.path;
  return b.kind === 'symbol' && a.file === b.file && a.node === b.node;
}

/** The target of a path that a file declares; undefined when it does not. */
export function symbolTarget(snapshot: SchemaSnapshot, file: number, path: number): SymbolTarget | undefined {
  const table = snapshot.table(file);
  const index = findSymbol(table, path);
  if (index < 0) return undefined;
  const node = table.nodes[index];
  const { nodes } = table.parsed;
  if (kindOf(nodes, node) !== Kind.group) return { kind: 'symbol', file, path, node };
  const message = childOf(nodes, node, Kind.groupMessage);
  if (message < 0) return { kind: 'symbol', file, path, node };
  const name = nodes[message + Node.name];
  const { paths } = snapshot.schema;
  return { kind: 'symbol', file, path: paths.find(paths.parent(path), name), node: message };
}

/** The package of a name, or what a file declares under it. */
export function pathTarget(snapshot: SchemaSnapshot, file: number, path: number): Target {
  return symbolTarget(snapshot, file, path) ?? { kind: 'package', path };
}

/** The kind of the declaration that a target is. */
export function targetKind(snapshot: SchemaSnapshot, target: SymbolTarget): Kind {
  return snapshot.file(target.file).parsed.nodes[target.node] & Flag.kind;
}

/** The files whose package is the one of a path or lies in it, in the order of their ids. */
export function filesOfPackage(snapshot: SchemaSnapshot, path: number): number[] {
  const { paths } = snapshot.schema;
  const found: number[] = [];
  for (const file of snapshot.files)
    if (file && isWithin(paths, snapshot.table(file.id).package, path)) found.push(file.id);
  return found;
}

/** Whether a path is another one or lies in it. */
export function isWithin(paths: Paths, path: number, outer: number): boolean {
  for (let at = path; at !== rootPath; at = paths.parent(at)) if (at === outer) return true;
  return false;
}
