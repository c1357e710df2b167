// Types: scalars, what the file sees, and what it would see with one more import.
import { findSymbol } from '../../schema/file-table.js';
import { rootPath } from '../../schema/paths.js';
import { importFix } from '../../schema/suggest-types.js';
import { Flag, Kind, kindOf } from '../../syntax/tree.js';
import { Word, words } from '../../syntax/words.js';
import { declarationsOf } from '../declaration-index.js';
import type { FileView } from '../file-view.js';
import { scalarHelp } from '../keyword-help.js';
import { isWithin } from '../target.js';
import type { CompletionItem } from './item.js';
import { shortestName } from './type-names.js';

export interface TypeQuery {
  readonly scope: number;
  /** What is typed of the name. */
  readonly prefix: string;
  /** What stands before it with its last dot: `google.protobuf.`; '' if nothing. */
  readonly qualifier: string;
  readonly scalars: boolean;
  readonly enums: boolean;
  /** Map keys: integers, bool and string only. */
  readonly keys?: boolean;
}

const enum Rank {
  scalar = 20,
  own = 21,
  visible = 22,
  package = 23,
  wellKnown = 24,
  other = 25,
}

/** Types that are not imported yet, per answer. */
const maxUnimported = 150;
/** Imported types, per answer. */
const maxVisible = 2000;

/** Whether more items exist than are given is told by `incomplete`. */
export function typeItems(view: FileView, query: TypeQuery): { items: CompletionItem[]; incomplete: boolean } {
  const items: CompletionItem[] = [];
  if (query.qualifier === '' && (query.scalars || query.keys)) items.push(...scalarItems(query.keys ?? false));
  if (query.keys) return { items, incomplete: false };
  if (query.qualifier !== '') return { items: memberItems(view, query), incomplete: true };
  addVisible(view, query, items);
  if (query.prefix !== '') addUnimported(view, query, items);
  return { items, incomplete: true };
}

function scalarItems(keys: boolean): CompletionItem[] {
  return words.slice(Word.double - 1, Word.bytes).flatMap((label) => {
    if (keys && (label === 'double' || label === 'float' || label === 'bytes')) return [];
    return [{ label, kind: 'scalar' as const, rank: Rank.scalar, documentation: scalarHelp[label] }];
  });
}

function isWantedType(kind: Kind, query: TypeQuery): boolean {
  return kind === Kind.message || kind === Kind.groupMessage || (kind === Kind.enum && query.enums);
}

function addVisible(view: FileView, query: TypeQuery, items: CompletionItem[]): void {
  for (const file of view.context.visible) {
    const table = view.snapshot.table(file);
    const { nodes } = table.parsed;
    for (const index of table.types) {
      if (items.length >= maxVisible) return;
      const node = table.nodes[index];
      if (isWantedType(kindOf(nodes, node), query) && isUsable(view, file, node))
        items.push(typeItem(view, query, file, table.paths[index], true));
    }
  }
}

/** `local` declarations of other files cannot be used. */
function isUsable(view: FileView, file: number, node: number): boolean {
  return file === view.id || (view.snapshot.file(file).parsed.nodes[node] & Flag.local) === 0;
}

/** Types of the whole workspace whose names begin with what is typed. */
function addUnimported(view: FileView, query: TypeQuery, items: CompletionItem[]): void {
  const { snapshot, paths, names, context } = view;
  snapshot.declareAll();
  const found: { file: number; path: number; score: number }[] = [];
  const prefix = query.prefix.toLowerCase();
  for (const [file, types] of declarationsOf(snapshot).typesBeginningWith(prefix)) {
    if (context.visible.has(file)) continue;
    const table = snapshot.table(file);
    for (const index of types) {
      const path = table.paths[index];
      if (!startsWith(names.text(paths.simpleName(path)), prefix)) continue;
      const node = table.nodes[index];
      if (isWantedType(kindOf(table.parsed.nodes, node), query) && isUsable(view, file, node))
        found.push({ file, path, score: distance(view, file, path) });
    }
  }
  found.sort((a, b) => a.score - b.score || a.path - b.path);
  for (const { file, path } of found.slice(0, maxUnimported)) items.push(typeItem(view, query, file, path, false));
}

function startsWith(name: string, prefix: string): boolean {
  return name.length >= prefix.length && name.slice(0, prefix.length).toLowerCase() === prefix;
}

/** How far away a type is: in how many outer names it differs from the file's package, nested and well known ones aside. */
function distance(view: FileView, file: number, path: number): number {
  const { paths } = view;
  if (isWellKnown(view, file)) return 0;
  let shared = view.table.package;
  let steps = 0;
  while (shared !== rootPath && !isWithin(paths, path, shared)) {
    shared = paths.parent(shared);
    steps++;
  }
  let depth = 0;
  for (let at = path; at !== shared && at !== rootPath; at = paths.parent(at)) depth++;
  return steps * 4 + depth + (shared === rootPath ? 20 : 0);
}

function isWellKnown(view: FileView, file: number): boolean {
  return view.snapshot.file(file).name.startsWith('google/protobuf/');
}

/** The first file of the snapshot that declares a path, or -1. */
function declaringFile(view: FileView, path: number): number {
  const { paths, snapshot } = view;
  const first = paths.firstFile(path);
  if (first < 0) return -1;
  if (snapshot.files[first] && findSymbol(snapshot.table(first), path) >= 0) return first;
  for (const file of paths.otherFiles(path) ?? []) {
    if (snapshot.files[file] && findSymbol(snapshot.table(file), path) >= 0) return file;
  }
  return -1;
}

function typeItem(view: FileView, query: TypeQuery, file: number, path: number, visible: boolean): CompletionItem {
  const { paths, names, snapshot } = view;
  const table = snapshot.table(file);
  const isEnum = kindOf(table.parsed.nodes, table.nodes[findSymbol(table, path)]) === Kind.enum;
  const label = names.text(paths.simpleName(path));
  const insert = query.qualifier === '' ? shortestName(view, query.scope, path, !query.scalars) : label;
  const name = snapshot.file(file).name;
  const rank =
    file === view.id ? Rank.own : visible ? Rank.visible : isWellKnown(view, file) ? Rank.wellKnown : Rank.other;
  return {
    label,
    kind: isEnum ? 'enum' : 'message',
    insert,
    description: paths.text(paths.parent(path)) || name,
    rank,
    symbol: { file, path },
    ...(visible ? {} : { detail: ` import "${name}"`, edits: importFix(view.context, name).edits }),
  };
}

/** What lies directly in the package or message that stands before the last dot. */
function memberItems(view: FileView, query: TypeQuery): CompletionItem[] {
  const { paths, snapshot, context, names } = view;
  snapshot.declareAll();
  const items: CompletionItem[] = [];
  const outer = qualifierPath(view, query);
  if (outer === undefined) return items;
  const packages = new Set<number>();
  for (const source of snapshot.files) {
    if (!source) continue;
    const table = snapshot.table(source.id);
    let inner = 0;
    for (let at = table.package; at !== rootPath && at !== outer; at = paths.parent(at)) inner = at;
    const isInside = outer === rootPath || isWithin(paths, table.package, outer);
    if (isInside && table.package !== outer) packages.add(inner);
    if (table.package !== outer && !isDeclaredIn(view, source.id, outer)) continue;
    for (const index of table.types) {
      const path = table.paths[index];
      if (paths.parent(path) !== outer) continue;
      const node = table.nodes[index];
      if (!isWantedType(kindOf(table.parsed.nodes, node), query) || !isUsable(view, source.id, node)) continue;
      items.push(typeItem(view, query, source.id, path, context.visible.has(source.id)));
    }
  }
  for (const path of packages) {
    items.push({
      label: names.text(paths.simpleName(path)),
      kind: 'package',
      description: paths.text(path),
      rank: Rank.package,
    });
  }
  return items;
}

function isDeclaredIn(view: FileView, file: number, path: number): boolean {
  return findSymbol(view.snapshot.table(file), path) >= 0;
}

/** The package or message that a qualifier means: the innermost one that is declared anywhere, the root for a dot. */
function qualifierPath(view: FileView, { qualifier, scope }: TypeQuery): number | undefined {
  const { paths, names } = view;
  const absolute = qualifier.startsWith('.');
  const parts = qualifier.split('.').filter((part) => part !== '');
  if (parts.length === 0) return rootPath;
  for (let at = absolute ? rootPath : scope; ; at = paths.parent(at)) {
    let path = at;
    for (const part of parts) {
      path = paths.find(path, names.internText(part));
      if (path === 0) break;
    }
    if (path !== 0 && (declaringFile(view, path) >= 0 || isPackage(view, path))) return path;
    if (at === rootPath) return undefined;
  }
}

function isPackage(view: FileView, path: number): boolean {
  return view.snapshot.files.some((file) => file && isWithin(view.paths, view.snapshot.table(file.id).package, path));
}

/** The packages that a name can begin with in a scope. */
export function packageItems(view: FileView, scope: number): CompletionItem[] {
  const { paths, names, context } = view;
  const items: CompletionItem[] = [];
  for (const path of context.packages) {
    const outer = paths.parent(path);
    if (outer !== rootPath && outer !== scope && !isWithin(paths, scope, outer)) continue;
    items.push({
      label: names.text(paths.simpleName(path)),
      kind: 'package',
      description: paths.text(path),
      rank: Rank.package,
    });
  }
  return items;
}
