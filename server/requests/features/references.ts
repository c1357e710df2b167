// Uses of declarations in request files, and renaming them there.
import type { Replacement } from '../../diagnostics/problem.js';
import { FileView } from '../../language/file-view.js';
import { hasJsonName, lowerCamelCase } from '../../language/json-name.js';
import { type SymbolTarget, sameTarget, type Target } from '../../language/target.js';
import { Kind } from '../../syntax/tree.js';
import type { Span } from '../../text/span.js';
import { filePlaces } from '../places.js';
import type { RequestFile } from '../syntax/request-file.js';
import type { WorkspaceTypes } from '../types/workspace-types.js';

/** The places of a file that name a declaration. */
export function placesOf(file: RequestFile, types: WorkspaceTypes, target: Target): Span[] {
  return filePlaces(file, types)
    .places.filter((place) => sameTarget(place.target, target))
    .map(({ start, end }) => ({ start, end }));
}

/** The edits that give a declaration another name in a file. `types` are those from before the rename. */
export function renameIn(file: RequestFile, types: WorkspaceTypes, target: Target, newName: string): Replacement[] {
  const { places, dottedNames } = filePlaces(file, types);
  if (target.kind === 'package') {
    const { snapshot } = types;
    const old = snapshot.schema.paths.text(target.path);
    return dottedNames
      .filter((name) => snapshot.table(name.target.file).package === target.path)
      .map(({ start }) => ({ start, end: start + old.length, text: newName }));
  }
  if (target.kind === 'file') return [];
  const edits: Replacement[] = [];
  for (const place of places) {
    if (!sameTarget(place.target, target)) continue;
    const text = newKey(types, target, place.form, newName);
    if (text !== undefined) edits.push({ start: place.start, end: place.end, text });
  }
  return edits;
}

/** What a declaration is called after a rename; undefined where its name stays. */
function newKey(
  { snapshot }: WorkspaceTypes,
  { file, node }: SymbolTarget,
  form: 'json-name' | 'name',
  newName: string,
): string | undefined {
  const view = new FileView(snapshot, file);
  // The field of a group is called by the name of its message in lower case.
  const isGroup = view.kind(node) === Kind.groupMessage;
  const name = isGroup ? newName.toLowerCase() : newName;
  if (form === 'name') return isGroup ? name : newName;
  const field = isGroup ? view.parent(node) : node;
  return hasJsonName(view.nodes, field) ? undefined : lowerCamelCase(name);
}
