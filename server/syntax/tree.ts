// The syntax tree: one Int32Array per file, nodes in source order, so that it can be kept, sent and stored as it is.
//
// A node is `Node.size` numbers; its address is the index of the first of them. The file is node 0. The children of a
// node follow it directly, each ending where the next begins (`Node.end`), so the first child of n is n + Node.size
// and n has none if its end is there. Trees keep no text but Names ids, and no offsets but token numbers.

/** The numbers of a node. */
export const enum Node {
  /** Kind in the low 8 bits, flags (Flag) above. */
  head = 0,
  /** Number of the first token. */
  first = 1,
  /** Number of the last token; first - 1 for a node without tokens. */
  last = 2,
  /** Address behind the node's last descendant. */
  end = 3,
  /** Names id; see Kind. 0 when it is missing. */
  name = 4,
  /** Depends on the kind; see Kind. */
  value = 5,
  /** A token number that depends on the kind, mostly the name's; 0 when it is missing. */
  aux = 6,
  /** Address of the parent; -1 for the file. */
  parent = 7,
  size = 8,
}

/**
 * What a node is. "name", "value" and "aux" say what those columns hold, where they hold anything; "aux: name" is the
 * token of the name.
 */
export const enum Kind {
  /** value: Edition; name: number of TypeRef nodes. */
  file = 1,
  /** `syntax = "proto3";` or `edition = "2023";`, flag edition. name: the string; aux: its token. */
  syntax,
  /** name: the whole dotted name. aux: its first token. */
  package,
  /** Flags public, weak, option. name: the path; aux: its first token. */
  import,
  /** An option in any place. Children: NamePart…, then the value. aux: first token of the value. name: the first part. */
  option,
  /** name: identifier, or the dotted name in parentheses with flag extension. */
  namePart,
  /** A literal. name: its text, decoded for strings; flags negative and identifier, integer, float or string. */
  scalar,
  /** `{ … }` or `< … >` as a value. Children: AggregateField. */
  aggregate,
  /** Children: the value (scalar, aggregate or list). name: field name, or the dotted name in brackets with flag extension (and any for a type URL). aux: name. */
  aggregateField,
  /** `[ … ]` as a value. Children: values. */
  list,
  /** `default = …` of a field. Child: the value. aux: first token of the value. */
  default,
  /** `json_name = "…"` of a field. Child: the value. aux: first token of the value. */
  jsonName,
  /** Flags export, local. name; aux: name. */
  message,
  /** A group; with flag extension inside extend. Label flags. name: as written; value: number; aux: name. Children: its message (below), options. */
  group,
  /** The message of a group. name: as written; aux: name. */
  groupMessage,
  /** Label flags, numbered, inOneof, extension. Children: TypeRef, default, json_name, option. name; value: number; aux: name. */
  field,
  /** As field, with two TypeRefs: key and value. */
  mapField,
  /** name; aux: name. */
  oneof,
  /** Flags export, local. name; aux: name. */
  enum,
  /** name; value: number; aux: name. */
  enumValue,
  /** `extend T { … }`. Children: TypeRef, fields and groups. */
  extend,
  /** `extensions …;`. Children: Range, option. */
  extensions,
  /** `reserved …;`. Children: Range or ReservedName. */
  reserved,
  /** value: first number; name: last number, as a number (not a Names id), inclusive; flag max when written so. aux: token of the last number. */
  range,
  /** name; flag string when written as a string. aux: first token. */
  reservedName,
  service,
  /** Children: two TypeRefs (input, output; flag stream), option. name; aux: name. */
  method,
  /** name: the type as written, without white space; value: number of this TypeRef in the file, from 0. Flags scalar, stream. */
  typeRef,
}

/** Bits of Node.head. Bits of kinds that never meet share a place. */
export const enum Flag {
  kind = 0xff,
  optional = 1 << 8,
  required = 1 << 9,
  repeated = 1 << 10,
  labels = optional | required | repeated,
  /** The number was given and fits 32 bits. */
  numbered = 1 << 11,
  inOneof = 1 << 12,
  extension = 1 << 13,
  export = 1 << 14,
  local = 1 << 15,

  public = 1 << 8,
  weak = 1 << 9,
  optionImport = 1 << 10,

  edition = 1 << 8,

  negative = 1 << 8,
  identifier = 1 << 9,
  integer = 1 << 10,
  float = 1 << 11,
  string = 1 << 12,

  any = 1 << 8,

  max = 1 << 8,

  scalar = 1 << 8,
  stream = 1 << 9,

  /** The declaration breaks off: a part that it must have is missing. */
  broken = 1 << 30,
}

/** Editions by their numbers in descriptor.proto. */
export const enum Edition {
  unknown = 0,
  proto2 = 998,
  proto3 = 999,
  e2023 = 1000,
  e2024 = 1001,
  e2026 = 1002,
  unstable = 9999,
}

export function kindOf(nodes: Int32Array, node: number): Kind {
  return nodes[node] & Flag.kind;
}

/** Calls `visit` with each child of a node that has the kind, in source order. */
export function forEachChild(nodes: Int32Array, node: number, kind: Kind, visit: (child: number) => void): void {
  const end = nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) === kind) visit(child);
  }
}

/** The first child of a kind, or -1. */
export function childOf(nodes: Int32Array, node: number, kind: Kind): number {
  const end = nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) === kind) return child;
  }
  return -1;
}
