// Which tokens of a file refer to what: the one place that knows every position of the language.

import { Token } from '../syntax/tokens.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import type { FileView } from './file-view.js';
import { qualifiedNameOf } from './qualified-name.js';
import { pathTarget, sameTarget, symbolTarget, type Target } from './target.js';
import { textNameOf } from './text-name.js';
import { aggregateField, enumValueNamed, type FieldPlace, partContainer, partField, valueType } from './value-type.js';

/** Tokens `first` to `last` refer to `target`. */
export interface Occurrence {
  readonly target: Target;
  readonly first: number;
  readonly last: number;
  /** The bytes that refer to it where these are a part of a string, which is one token. */
  readonly inString?: Span;
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
      partsOf(view, node, visit);
      return;
    case Kind.namePart: {
      if (nodes[node] & Flag.extension) {
        partsOf(view, node, visit);
        return;
      }
      const container = partContainer(view, node);
      const field = container && partField(view, node, container);
      if (field) visitField(view, nodes[node + Node.first], field, visit);
      return;
    }
    case Kind.aggregateField: {
      if (nodes[node] & Flag.extension) {
        partsOf(view, node, visit);
        return;
      }
      const container = valueType(view, view.parent(node));
      const field = container && aggregateField(view, node, container);
      if (field) visitField(view, aux, field, visit);
      return;
    }
    case Kind.scalar: {
      if (!(nodes[node] & Flag.identifier)) {
        partsOfText(view, node, visit);
        return;
      }
      const type = valueType(view, node);
      const value = type && enumValueNamed(snapshot, type, nodes[node + Node.name]);
      const token = nodes[node + Node.last];
      if (value) visit({ target: { kind: 'symbol', ...value }, first: token, last: token, declares: false });
      return;
    }
  }
}

/** What an offset refers to; undefined for keywords, literals, names that are not found, and white space. */
export function occurrenceAt(view: FileView, offset: number): Occurrence | undefined {
  return occurrencesAt(view, offset)[0];
}

/** As `occurrenceAt`; several where a name in a string is declared by several files. */
export function occurrencesAt(view: FileView, offset: number): Occurrence[] {
  const token = view.tokenAt(offset);
  const found: Occurrence[] = [];
  if (token < 0) return found;
  const look = (occurrence: Occurrence): void => {
    if (occurrence.first > token || token > occurrence.last) return;
    const { inString } = occurrence;
    if (!inString || (inString.start <= offset && offset <= inString.end)) found.push(occurrence);
  };
  // The narrowest node that refers to something has the word.
  for (let node = view.nodeAt(token); node > 0 && found.length === 0; node = view.parent(node))
    occurrencesIn(view, node, look);
  return found;
}

/** The bytes that refer to the target. */
export function spanOf(view: FileView, { first, last, inString }: Occurrence): Span {
  return inString ?? view.tokens.span(first, last);
}

/** The parts of a dotted name, from the last to the first: declarations, then packages. */
function partsOf(view: FileView, node: number, visit: (occurrence: Occurrence) => void): void {
  const name = qualifiedNameOf(view, node);
  if (!name) return;
  let path = name.path;
  for (let token = name.last; token >= name.first && path > 0; token -= 2) {
    const target = pathTarget(view.snapshot, name.file, path);
    visit({ target, first: token, last: token, declares: false });
    path = view.paths.parent(path);
  }
}

/** As `partsOf`, for a full name in a string; a part means the same in every file that declares the whole. */
function partsOfText(view: FileView, node: number, visit: (occurrence: Occurrence) => void): void {
  const name = textNameOf(view, node);
  if (!name) return;
  const token = view.nodes[node + Node.first];
  let path = name.path;
  for (const inString of name.parts.toReversed()) {
    const targets: Target[] = [];
    for (const file of name.files) {
      const target = pathTarget(view.snapshot, file, path);
      if (!targets.some((known) => sameTarget(known, target))) targets.push(target);
    }
    for (const target of targets) visit({ target, first: token, last: token, inString, declares: false });
    path = view.paths.parent(path);
  }
}

function visitField(view: FileView, token: number, field: FieldPlace, visit: (occurrence: Occurrence) => void): void {
  const target = symbolTarget(view.snapshot, field.file, field.path) ?? { kind: 'symbol', ...field };
  visit({ target, first: token, last: token, declares: false });
}

function packageParts(view: FileView, node: number, visit: (occurrence: Occurrence) => void): void {
  const { nodes, tokens, paths } = view;
  let path = 0;
  for (let token = nodes[node + Node.aux]; token <= nodes[node + Node.last]; token++) {
    if (tokens.kinds[token] !== Token.identifier) continue;
    path = paths.add(path, view.tokenName(token));
    visit({ target: { kind: 'package', path }, first: token, last: token, declares: true });
  }
}
