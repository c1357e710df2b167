// The types of fields as linking found them.
import { Flag, Kind, Node } from '../syntax/tree.js';
import { FieldType, scalarType } from './declarations.js';
import { Feature, featuresOf, featureValue, MessageEncoding } from './features.js';
import { findSymbol } from './file-table.js';
import type { LinkContext } from './link-context.js';

/** Address of the TypeRef of a field or extend block, the first or the second; -1 if it is missing. */
export function typeRefOf(nodes: Int32Array, node: number, index = 0): number {
  const end = nodes[node + Node.end];
  let child = node + Node.size;
  for (let i = 0; child < end && (nodes[child] & Flag.kind) === Kind.typeRef; i++) {
    if (i === index) return child;
    child = nodes[child + Node.end];
  }
  return -1;
}

/** The file that declares what a TypeRef names, or -1 if it is not known. */
export function refFile(context: LinkContext, typeRef: number): number {
  return context.refs[2 * context.nodes[typeRef + Node.value]];
}

export function refPath(context: LinkContext, typeRef: number): number {
  return context.refs[2 * context.nodes[typeRef + Node.value] + 1];
}

/** The address of the declaration in its file; a map field for the message of its entries. -1 if it is not known. */
export function refNode(context: LinkContext, typeRef: number): number {
  const file = refFile(context, typeRef);
  if (file < 0) return -1;
  const table = context.snapshot.table(file);
  const index = findSymbol(table, refPath(context, typeRef));
  // The field and its entry message stand side by side; a path is of one of the two.
  return index < 0 ? -1 : table.nodes[index];
}

/** The type that a TypeRef names; 0 if it is not known. */
export function typeOfRef(context: LinkContext, typeRef: number): FieldType | 0 {
  if (typeRef < 0) return 0;
  const { nodes } = context;
  if (nodes[typeRef] & Flag.scalar) return scalarType(nodes[typeRef + Node.name]);
  const node = refNode(context, typeRef);
  if (node < 0) return 0;
  const kind = context.snapshot.table(refFile(context, typeRef)).parsed.nodes[node] & Flag.kind;
  return kind === Kind.enum ? FieldType.enum : FieldType.message;
}

/**
 * The type of a field of the context's file. Maps are of type message; a message field that editions encode as a group
 * is of type group. 0 if it is not known.
 */
export function fieldType(context: LinkContext, field: number): FieldType | 0 {
  const { nodes, table } = context;
  const kind = nodes[field] & Flag.kind;
  if (kind === Kind.group) return FieldType.group;
  if (kind === Kind.mapField) return FieldType.message;
  const type = typeOfRef(context, typeRefOf(nodes, field));
  if (type !== FieldType.message || table.features === undefined) return type;
  return featureValue(featuresOf(table, field), Feature.messageEncoding) === MessageEncoding.delimited
    ? FieldType.group
    : type;
}

export function isRepeated(nodes: Int32Array, field: number): boolean {
  return (nodes[field] & Flag.repeated) !== 0 || (nodes[field] & Flag.kind) === Kind.mapField;
}

/** Whether values of a type can be packed. */
export function isPackable(type: FieldType | 0): boolean {
  return (
    type !== 0 &&
    type !== FieldType.string &&
    type !== FieldType.bytes &&
    type !== FieldType.message &&
    type !== FieldType.group
  );
}

/** The first token of a field's type, where protoc points at types. */
export function typeToken(nodes: Int32Array, field: number): number {
  const kind = nodes[field] & Flag.kind;
  // The word "group" stands before the name; the word "map" starts the field.
  if (kind === Kind.group) return nodes[field + Node.aux] - 1;
  if (kind === Kind.mapField) return nodes[field + Node.first];
  const typeRef = typeRefOf(nodes, field);
  return typeRef < 0 ? nodes[field + Node.first] : nodes[typeRef + Node.first];
}

/** The name of a field as the schema has it: of a group in lower case. */
export function fieldNameText(context: LinkContext, field: number): string {
  const name = context.names.text(context.nodes[field + Node.name]);
  return (context.nodes[field] & Flag.kind) === Kind.group ? name.toLowerCase() : name;
}
