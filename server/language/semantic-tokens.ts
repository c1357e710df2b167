// Semantic tokens: what each identifier is, for colours that regular expressions cannot give.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Token } from '../syntax/tokens.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { isDeprecated } from './describe-symbol.js';
import { FileView } from './file-view.js';
import { forEachOccurrence } from './occurrences.js';
import type { Target } from './target.js';

/** In the order of their numbers, by the names that VS Code's themes know. */
export const semanticTokenTypes = [
  'namespace',
  'class',
  'enum',
  'enumMember',
  'property',
  'interface',
  'method',
  'type',
  'keyword',
  'modifier',
  'decorator',
] as const;

/** In the order of their bits. */
export const semanticTokenModifiers = ['declaration', 'deprecated', 'defaultLibrary'] as const;

const enum Type {
  namespace,
  message,
  enum,
  enumValue,
  field,
  service,
  method,
  scalar,
  keyword,
  label,
  option,
}

const enum Modifier {
  declaration = 1,
  deprecated = 2,
  defaultLibrary = 4,
}

/** Tokens of bytes [starts[i], ends[i]), in source order, without overlaps and on one line each. */
export interface SemanticTokens {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Indexes of `semanticTokenTypes`. */
  readonly types: Uint8Array;
  /** Bits of `semanticTokenModifiers`. */
  readonly modifiers: Uint8Array;
}

/** The tokens of a file, or of those that overlap `range`. */
export function semanticTokens(snapshot: SchemaSnapshot, file: number, range?: Span): SemanticTokens {
  const view = new FileView(snapshot, file);
  const { tokens } = view;
  // By token number: type + 1, or 0; and the modifiers.
  const types = new Uint8Array(tokens.count);
  const modifiers = new Uint8Array(tokens.count);
  const put = (token: number, type: Type, bits: number): void => {
    if (tokens.kinds[token] !== Token.identifier) return;
    types[token] = type + 1;
    modifiers[token] = bits;
  };
  addWords(view, put);
  const styles = new Map<string, { type: Type; bits: number }>();
  forEachOccurrence(view, ({ target, first, last, declares }) => {
    if (target.kind === 'file') return;
    const key = target.kind === 'package' ? 'p' : `${target.file}:${target.node}`;
    let style = styles.get(key);
    if (!style) styles.set(key, (style = styleOf(snapshot, target)));
    for (let token = first; token <= last; token++)
      put(token, style.type, style.bits | (declares ? Modifier.declaration : 0));
  });
  return collect(view, types, modifiers, range);
}

function collect(view: FileView, types: Uint8Array, modifiers: Uint8Array, range: Span | undefined): SemanticTokens {
  const { tokens } = view;
  const chosen: number[] = [];
  for (let token = 0; token < types.length; token++) {
    if (types[token] === 0) continue;
    if (range && (tokens.ends[token] <= range.start || tokens.starts[token] >= range.end)) continue;
    chosen.push(token);
  }
  return {
    starts: Int32Array.from(chosen, (token) => tokens.starts[token]),
    ends: Int32Array.from(chosen, (token) => tokens.ends[token]),
    types: Uint8Array.from(chosen, (token) => types[token] - 1),
    modifiers: Uint8Array.from(chosen, (token) => modifiers[token]),
  };
}

function styleOf(snapshot: SchemaSnapshot, target: Target): { type: Type; bits: number } {
  if (target.kind !== 'symbol') return { type: Type.namespace, bits: 0 };
  const view = new FileView(snapshot, target.file);
  const kind = view.kind(target.node);
  const bits =
    (isDeprecated(view, target.node) ? Modifier.deprecated : 0) |
    (snapshot.file(target.file).name.startsWith('google/protobuf/') ? Modifier.defaultLibrary : 0);
  return { type: typeOfKind(kind), bits };
}

function typeOfKind(kind: Kind): Type {
  switch (kind) {
    case Kind.message:
    case Kind.groupMessage:
      return Type.message;
    case Kind.enum:
      return Type.enum;
    case Kind.enumValue:
      return Type.enumValue;
    case Kind.service:
      return Type.service;
    case Kind.method:
      return Type.method;
    default:
      return Type.field;
  }
}

/** Keywords, labels, scalar types, and names of options that lead nowhere. */
function addWords(view: FileView, put: (token: number, type: Type, bits: number) => void): void {
  const { nodes } = view;
  const end = nodes[Node.end];
  for (let node = Node.size as number; node < end; node += Node.size) {
    const first = nodes[node + Node.first];
    const last = nodes[node + Node.last];
    const name = nodes[node + Node.aux];
    switch (view.kind(node)) {
      case Kind.syntax:
      case Kind.package:
      case Kind.extend:
      case Kind.extensions:
      case Kind.reserved:
      case Kind.oneof:
      case Kind.service:
        put(first, Type.keyword, 0);
        break;
      case Kind.message:
      case Kind.enum:
        for (let token = first; token < (name || first + 1); token++) put(token, Type.keyword, 0);
        break;
      case Kind.import:
        for (let token = first; token < name; token++) put(token, Type.keyword, 0);
        break;
      case Kind.option:
        // Only the statement starts with the word.
        if (first + 1 <= last && nodes[node + Node.size + Node.first] === first + 1) put(first, Type.keyword, 0);
        break;
      case Kind.default:
      case Kind.jsonName:
        put(first, Type.keyword, 0);
        break;
      case Kind.field:
      case Kind.mapField:
      case Kind.group:
        addFieldWords(view, node, put);
        break;
      case Kind.method:
        addMethodWords(view, node, put);
        break;
      case Kind.range:
        for (let token = first; token <= last; token++) put(token, Type.keyword, 0);
        break;
      case Kind.typeRef:
        if (nodes[node] & Flag.scalar) put(first, Type.scalar, Modifier.defaultLibrary);
        break;
      case Kind.namePart:
        for (let token = first; token <= last; token++) put(token, Type.option, 0);
        break;
      case Kind.scalar:
        if (nodes[node] & Flag.identifier) put(last, Type.keyword, 0);
        break;
    }
  }
}

function addFieldWords(view: FileView, node: number, put: (token: number, type: Type, bits: number) => void): void {
  const { nodes } = view;
  let token = nodes[node + Node.first];
  if (nodes[node] & Flag.labels) put(token++, Type.label, 0);
  if (view.kind(node) !== Kind.field) put(token, Type.keyword, 0);
}

function addMethodWords(view: FileView, node: number, put: (token: number, type: Type, bits: number) => void): void {
  const { nodes, tokens } = view;
  const end = nodes[node + Node.end];
  put(nodes[node + Node.first], Type.keyword, 0);
  let types = 0;
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    if (view.kind(child) !== Kind.typeRef) continue;
    const first = nodes[child + Node.first];
    if (nodes[child] & Flag.stream) put(first - 1, Type.label, 0);
    // `) returns (`: the word stands before the parenthesis of the second type.
    if (types++ === 1) {
      const open = first - (nodes[child] & Flag.stream ? 2 : 1);
      if (tokens.kinds[open] === 0x28) put(open - 1, Type.keyword, 0);
    }
  }
}
