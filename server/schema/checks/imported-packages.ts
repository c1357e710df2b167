// The packages of all files that imports lead to, and the packages around them. No declaration of them can have the
// name of one, also where it is not visible.
import type { LinkContext } from '../link-context.js';
import { rootPath } from '../paths.js';

/** More than one check asks for those of the file that is being linked. */
const known = new WeakMap<LinkContext, ReadonlySet<number>>();

export function importedPackages(context: LinkContext): ReadonlySet<number> {
  const kept = known.get(context);
  if (kept) return kept;
  const { reachable, id, snapshot, paths } = context;
  const found = new Set<number>();
  let last: number = rootPath;
  for (const file of reachable) {
    const own = file === id ? rootPath : snapshot.table(file).package;
    if (own === last) continue;
    last = own;
    for (let path = own; path !== rootPath && !found.has(path); path = paths.parent(path)) found.add(path);
  }
  known.set(context, found);
  return found;
}
