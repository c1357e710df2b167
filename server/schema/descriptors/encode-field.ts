// FieldDescriptorProto: fields, map fields, groups and extensions.
import { childOf, Edition, Flag, Kind, Node } from '../../syntax/tree.js';
import { FieldType, scalarType } from '../declarations.js';
import { defaultValue } from './default-value.js';
import type { EncodeContext } from './encode-context.js';
import { encodeElementOptions } from './encode-options.js';
import { putJsonName } from './json-name.js';
import { varintSize } from './proto-writer.js';

/** Field numbers of FieldDescriptorProto. */
const enum FieldField {
  name = 1,
  extendee = 2,
  number = 3,
  label = 4,
  type = 5,
  typeName = 6,
  defaultValue = 7,
  options = 8,
  oneofIndex = 9,
  jsonName = 10,
  proto3Optional = 17,
}

const enum Label {
  optional = 1,
  required = 2,
  repeated = 3,
}

const fieldPresenceBytes = 40;

/**
 * Writes a field as the field `number` of the message around it. `extendee` is the TypeRef of the extend block or -1,
 * `oneofIndex` the index of its oneof, also a synthetic one, or -1.
 */
export function encodeField(
  context: EncodeContext,
  number: number,
  field: number,
  extendee: number,
  oneofIndex: number,
): void {
  const { nodes, out, names } = context;
  const head = nodes[field];
  const kind = head & Flag.kind;
  const name =
    kind === Kind.group
      ? names.internText(names.text(nodes[field + Node.name]).toLowerCase())
      : nodes[field + Node.name];
  out.begin(number, fieldPresenceBytes + 2 * names.byteLengthOf(name));
  out.nameField(FieldField.name, names, name);
  if (extendee >= 0) context.fullName(FieldField.extendee, context.refPath(extendee));
  out.int32(FieldField.number, nodes[field + Node.value]);
  out.int32(FieldField.label, labelOf(head, kind));
  const type = encodeType(context, field, kind);
  if (kind === Kind.field) encodeDefault(context, field, type);
  encodeElementOptions(context, FieldField.options, field);
  if (oneofIndex >= 0) out.int32(FieldField.oneofIndex, oneofIndex);
  const jsonName = childOf(nodes, field, Kind.jsonName);
  if (jsonName >= 0) out.nameField(FieldField.jsonName, names, nodes[jsonName + Node.size + Node.name]);
  else encodeJsonName(context, name);
  if (context.edition === Edition.proto3 && head & Flag.optional) out.int32(FieldField.proto3Optional, 1);
  out.end();
}

/** Writes `key` or `value` of a map entry, of the type that a TypeRef of the map field names. */
export function encodeEntryField(
  context: EncodeContext,
  fieldOfMessage: number,
  name: 'key' | 'value',
  typeRef: number,
  mapField: number,
): void {
  const { out } = context;
  out.begin(fieldOfMessage);
  out.textField(FieldField.name, name);
  out.int32(FieldField.number, name === 'key' ? 1 : 2);
  out.int32(FieldField.label, Label.optional);
  const type = encodeTypeRef(context, typeRef);
  const filter = type === FieldType.string ? 'map-entry-string' : 'map-entry';
  encodeElementOptions(context, FieldField.options, mapField, filter);
  out.textField(FieldField.jsonName, name);
  out.end();
}

/** Editions have no required: their LEGACY_REQUIRED is a feature of a field that is optional here. */
function labelOf(head: number, kind: Kind): Label {
  if (head & Flag.repeated || kind === Kind.mapField) return Label.repeated;
  return head & Flag.required ? Label.required : Label.optional;
}

function encodeType(context: EncodeContext, field: number, kind: Kind): FieldType {
  const { nodes, out } = context;
  if (kind === Kind.field) return encodeTypeRef(context, childOf(nodes, field, Kind.typeRef));
  const type = kind === Kind.group ? FieldType.group : FieldType.message;
  out.int32(FieldField.type, type);
  context.fullName(FieldField.typeName, kind === Kind.group ? context.groupPath(field) : context.entryPath(field));
  return type;
}

function encodeTypeRef(context: EncodeContext, typeRef: number): FieldType {
  const { nodes, out } = context;
  const scalar = nodes[typeRef] & Flag.scalar ? scalarType(nodes[typeRef + Node.name]) : 0;
  if (scalar) {
    out.int32(FieldField.type, scalar);
    return scalar;
  }
  const type = context.isEnum(typeRef) ? FieldType.enum : FieldType.message;
  out.int32(FieldField.type, type);
  context.fullName(FieldField.typeName, context.refPath(typeRef));
  return type;
}

function encodeDefault(context: EncodeContext, field: number, type: FieldType): void {
  const { nodes } = context;
  const value = childOf(nodes, field, Kind.default);
  if (value >= 0)
    context.out.bytesField(FieldField.defaultValue, defaultValue(nodes, value + Node.size, type, context.names));
}

function encodeJsonName(context: EncodeContext, name: number): void {
  const { out, names } = context;
  const size = names.byteLengthOf(name);
  out.varint((FieldField.jsonName << 3) | 2);
  const lengthSize = varintSize(size);
  out.reserve(lengthSize + size);
  const start = out.length + lengthSize;
  names.copyTo(name, out.bytes, start);
  const end = putJsonName(out.bytes, start, start + size, out.bytes, start);
  // Dropping underscores can make the length shorter by a byte.
  out.varint(end - start);
  if (out.length !== start) out.bytes.copyWithin(out.length, start, end);
  out.length += end - start;
}
