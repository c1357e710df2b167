// Which tokens of a file refer to what: the one place that knows every position of the language.

import { Token } from '../syntax/tokens.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { FileView } from './file-view.js';
import { pathTarget, symbolTarget, type Target } from './target.js';
import {
  aggregateField,
  anyType,
  enumValueNamed,
  type FieldPlace,
  partContainer,
  partField,
  valueType,
} from './value-type.js';

/** Tokens `first` to `last` refer to `target`. */
export interface Occurrence {
  readonly target: Target;
  readonly first: number;
  readonly last: number;
  /** Whether they are the name in its declaration. */
  readonly declares: boolean;
}

/** Calls `visit` for each occurrence in a file, in source order of the nodes. */
export function forEachOccurrence(view: FileView, visit: (occurrence: Occurrence) => void): void {
  const end = view.nodes[Node.end];
  for (let node = Node.size as number; node < end; node += Node.size) occurrencesIn(view, node, visit);
}

/** Calls `visit` for each occurrence that belongs to a node itself, not to its children. */
export function occurrencesIn(view: FileView, node: number, visit: (occurrence: Occurrence) => void): void {
  const { nodes, snapshot, id } = view;
  const aux = nodes[node + Node.aux];
  switch (view.kind(node)) {
    case Kind.package:
      if (nodes[node + Node.name] !== 0) packageParts(view, node, visit);
      return;
    case Kind.import: {
      const index = view.table.importNodes.indexOf(node);
      const file = index < 0 ? -1 : snapshot.file(id).imports[index];
      if (file < 0 || !snapshot.files[file]) return;
      let last = aux;
      while (view.tokens.kinds[last + 1] === Token.string) last++;
      visit({ target: { kind: 'file', file }, first: aux, last, declares: false });
      return;
    }
    case Kind.message:
    case Kind.groupMessage:
    case Kind.enum:
    case Kind.service:
    case Kind.oneof:
    case Kind.field:
    case Kind.mapField:
    case Kind.method:
    case Kind.enumValue: {
      if (nodes[node + Node.name] === 0) return;
      const path = view.pathOf(node);
      visit({ target: { kind: 'symbol', file: id, path, node }, first: aux, last: aux, declares: true });
      return;
    }
    case Kind.typeRef:
      typeParts(view, node, visit);
      return;
    case Kind.namePart: {
      const container = partContainer(view, node);
      const field = container && partField(view, node, container);
      if (field) fieldParts(view, nodes[node + Node.first], nodes[node + Node.last], field, visit);
      return;
    }
    case Kind.aggregateField: {
      const container = valueType(view, view.parent(node));
      if (!container) return;
      const last = lastOfName(view, aux);
      if (nodes[node] & Flag.any) {
        const type = anyType(view, node);
        if (type?.kind === 'message') dottedParts(view, aux, last, type.file, type.path, visit);
        return;
      }
      const field = aggregateField(view, node, container);
      if (field) fieldParts(view, aux, last, field, visit);
      return;
    }
    case Kind.scalar: {
      if (!(nodes[node] & Flag.identifier)) return;
      const type = valueType(view, node);
      const value = type && enumValueNamed(snapshot, type, nodes[node + Node.name]);
      const token = nodes[node + Node.last];
      if (value) visit({ target: { kind: 'symbol', ...value }, first: token, last: token, declares: false });
      return;
    }
  }
}

/** The occurrence that a token belongs to, the narrowest one. */
export function occurrenceAt(view: FileView, token: number): Occurrence | undefined {
  let found: Occurrence | undefined;
  const look = (occurrence: Occurrence): void => {
    if (occurrence.first <= token && token <= occurrence.last) found ??= occurrence;
  };
  for (let node = view.nodeAt(token); node > 0 && !found; node = view.parent(node)) occurrencesIn(view, node, look);
  return found;
}

function typeParts(view: FileView, node: number, visit: (occurrence: Occurrence) => void): void {
  const { nodes, snapshot } = view;
  if (nodes[node] & (Flag.scalar | Flag.broken)) return;
  const { refs } = snapshot.link(view.id);
  const ref = nodes[node + Node.value] * 2;
  if (refs[ref] < 0) return;
  dottedParts(view, nodes[node + Node.first], nodes[node + Node.last], refs[ref], refs[ref + 1], visit);
}

/** The parts of a dotted name whose whole means `path`, from the last to the first. */
function dottedParts(
  view: FileView,
  first: number,
  last: number,
  file: number,
  path: number,
  visit: (occurrence: Occurrence) => void,
): void {
  const { tokens, paths, snapshot } = view;
  let at = path;
  for (let token = last; token >= first && at > 0; token--) {
    if (tokens.kinds[token] === 0x2f) return;
    if (tokens.kinds[token] !== Token.identifier) continue;
    visit({ target: pathTarget(snapshot, file, at), first: token, last: token, declares: false });
    at = paths.parent(at);
  }
}

/** The name of a field, which is a dotted one for an extension. */
function fieldParts(
  view: FileView,
  first: number,
  last: number,
  field: FieldPlace,
  visit: (occurrence: Occurrence) => void,
): void {
  const { nodes } = view.snapshot.file(field.file).parsed;
  if (nodes[field.node] & Flag.extension) {
    dottedParts(view, first, last, field.file, field.path, visit);
    return;
  }
  const target = symbolTarget(view.snapshot, field.file, field.path) ?? { kind: 'symbol', ...field };
  visit({ target, first, last, declares: false });
}

function packageParts(view: FileView, node: number, visit: (occurrence: Occurrence) => void): void {
  const { nodes, tokens, paths } = view;
  let path = 0;
  for (let token = nodes[node + Node.aux]; token <= nodes[node + Node.last]; token++) {
    if (tokens.kinds[token] !== Token.identifier) continue;
    path = paths.add(path, tokens.values[token]);
    visit({ target: { kind: 'package', path }, first: token, last: token, declares: true });
  }
}

/** The last token of a name in an aggregate that starts at a token: an identifier or what stands in brackets. */
export function lastOfName(view: FileView, first: number): number {
  const { kinds } = view.tokens;
  let last = first;
  for (;;) {
    const separated = kinds[last] === 0x2e || kinds[last] === 0x2f;
    const next = kinds[last + 1];
    if (separated ? next !== Token.identifier : next !== 0x2e && next !== 0x2f) return last;
    last++;
  }
}
