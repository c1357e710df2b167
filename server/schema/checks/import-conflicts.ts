// Imports that cannot be used together, since their files declare something under one name.
import { Node } from '../../syntax/tree.js';
import { findSymbol } from '../file-table.js';
import type { LinkContext } from '../link-context.js';
import { type Paths, rootPath } from '../paths.js';
import { importedPackages } from './imported-packages.js';

/** For each file, the paths that another file declares too. */
type SharedPaths = ReadonlyMap<number, readonly number[]>;

/** What a file has under a path: its package, or one around it, or a declaration. */
interface Holder {
  readonly file: number;
  readonly isPackage: boolean;
}

interface Conflict {
  readonly path: number;
  readonly one: Holder;
  readonly other: Holder;
}

/** Kept until a path gets another file. Whether a file still declares a path must be asked of its table. */
const known = new WeakMap<Paths, { readonly count: number; readonly shared: SharedPaths }>();

/** Of a file: reports the import that brings in the second declaration, where the imports before brought the first. */
export function checkImportConflicts(context: LinkContext): void {
  const { paths, file, snapshot, table, nodes } = context;
  if (file.imports.length < 2) return;
  const shared = sharedPathsOf(paths);
  const packages = new Set<number>();
  for (const path of importedPackages(context)) if (paths.firstFile(path) >= 0) packages.add(path);
  if (shared.size === 0 && packages.size === 0) return;
  const held = new Map<number, Holder>();
  const add = (files: Iterable<number>, into: Map<number, Holder> | undefined): Conflict | undefined =>
    addHolders(context, shared, packages, files, held, into);
  if (!add(context.closure, held)) return;
  held.clear();
  const seen = new Set<number>();
  for (let k = 0; k < file.imports.length; k++) {
    const to = file.imports[k];
    if (to < 0 || !snapshot.files[to]) continue;
    const added = snapshot.closure(to).filter((id) => !seen.has(id));
    // What one import brings in twice is reported in its file.
    const conflict = add(added, undefined);
    add(added, held);
    for (const id of added) seen.add(id);
    if (!conflict) continue;
    const { path, one, other } = conflict;
    const imported = context.names.text(nodes[table.importNodes[k] + Node.name]);
    const [oneName, otherName] = [snapshot.file(one.file).name, snapshot.file(other.file).name];
    context.reportNode(
      'duplicate-symbol',
      `"${imported}" cannot be imported here: "${paths.text(path)}" is ${what(other)} in ${otherName} and, by an import above, ${what(one)} in ${oneName}.`,
      table.importNodes[k],
      {
        related: [other, one]
          .filter(({ isPackage }) => !isPackage)
          .map((holder, index) =>
            context.relatedName(holder.file, path, `It is declared here${index > 0 ? ', too' : ''}.`),
          ),
      },
    );
  }
}

const what = ({ isPackage }: Holder) => (isPackage ? 'a package' : 'declared');

/**
 * Adds to `into`, if there is one, who of `files` holds each path; returns what cannot stand beside `held`: of the first
 * such file, the first by name.
 */
function addHolders(
  { snapshot, id, paths }: LinkContext,
  shared: SharedPaths,
  packages: ReadonlySet<number>,
  files: Iterable<number>,
  held: ReadonlyMap<number, Holder>,
  into: Map<number, Holder> | undefined,
): Conflict | undefined {
  let conflict: Conflict | undefined;
  const add = (path: number, other: Holder): void => {
    const one = held.get(path);
    if (!one) {
      into?.set(path, other);
      return;
    }
    // Files of one name are copies of one file, found from different import roots.
    if ((one.isPackage && other.isPackage) || snapshot.file(one.file).name === snapshot.file(other.file).name) return;
    // Paths of one file come in the order in which they were seen first, in whatever file: names do not depend on that.
    const isFirst =
      conflict === undefined || (conflict.other.file === other.file && paths.text(path) < paths.text(conflict.path));
    if (isFirst) conflict = { path, one, other };
  };
  for (const file of files) {
    if (file === id) continue;
    const table = snapshot.table(file);
    for (const path of shared.get(file) ?? []) {
      if (findSymbol(table, path) >= 0) add(path, { file, isPackage: false });
    }
    if (packages.size === 0) continue;
    for (let path = table.package; path !== rootPath; path = paths.parent(path)) {
      if (packages.has(path)) add(path, { file, isPackage: true });
    }
    for (const path of packages) {
      if (findSymbol(table, path) >= 0) add(path, { file, isPackage: false });
    }
  }
  return conflict;
}

function sharedPathsOf(paths: Paths): SharedPaths {
  const count = paths.sharedCount;
  const found = known.get(paths);
  if (found?.count === count) return found.shared;
  const shared = new Map<number, number[]>();
  for (const path of paths.sharedPaths()) {
    for (const file of [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])]) {
      const own = shared.get(file);
      if (own) own.push(path);
      else shared.set(file, [path]);
    }
  }
  known.set(paths, { count, shared });
  return shared;
}
