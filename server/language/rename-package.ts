// Rename of a package: its statements, and every name that would mean something else without it.
import type { Replacement } from '../diagnostics/problem.js';
import { rootPath } from '../schema/paths.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { Kind, kindOf, Node } from '../syntax/tree.js';
import { Slices } from '../workspace/slices.js';
import { FileView } from './file-view.js';
import { dependents } from './importers.js';
import { type QualifiedName, qualifiedNameOf } from './qualified-name.js';
import { filesOfPackage, isWithin } from './target.js';
import { textNameOf } from './text-name.js';

/** The edits of a package's files and of those that name what they declare. Packages inside it keep their names. */
export async function packageEdits(
  snapshot: SchemaSnapshot,
  path: number,
  newName: string,
  signal?: AbortSignal,
): Promise<Map<number, Replacement[]>> {
  const { paths, names } = snapshot.schema;
  const renamed = new Set(filesOfPackage(snapshot, path).filter((file) => snapshot.table(file).package === path));
  const newPath = paths.addDotted(rootPath, names.internText(newName));
  const rename: PackageRename = { path, newName, newPath, files: renamed };
  const edits = new Map<number, Replacement[]>();
  const slices = new Slices(signal);
  // Extension ranges name extensions and types in strings, and import none of them.
  const naming = snapshot.files.flatMap((file) => (file && hasExtensionRange(file.parsed.nodes) ? [file.id] : []));
  for (const file of new Set([...dependents(snapshot, renamed), ...naming])) {
    const list = editsOf(new FileView(snapshot, file), rename);
    if (list.length > 0) edits.set(file, list);
    if (slices.dueNow()) await slices.pause();
  }
  return edits;
}

interface PackageRename {
  readonly path: number;
  readonly newName: string;
  readonly newPath: number;
  /** The files of the package. */
  readonly files: ReadonlySet<number>;
}

function editsOf(view: FileView, rename: PackageRename): Replacement[] {
  const found: Replacement[] = [];
  const statement = rename.files.has(view.id) ? view.packageNode() : -1;
  if (statement >= 0) found.push({ ...view.packageNameSpan(statement), text: rename.newName });
  const end = view.nodes[Node.end];
  for (let node = Node.size as number; node < end; node += Node.size) {
    const name = qualifiedNameOf(view, node);
    const edit = name ? editOf(view, name, rename) : textEditOf(view, node, rename);
    if (edit) found.push(edit);
  }
  return found;
}

function hasExtensionRange(nodes: Int32Array): boolean {
  for (let node = Node.size as number; node < nodes[Node.end]; node += Node.size)
    if (kindOf(nodes, node) === Kind.extensions) return true;
  return false;
}

/** What becomes of a full name in a string. */
function textEditOf(view: FileView, node: number, { path, newName, files }: PackageRename): Replacement | undefined {
  const name = textNameOf(view, node);
  // The string can have one name only: that of the declarations that stay, if there are any.
  if (!name?.files.every((file) => files.has(file))) return undefined;
  const last = name.parts[depth(view, path) - 1];
  return { start: name.parts[0].start, end: last.end, text: newName };
}

/** What becomes of a name; undefined if it stays. */
function editOf(view: FileView, name: QualifiedName, { path, newName, newPath, files }: PackageRename) {
  const { paths, tokens } = view;
  if (files.has(name.file)) {
    const packageParts = name.parts - (depth(view, name.path) - depth(view, path));
    if (packageParts <= 0) return undefined;
    return { ...tokens.span(name.first, name.first + 2 * (packageParts - 1)), text: newName };
  }
  // A relative name in a file of the package was found in a package around it, which may not be around the new one.
  const missing = depth(view, name.path) - name.parts;
  if (!files.has(view.id) || missing === 0 || name.absolute) return undefined;
  let outer = name.path;
  for (let i = 0; i < name.parts; i++) outer = paths.parent(outer);
  if (isWithin(paths, newPath, outer)) return undefined;
  const start = tokens.starts[name.first];
  return { start, end: start, text: `${paths.text(outer)}.` };
}

function depth(view: FileView, path: number): number {
  let count = 0;
  for (let at = path; at !== rootPath; at = view.paths.parent(at)) count++;
  return count;
}
