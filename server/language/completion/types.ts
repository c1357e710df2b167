// Types: scalars, what the file sees, and what it would see with one more import.
import { isExported } from '../../schema/checks/visibility.js';
import { findSymbol } from '../../schema/file-table.js';
import { type Paths, rootPath } from '../../schema/paths.js';
import { importFixes } from '../../schema/suggest-types.js';
import { Kind, kindOf } from '../../syntax/tree.js';
import { Word, words } from '../../syntax/words.js';
import { knownDeclarations } from '../declaration-index.js';
import { codeBlock } from '../describe-symbol.js';
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
const maxUnimported = 100;
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
        items.push(typeItem(view, query, file, table.paths[index], rankOf(view, file)));
    }
  }
}

function isUsable(view: FileView, file: number, node: number): boolean {
  return file === view.id || isExported(view.snapshot.table(file), node);
}

/** Types of the whole workspace whose names begin with what is typed: those of near packages if there are many. */
function addUnimported(view: FileView, query: TypeQuery, items: CompletionItem[]): void {
  const { snapshot, paths, names, context } = view;
  const prefix = query.prefix.toLowerCase();
  const found: { file: number; path: number; farness: number }[] = [];
  const add = (file: number, index: number, farness: number): void => {
    const table = snapshot.table(file);
    const node = table.nodes[index];
    if (isWantedType(kindOf(table.parsed.nodes, node), query) && isUsable(view, file, node))
      found.push({ file, path: table.paths[index], farness });
  };
  // What is typed to its end must be among those that are shown.
  paths.forEachNamed(names.internText(query.prefix), (path) => {
    for (const file of declaringFiles(view, path))
      if (!context.visible.has(file)) add(file, findSymbol(snapshot.table(file), path), 0);
  });
  const { packages } = knownDeclarations(snapshot);
  for (const { path: outer, farness } of byFarness(view, packages.keys())) {
    if (found.length >= maxUnimported) break;
    for (const [file, types] of packages.get(outer)?.typesBeginningWith(prefix) ?? []) {
      if (context.visible.has(file)) continue;
      const table = snapshot.table(file);
      for (const index of types) {
        const path = table.paths[index];
        const name = names.text(paths.simpleName(path));
        if (name !== query.prefix && startsWith(name, prefix)) add(file, index, farness + depthIn(paths, path, outer));
      }
    }
  }
  if (found.length > maxUnimported) found.sort((a, b) => a.farness - b.farness || a.path - b.path || a.file - b.file);
  const importFix = importFixes(context);
  for (const { file, path } of found.slice(0, maxUnimported)) {
    const { name } = snapshot.file(file);
    const item = typeItem(view, query, file, path, rankOf(view, file));
    items.push({ ...item, detail: ` import "${name}"`, edits: importFix(name).edits });
  }
}

function startsWith(name: string, prefix: string): boolean {
  return name.length >= prefix.length && name.slice(0, prefix.length).toLowerCase() === prefix;
}

/** Packages by how far they are: in how many outer names they differ from the file's own; well-known types are near. */
function byFarness(view: FileView, packages: Iterable<number>): { path: number; farness: number }[] {
  const { paths, table } = view;
  const wellKnown = paths.findText('google.protobuf');
  const farnessOf = (path: number): number => {
    if (path === wellKnown) return 0;
    let shared = table.package;
    let steps = 0;
    while (shared !== rootPath && !isWithin(paths, path, shared)) {
      shared = paths.parent(shared);
      steps++;
    }
    return steps * 4 + depthIn(paths, path, shared) + (shared === rootPath ? 20 : 0);
  };
  const sorted = Array.from(packages, (path) => ({ path, farness: farnessOf(path) }));
  return sorted.sort((a, b) => a.farness - b.farness || a.path - b.path);
}

function depthIn(paths: Paths, path: number, outer: number): number {
  let depth = 0;
  for (let at = path; at !== outer && at !== rootPath; at = paths.parent(at)) depth++;
  return depth;
}

function isWellKnown(view: FileView, file: number): boolean {
  return view.snapshot.file(file).name.startsWith('google/protobuf/');
}

/** The files of the snapshot that declare a path. */
function declaringFiles({ paths, snapshot }: FileView, path: number): number[] {
  return [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])].filter(
    (file) => file >= 0 && snapshot.files[file] && findSymbol(snapshot.table(file), path) >= 0,
  );
}

function typeItem(view: FileView, query: TypeQuery, file: number, path: number, rank: Rank): CompletionItem {
  const { paths, names, snapshot } = view;
  const table = snapshot.table(file);
  const isEnum = kindOf(table.parsed.nodes, table.nodes[findSymbol(table, path)]) === Kind.enum;
  const label = names.text(paths.simpleName(path));
  return {
    label,
    kind: isEnum ? 'enum' : 'message',
    insert: query.qualifier === '' ? shortestName(view, query.scope, path, !query.scalars) : label,
    description: paths.text(paths.parent(path)) || snapshot.file(file).name,
    rank,
    symbol: { file, path },
  };
}

/** What lies directly in the package or message that stands before the last dot. */
function memberItems(view: FileView, query: TypeQuery): CompletionItem[] {
  const { paths, snapshot, context } = view;
  const items: CompletionItem[] = [];
  const { packages } = knownDeclarations(snapshot);
  const outer = qualifierPath(view, query, packages.keys());
  if (outer === undefined) return items;
  const importFix = importFixes(context);
  const addTypes = (file: number): void => {
    const table = snapshot.table(file);
    for (const index of table.types) {
      const path = table.paths[index];
      if (paths.parent(path) !== outer) continue;
      const node = table.nodes[index];
      if (!isWantedType(kindOf(table.parsed.nodes, node), query) || !isUsable(view, file, node)) continue;
      const { name } = snapshot.file(file);
      const item = typeItem(view, query, file, path, rankOf(view, file));
      const isVisible = context.visible.has(file);
      items.push(isVisible ? item : { ...item, detail: ` import "${name}"`, edits: importFix(name).edits });
    }
  };
  for (const file of packages.get(outer)?.files ?? []) addTypes(file);
  for (const file of declaringFiles(view, outer)) if (snapshot.table(file).package !== outer) addTypes(file);
  const inner = new Set<number>();
  for (const path of packages.keys()) {
    for (let at = path; at !== rootPath; at = paths.parent(at)) if (paths.parent(at) === outer) inner.add(at);
  }
  for (const path of inner) items.push(packageItem(view, path));
  return items;
}

function rankOf(view: FileView, file: number): Rank {
  if (file === view.id) return Rank.own;
  if (view.context.visible.has(file)) return Rank.visible;
  return isWellKnown(view, file) ? Rank.wellKnown : Rank.other;
}

/** The package or message that a qualifier means: the innermost one that is declared anywhere, the root for a dot. */
function qualifierPath(
  view: FileView,
  { qualifier, scope }: TypeQuery,
  packages: Iterable<number>,
): number | undefined {
  const { paths, names } = view;
  const absolute = qualifier.startsWith('.');
  const parts = qualifier.split('.').filter((part) => part !== '');
  if (parts.length === 0) return rootPath;
  const known = [...packages];
  for (let at = absolute ? rootPath : scope; ; at = paths.parent(at)) {
    let path = at;
    for (const part of parts) {
      path = paths.find(path, names.internText(part));
      if (path === 0) break;
    }
    const isPackage = path !== 0 && known.some((each) => isWithin(paths, each, path));
    if (isPackage || (path !== 0 && declaringFiles(view, path).length > 0)) return path;
    if (at === rootPath) return undefined;
  }
}

/** The packages that a name can begin with in a scope. */
export function packageItems(view: FileView, scope: number): CompletionItem[] {
  const { paths, context } = view;
  const items: CompletionItem[] = [];
  for (const path of context.packages) {
    const outer = paths.parent(path);
    if (outer === rootPath || outer === scope || isWithin(paths, scope, outer)) items.push(packageItem(view, path));
  }
  return items;
}

function packageItem({ paths, names, snapshot }: FileView, path: number): CompletionItem {
  const files = knownDeclarations(snapshot).packages.get(path)?.files.size ?? 0;
  const facts =
    files === 0 ? 'Only packages lie in it.' : `Declared in ${files === 1 ? 'one file' : `${files} files`}.`;
  return {
    label: names.text(paths.simpleName(path)),
    kind: 'package',
    description: paths.text(path),
    rank: Rank.package,
    documentation: `${codeBlock(`package ${paths.text(path)};`)}\n\n${facts}`,
  };
}
