// Call hierarchy: methods call with messages, messages hold messages and enums.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { detailOf } from './describe-symbol.js';
import { FileView } from './file-view.js';
import { occurrenceAt } from './occurrences.js';
import { referencesTo } from './references.js';
import { symbolTarget } from './target.js';
import { typeOf } from './value-type.js';

/** A method, message, enum, or service in the hierarchy. */
export interface HierarchyItem {
  readonly name: string;
  /** The full name of what holds it. */
  readonly detail: string;
  readonly kind: 'method' | 'message' | 'enum' | 'service';
  readonly file: number;
  readonly path: number;
  readonly span: Span;
  readonly selection: Span;
}

/** An item and the places that make it one: in the item's own file for callers, in the asking item's for callees. */
export interface HierarchyCall {
  readonly item: HierarchyItem;
  readonly places: readonly Span[];
}

/** The item at an offset: what is declared or named there; for a field, the message that holds it. */
export function hierarchyItem(snapshot: SchemaSnapshot, file: number, offset: number): HierarchyItem | undefined {
  const target = occurrenceAt(new FileView(snapshot, file), offset)?.target;
  if (target?.kind !== 'symbol') return undefined;
  return itemAround(new FileView(snapshot, target.file), target.node);
}

/** The item that was declared under a path of a file; undefined if it is gone. */
export function hierarchyItemAt(snapshot: SchemaSnapshot, file: number, path: number): HierarchyItem | undefined {
  const target = symbolTarget(snapshot, file, path);
  return target && itemAround(new FileView(snapshot, file), target.node);
}

/** What uses an item: the methods that take or return a message, the messages that hold it, the service of a method. */
export async function callers(
  snapshot: SchemaSnapshot,
  { file, path, kind }: HierarchyItem,
  signal?: AbortSignal,
): Promise<HierarchyCall[]> {
  const target = symbolTarget(snapshot, file, path);
  if (!target) return [];
  if (kind === 'method') {
    const view = new FileView(snapshot, file);
    const item = itemAround(view, view.parent(target.node));
    return item ? [{ item, places: [view.nameSpan(target.node)] }] : [];
  }
  const found = new Map<string, { item: HierarchyItem; places: Span[] }>();
  for await (const { file: user, places } of referencesTo(snapshot, target, file, signal)) {
    const view = new FileView(snapshot, user);
    for (const { declares, start, end } of places) {
      if (declares) continue;
      const token = view.tokens.at(start);
      const node = view.nodeAt(token);
      // In `Outer.Inner` only the inner message is used.
      const isType = view.kind(node) === Kind.typeRef && view.nodes[node + Node.last] === token;
      const item = isType ? itemAround(view, view.parent(node)) : undefined;
      if (!item) continue;
      const key = `${item.file}:${item.path}`;
      const call = found.get(key);
      if (call) call.places.push({ start, end });
      else found.set(key, { item, places: [{ start, end }] });
    }
  }
  return [...found.values()];
}

/** What an item uses: request and response of a method, the types of a message's fields, the methods of a service. */
export function callees(snapshot: SchemaSnapshot, { file, path, kind }: HierarchyItem): HierarchyCall[] {
  const target = symbolTarget(snapshot, file, path);
  if (!target) return [];
  const view = new FileView(snapshot, file);
  const found = new Map<string, { item: HierarchyItem; places: Span[] }>();
  const add = (item: HierarchyItem | undefined, place: Span): void => {
    if (!item) return;
    const key = `${item.file}:${item.path}`;
    const call = found.get(key);
    if (call) call.places.push(place);
    else found.set(key, { item, places: [place] });
  };
  const end = view.nodes[target.node + Node.end];
  let node = target.node + Node.size;
  while (node < end) {
    const inner = view.kind(node);
    if (kind === 'service' && inner === Kind.method) add(itemAround(view, node), view.nameSpan(node));
    if (kind !== 'service' && inner === Kind.typeRef) {
      const type = typeOf(snapshot, file, node);
      if (type?.kind === 'message' || type?.kind === 'enum')
        add(hierarchyItemAt(snapshot, type.file, type.path), lastPart(view, node));
    }
    // Nested declarations have items of their own.
    const isNested = inner === Kind.message || inner === Kind.enum || inner === Kind.extend;
    node = isNested || kind === 'service' ? view.nodes[node + Node.end] : node + Node.size;
  }
  return [...found.values()];
}

/** The last identifier of a type's name. */
function lastPart(view: FileView, typeRef: number): Span {
  const token = view.nodes[typeRef + Node.last];
  return view.tokens.span(token, token);
}

/** The innermost method, message, enum or service that is or holds a node. */
function itemAround(view: FileView, start: number): HierarchyItem | undefined {
  let node = start;
  while (node > 0 && !kindOfItem(view.kind(node))) node = view.parent(node);
  const kind = node > 0 ? kindOfItem(view.kind(node)) : undefined;
  if (!kind) return undefined;
  const path = view.pathOf(node);
  return {
    name: view.nameText(node),
    detail: kind === 'method' ? detailOf(view, node) : view.paths.text(view.paths.parent(path)),
    kind,
    file: view.id,
    path,
    span: view.span(node),
    selection: view.nameSpan(node),
  };
}

function kindOfItem(kind: Kind): HierarchyItem['kind'] | undefined {
  switch (kind) {
    case Kind.method:
      return 'method';
    case Kind.message:
    case Kind.groupMessage:
      return 'message';
    case Kind.enum:
      return 'enum';
    case Kind.service:
      return 'service';
    default:
      return undefined;
  }
}
