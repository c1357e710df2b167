// Code lenses: how often each message and enum of a file is used as a type, and which methods it declares.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { FileView } from './file-view.js';
import { seers } from './importers.js';

export interface ReferenceLens extends Span {
  /** Fields, methods and extend blocks of the workspace that name the type. */
  readonly count: number;
}

/** One lens per message and enum, at its name, in source order. */
export function referenceLenses(snapshot: SchemaSnapshot, file: number): ReferenceLens[] {
  const view = new FileView(snapshot, file);
  const { types, paths, nodes } = view.table;
  if (types.length === 0) return [];
  const counts = new Map<number, number>();
  for (const seer of seers(snapshot, file)) {
    const refs = snapshot.refs(seer);
    for (let ref = 0; ref < refs.length; ref += 2)
      if (refs[ref] === file) counts.set(refs[ref + 1], (counts.get(refs[ref + 1]) ?? 0) + 1);
  }
  return [...types].flatMap((index) =>
    view.kind(nodes[index]) === Kind.groupMessage
      ? []
      : [{ ...view.nameSpan(nodes[index]), count: counts.get(paths[index]) ?? 0 }],
  );
}

export interface MethodLens extends Span {
  /** "acme.shop.v1.OrderService/Get" */
  readonly method: string;
}

/** The methods of the file's services, at their names, in source order; those without a name are left out. */
export function methodLenses(snapshot: SchemaSnapshot, file: number): MethodLens[] {
  const view = new FileView(snapshot, file);
  const found: MethodLens[] = [];
  for (let node = 0; node < view.nodes.length; node += Node.size) {
    if (view.kind(node) !== Kind.method || view.name(node) === 0) continue;
    const service = view.parent(node);
    const path = view.pathOf(service);
    if (path === 0) continue;
    found.push({ ...view.nameSpan(node), method: `${view.paths.text(path)}/${view.nameText(node)}` });
  }
  return found;
}
