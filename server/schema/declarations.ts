// Reading declarations off a syntax tree: what a descriptor would say, before anything is linked.
import { Flag, Kind, Node } from '../syntax/tree.js';
import { Word } from '../syntax/words.js';

/** Types of fields by their numbers in descriptor.proto. */
export const enum FieldType {
  double = 1,
  float = 2,
  int64 = 3,
  uint64 = 4,
  int32 = 5,
  fixed64 = 6,
  fixed32 = 7,
  bool = 8,
  string = 9,
  group = 10,
  message = 11,
  bytes = 12,
  uint32 = 13,
  enum = 14,
  sfixed32 = 15,
  sfixed64 = 16,
  sint32 = 17,
  sint64 = 18,
}

/** The type that a word for a scalar stands for, or 0. */
export function scalarType(name: number): FieldType | 0 {
  return name >= Word.double && name <= Word.bytes ? scalarTypes[name - Word.double] : 0;
}

/** In the order of the words. */
const scalarTypes: readonly FieldType[] = [
  FieldType.double,
  FieldType.float,
  FieldType.int32,
  FieldType.int64,
  FieldType.uint32,
  FieldType.uint64,
  FieldType.sint32,
  FieldType.sint64,
  FieldType.fixed32,
  FieldType.fixed64,
  FieldType.sfixed32,
  FieldType.sfixed64,
  FieldType.bool,
  FieldType.string,
  FieldType.bytes,
];

export function isField(kind: number): boolean {
  return kind === Kind.field || kind === Kind.mapField || kind === Kind.group;
}

/**
 * Calls `visit` with each field of a message in source order: fields, map fields and groups, also those in oneofs,
 * not those of nested messages and extend blocks.
 */
export function forEachField(nodes: Int32Array, message: number, visit: (field: number, oneof: number) => void): void {
  const end = nodes[message + Node.end];
  for (let child = message + Node.size; child < end; child = nodes[child + Node.end]) {
    const kind = nodes[child] & Flag.kind;
    if (isField(kind)) visit(child, -1);
    else if (kind === Kind.oneof) {
      const oneofEnd = nodes[child + Node.end];
      for (let inner = child + Node.size; inner < oneofEnd; inner = nodes[inner + Node.end]) {
        if (isField(nodes[inner] & Flag.kind)) visit(inner, child);
      }
    }
  }
}

/** The option of an element with a plain, undotted name such as `deprecated`: its value node, or -1. The last one counts. */
export function plainOption(nodes: Int32Array, element: number, name: number): number {
  let found = -1;
  const end = nodes[element + Node.end];
  for (let child = element + Node.size; child < end; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) !== Kind.option || nodes[child + Node.name] !== name) continue;
    const part = child + Node.size;
    const value = nodes[part + Node.end];
    // One name part, not an extension, then the value.
    if (nodes[part] & Flag.extension || value >= nodes[child + Node.end]) continue;
    if ((nodes[value] & Flag.kind) !== Kind.namePart) found = value;
  }
  return found;
}

/** Whether an element has the plain option `name` set to `true`. */
export function isOptionTrue(nodes: Int32Array, element: number, name: number): boolean {
  const value = plainOption(nodes, element, name);
  return value >= 0 && (nodes[value] & Flag.identifier) !== 0 && nodes[value + Node.name] === Word.true;
}

/** Whether an element has the plain option `name` set to `false`. */
export function isOptionFalse(nodes: Int32Array, element: number, name: number): boolean {
  const value = plainOption(nodes, element, name);
  return value >= 0 && (nodes[value] & Flag.identifier) !== 0 && nodes[value + Node.name] === Word.false;
}
