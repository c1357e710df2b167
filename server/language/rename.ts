// Rename: where it can start, what it changes, and why it is refused.
import type { Replacement } from '../diagnostics/problem.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { Flag, Kind, kindOf, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { whyBroken } from './edits.js';
import { FileView } from './file-view.js';
import { hasJsonName, jsonNameOf, lowerCamelCase } from './json-name.js';
import { occurrenceAt, spanOf } from './occurrences.js';
import { referencesTo } from './references.js';
import { packageEdits } from './rename-package.js';
import { filesOfPackage, type SymbolTarget, type Target } from './target.js';
import { typeOf } from './value-type.js';

export interface Refusal {
  /** A sentence that says why. */
  readonly refused: string;
}

export interface RenamePlace extends Span {
  /** The name as it is. */
  readonly placeholder: string;
  /** Messages that follow custom and take their names from the method, which may be renamed with it. */
  readonly companions: readonly string[];
}

export interface RenameEdits {
  readonly edits: ReadonlyMap<number, readonly Replacement[]>;
  /** What the new name changes outside of .proto files, a sentence each. */
  readonly warnings: readonly string[];
  /** The declarations that get other names, for texts outside of .proto files. */
  readonly renamed: readonly { readonly target: Target; readonly newName: string }[];
}

/** Whether files can be changed; those that come with the product cannot. */
export type IsEditable = (file: number) => boolean;

/** What would be renamed at an offset. */
export function prepareRename(
  snapshot: SchemaSnapshot,
  file: number,
  offset: number,
  isEditable: IsEditable,
): RenamePlace | Refusal {
  const view = new FileView(snapshot, file);
  const occurrence = occurrenceAt(view, offset);
  if (!occurrence) return { refused: 'Only names of declarations and packages can be renamed.' };
  const { target } = occurrence;
  switch (target.kind) {
    case 'file':
      return { refused: 'Rename the file itself: the imports of it follow.' };
    case 'package': {
      const node = occurrence.declares ? view.packageNode() : -1;
      if (node < 0) return { refused: 'Rename a package at its package statement.' };
      const files = filesOfPackage(snapshot, view.table.package);
      const blocked = files.find((id) => snapshot.table(id).package === view.table.package && !isEditable(id));
      if (blocked !== undefined) return { refused: `${snapshot.file(blocked).name} cannot be changed.` };
      return { ...view.packageNameSpan(node), placeholder: view.paths.text(view.table.package), companions: [] };
    }
    case 'symbol': {
      if (!isEditable(target.file))
        return { refused: `It is declared in ${snapshot.file(target.file).name}, which cannot be changed.` };
      const name = new FileView(snapshot, target.file).nameText(target.node);
      const companions = companionsOf(snapshot, target, isEditable).map(({ node, file: id }) =>
        new FileView(snapshot, id).nameText(node),
      );
      return { ...spanOf(view, occurrence), placeholder: name, companions };
    }
  }
}

/**
 * The edits that give the thing at an offset another name, in every file. Refused where the result would not compile
 * or another type would be meant. `companions`: also rename the request and response messages of a method.
 */
export async function rename(
  snapshot: SchemaSnapshot,
  file: number,
  offset: number,
  newName: string,
  options: { readonly companions: boolean; readonly isEditable: IsEditable },
  signal?: AbortSignal,
): Promise<RenameEdits | Refusal> {
  const place = prepareRename(snapshot, file, offset, options.isEditable);
  if ('refused' in place) return place;
  const target = occurrenceAt(new FileView(snapshot, file), offset)?.target;
  if (!target || target.kind === 'file') return { refused: 'There is nothing to rename.' };
  const refused = refuseName(target, newName);
  if (refused) return { refused };
  if (newName === place.placeholder) return { edits: new Map(), warnings: [], renamed: [] };
  let edits: Map<number, Replacement[]>;
  const renamed: { target: Target; newName: string }[] = [{ target, newName }];
  if (target.kind === 'package') {
    edits = await packageEdits(snapshot, new FileView(snapshot, file).table.package, newName, signal);
  } else {
    edits = new Map();
    await addEdits(snapshot, target, newName, edits, signal);
    if (options.companions) {
      for (const companion of companionsOf(snapshot, target, options.isEditable)) {
        const suffix = new FileView(snapshot, companion.file).nameText(companion.node).slice(place.placeholder.length);
        await addEdits(snapshot, companion, `${newName}${suffix}`, edits, signal);
        renamed.push({ target: companion, newName: `${newName}${suffix}` });
      }
    }
  }
  for (const [id, list] of edits) {
    if (!options.isEditable(id)) return { refused: `${snapshot.file(id).name} uses the name and cannot be changed.` };
    list.sort((a, b) => a.start - b.start);
  }
  const reason = await whyBroken(snapshot, edits, signal);
  if (reason) return { refused: `The result would not compile. ${reason}` };
  return { edits, warnings: warningsOf(snapshot, target, newName), renamed };
}

function refuseName(target: Target, newName: string): string | undefined {
  const pattern = target.kind === 'package' ? /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/ : /^[A-Za-z_]\w*$/;
  if (pattern.test(newName)) return undefined;
  return target.kind === 'package'
    ? `"${newName}" is no package name: identifiers with dots between them.`
    : `"${newName}" is no identifier: letters, digits and underscores, not starting with a digit.`;
}

async function addEdits(
  snapshot: SchemaSnapshot,
  target: SymbolTarget,
  newName: string,
  edits: Map<number, Replacement[]>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const declared = new FileView(snapshot, target.file);
  const oldName = declared.nameText(target.node);
  const isGroup = declared.kind(target.node) === Kind.groupMessage;
  for await (const { file, places } of referencesTo(snapshot, target, target.file, signal)) {
    const view = new FileView(snapshot, file);
    const list = edits.get(file) ?? [];
    edits.set(file, list);
    for (const { start, end } of places) {
      // The field of a group is called by the name of its message in lower case.
      const isLower = isGroup && view.text(start, end) !== oldName;
      list.push({ start, end, text: isLower ? newName.toLowerCase() : newName });
    }
  }
}

/** The request and response messages of a method that are called after it: `Get` with `GetRequest`, `GetResponse`. */
function companionsOf(snapshot: SchemaSnapshot, target: SymbolTarget, isEditable: IsEditable): SymbolTarget[] {
  const { nodes } = snapshot.file(target.file).parsed;
  if (kindOf(nodes, target.node) !== Kind.method) return [];
  const view = new FileView(snapshot, target.file);
  const name = view.nameText(target.node);
  const found: SymbolTarget[] = [];
  const end = nodes[target.node + Node.end];
  for (let child = target.node + Node.size; child < end; child = nodes[child + Node.end]) {
    const type = view.kind(child) === Kind.typeRef ? typeOf(snapshot, target.file, child) : undefined;
    if (type?.kind !== 'message' || !isEditable(type.file)) continue;
    const typeName = new FileView(snapshot, type.file).nameText(type.node);
    if (typeName !== `${name}Request` && typeName !== `${name}Response`) continue;
    if (!found.some((known) => known.node === type.node)) found.push({ ...type, kind: 'symbol' });
  }
  return found;
}

/** What readers of the old name outside of the schema notice. */
function warningsOf(snapshot: SchemaSnapshot, target: Target, newName: string): string[] {
  if (target.kind !== 'symbol')
    return ['The full names of everything in the package change: callers of its services and type URLs must follow.'];
  const view = new FileView(snapshot, target.file);
  switch (view.kind(target.node)) {
    case Kind.field:
    case Kind.mapField: {
      if (view.nodes[target.node] & Flag.extension || hasJsonName(view.nodes, target.node)) return [];
      const before = jsonNameOf(view, target.node);
      const after = lowerCamelCase(newName);
      return before === after
        ? []
        : [`The JSON name changes from "${before}" to "${after}". Add [json_name = "${before}"] to keep it.`];
    }
    case Kind.enumValue:
      return ['The name of the value in JSON and text format changes.'];
    case Kind.service:
    case Kind.method:
      return ['The path of the call changes: clients and servers built from the old schema no longer meet.'];
    case Kind.message:
      return ['The type URL of the message in google.protobuf.Any changes.'];
    default:
      return [];
  }
}
