// Imports that cannot be used together, since their files declare something under one name.
import { Node } from '../../syntax/tree.js';
import { findSymbol } from '../file-table.js';
import type { LinkContext } from '../link-context.js';
import type { Paths } from '../paths.js';

/** For each file, the paths that another file declares too. */
type SharedPaths = ReadonlyMap<number, readonly number[]>;

interface Conflict {
  readonly path: number;
  readonly one: number;
  readonly other: number;
}

/** Kept until a path gets another file. Whether a file still declares a path must be asked of its table. */
const known = new WeakMap<Paths, { readonly count: number; readonly shared: SharedPaths }>();

/** Of a file: reports the import that brings in the second declaration, where the imports before brought the first. */
export function checkImportConflicts(context: LinkContext): void {
  const { paths, file, snapshot, table, nodes } = context;
  if (paths.sharedCount === 0 || file.imports.length < 2) return;
  const shared = sharedPathsOf(paths);
  if (!addDeclarations(context, shared, context.closure, new Map())) return;
  const declared = new Map<number, number>();
  const seen = new Set<number>();
  for (let k = 0; k < file.imports.length; k++) {
    const to = file.imports[k];
    if (to < 0 || !snapshot.files[to]) continue;
    const added = snapshot.closure(to).filter((id) => !seen.has(id));
    // What one import brings in twice is reported in its file.
    const conflict = addDeclarations(context, shared, added, declared, false);
    addDeclarations(context, shared, added, declared);
    for (const id of added) seen.add(id);
    if (!conflict) continue;
    const { path, one, other } = conflict;
    const imported = context.names.text(nodes[table.importNodes[k] + Node.name]);
    context.reportNode(
      'duplicate-symbol',
      `"${imported}" cannot be imported here: "${paths.text(path)}" is declared in ${snapshot.file(other).name} and, by an import above, in ${snapshot.file(one).name}.`,
      table.importNodes[k],
      {
        related: [
          context.relatedName(other, path, 'It is declared here.'),
          context.relatedName(one, path, 'It is declared here, too.'),
        ],
      },
    );
  }
}

/** Notes which of `files` declares each shared path, unless not to `keep` it; returns the first that was noted before. */
function addDeclarations(
  { snapshot, id }: LinkContext,
  shared: SharedPaths,
  files: Iterable<number>,
  declared: Map<number, number>,
  keep = true,
): Conflict | undefined {
  let conflict: Conflict | undefined;
  for (const other of files) {
    if (other === id) continue;
    for (const path of shared.get(other) ?? []) {
      if (findSymbol(snapshot.table(other), path) < 0) continue;
      const one = declared.get(path);
      if (one === undefined) {
        if (keep) declared.set(path, other);
        // Files of one name are copies of one file, found from different import roots.
      } else if (snapshot.file(one).name !== snapshot.file(other).name) conflict ??= { path, one, other };
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
