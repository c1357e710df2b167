// The packages of all files that imports lead to, and the packages around them. No declaration of them can have the
// name of one, also where it is not visible.
import type { LinkContext } from '../link-context.js';
import { rootPath } from '../paths.js';

export function importedPackages({ reachable, id, snapshot, paths }: LinkContext): Set<number> {
  const found = new Set<number>();
  for (const file of reachable) {
    if (file === id) continue;
    for (let path = snapshot.table(file).package; path !== rootPath && !found.has(path); path = paths.parent(path))
      found.add(path);
  }
  return found;
}
