// Dotted names in a file that mean declarations: types, extensions, type URLs.
import { Token } from '../syntax/tokens.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { FileView } from './file-view.js';
import { aggregateField, anyType, partContainer, partField, valueType } from './value-type.js';

/** A name of one or more identifiers with dots between them, possibly one before them. */
export interface QualifiedName {
  /** The first and last token; a leading dot and the host of a type URL are left out. */
  readonly first: number;
  readonly last: number;
  readonly absolute: boolean;
  /** The number of identifiers. */
  readonly parts: number;
  /** What the whole name means. */
  readonly file: number;
  readonly path: number;
}

/** The qualified name that a node is or has; undefined where there is none or it is not found. */
export function qualifiedNameOf(view: FileView, node: number): QualifiedName | undefined {
  const { nodes, snapshot } = view;
  const head = nodes[node];
  switch (view.kind(node)) {
    case Kind.typeRef: {
      if (head & (Flag.scalar | Flag.broken)) return undefined;
      const refs = snapshot.refs(view.id);
      const ref = nodes[node + Node.value] * 2;
      if (refs[ref] < 0) return undefined;
      return nameIn(view, nodes[node + Node.first], nodes[node + Node.last], refs[ref], refs[ref + 1]);
    }
    case Kind.namePart: {
      if (!(head & Flag.extension)) return undefined;
      const container = partContainer(view, node);
      const field = container && partField(view, node, container);
      return field && nameIn(view, nodes[node + Node.first], nodes[node + Node.last], field.file, field.path);
    }
    case Kind.aggregateField: {
      if (!(head & Flag.extension)) return undefined;
      const container = valueType(view, view.parent(node));
      if (!container) return undefined;
      const first = nodes[node + Node.aux];
      const last = lastOfName(view, first);
      if (head & Flag.any) {
        const type = anyType(view, node);
        return type?.kind === 'message' ? nameIn(view, first, last, type.file, type.path) : undefined;
      }
      const field = aggregateField(view, node, container);
      return field && nameIn(view, first, last, field.file, field.path);
    }
    default:
      return undefined;
  }
}

function nameIn(view: FileView, from: number, to: number, file: number, path: number): QualifiedName | undefined {
  const { kinds } = view.tokens;
  let last = to;
  while (last >= from && kinds[last] !== Token.identifier) last--;
  if (last < from) return undefined;
  let first = last;
  let parts = 1;
  while (first - 2 >= from && kinds[first - 1] === 0x2e && kinds[first - 2] === Token.identifier) {
    first -= 2;
    parts++;
  }
  const absolute = first - 1 >= from && kinds[first - 1] === 0x2e;
  return { first, last, absolute, parts, file, path };
}

/** The last token of a name in an aggregate that starts at a token: an identifier or what stands in brackets. */
function lastOfName(view: FileView, first: number): number {
  const { kinds } = view.tokens;
  let last = first;
  for (;;) {
    const separated = kinds[last] === 0x2e || kinds[last] === 0x2f;
    const next = kinds[last + 1];
    if (separated ? next !== Token.identifier : next !== 0x2e && next !== 0x2f) return last;
    last++;
  }
}
