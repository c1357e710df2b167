// Rename of a package: its statements, and every name that would mean something else without it.
import type { Replacement } from '../diagnostics/problem.js';
import { rootPath } from '../schema/paths.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { Node } from '../syntax/tree.js';
import { Slices } from '../workspace/slices.js';
import { FileView } from './file-view.js';
import { dependents } from './importers.js';
import { type QualifiedName, qualifiedNameOf } from './qualified-name.js';
import { filesOfPackage } from './target.js';

/** The edits of a package's files and of those that name what they declare. Packages inside it keep their names. */
export async function packageEdits(
  snapshot: SchemaSnapshot,
  path: number,
  newName: string,
  signal?: AbortSignal,
): Promise<Map<number, Replacement[]>> {
  const renamed = new Set(filesOfPackage(snapshot, path).filter((file) => snapshot.table(file).package === path));
  const edits = new Map<number, Replacement[]>();
  const slices = new Slices(signal);
  for (const file of dependents(snapshot, renamed)) {
    const list = editsOf(new FileView(snapshot, file), path, newName, renamed);
    if (list.length > 0) edits.set(file, list);
    if (slices.dueNow()) await slices.pause();
  }
  return edits;
}

function editsOf(view: FileView, path: number, newName: string, renamed: ReadonlySet<number>): Replacement[] {
  const found: Replacement[] = [];
  const isRenamed = renamed.has(view.id);
  const statement = isRenamed ? view.packageNode() : -1;
  if (statement >= 0) found.push({ ...view.packageNameSpan(statement), text: newName });
  const end = view.nodes[Node.end];
  for (let node = Node.size as number; node < end; node += Node.size) {
    const name = qualifiedNameOf(view, node);
    if (!name) continue;
    const text = replacement(view, name, path, newName, renamed);
    if (text !== undefined) found.push({ ...view.tokens.span(name.first, name.last), text });
  }
  return found;
}

/** What a name must be replaced by, in full; undefined if it stays. */
function replacement(
  view: FileView,
  { parts, path: target, file }: QualifiedName,
  path: number,
  newName: string,
  renamed: ReadonlySet<number>,
): string | undefined {
  const { paths } = view;
  const inside = depth(view, target) - depth(view, path);
  if (renamed.has(file)) {
    if (parts <= inside) return undefined;
    const full = paths.text(target);
    return `${newName}${full.slice(paths.text(path).length)}`;
  }
  // A relative name in a renamed file was found in a package around the old one.
  return renamed.has(view.id) && parts < depth(view, target) ? paths.text(target) : undefined;
}

function depth(view: FileView, path: number): number {
  let count = 0;
  for (let at = path; at !== rootPath; at = view.paths.parent(at)) count++;
  return count;
}
