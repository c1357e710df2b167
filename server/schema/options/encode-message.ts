// The wire format of option values: fields by number, packed where the field is.
import { FieldType } from '../declarations.js';
import type { LinkContext } from '../link-context.js';
import { encodeScalar, wireOf } from './encode-scalar.js';
import type { OptionField } from './option-types.js';
import type { MessageValue, Value } from './option-value.js';
import { Wire, type WireWriter } from './wire-writer.js';
import { isZeroLiteral } from './zero-literal.js';

/** Writes the fields of a message; with `strip`, without those that only sources hold. */
export function encodeMessage(writer: WireWriter, context: LinkContext, message: MessageValue, strip: boolean): void {
  const { fields } = message;
  const ordered = fields.size > 1 ? [...fields].sort(([a], [b]) => a.number - b.number) : fields;
  for (const [field, values] of ordered) {
    if (strip && field.annotations.isSourceOnly) continue;
    encodeField(writer, context, field, values, strip);
  }
}

function encodeField(
  writer: WireWriter,
  context: LinkContext,
  field: OptionField,
  values: readonly Value[],
  strip: boolean,
): void {
  if (values.length === 0) return;
  if (field.isPacked) {
    writer.tag(field.number, Wire.lengthDelimited);
    const start = writer.length;
    for (const value of values) if (typeof value === 'number') encodeScalar(writer, context, field, value);
    writer.prefixLength(start);
    return;
  }
  for (const value of values) {
    if (typeof value === 'number') {
      if (field.isImplicit && isZeroLiteral(context, field, value)) continue;
      writer.tag(field.number, wireOf(field.type));
      encodeScalar(writer, context, field, value);
    } else if (value instanceof Uint8Array) {
      if (value.length === 0 && field.isImplicit) continue;
      writer.tag(field.number, Wire.lengthDelimited);
      writer.varint(value.length);
      writer.raw(value);
    } else if (field.extendee?.isMessageSet) encodeMessageSetItem(writer, context, field, value, strip);
    else {
      // protoc strips nothing inside groups.
      const isStripped = strip && field.type !== FieldType.group;
      encodeSubmessage(writer, field, () => encodeContent(writer, context, field, value, isStripped));
    }
  }
}

/** Writes the tag and the length, or the tags of a group, around what `content` writes. */
export function encodeSubmessage(writer: WireWriter, field: OptionField, content: () => void): void {
  if (field.type === FieldType.group) {
    writer.tag(field.number, Wire.startGroup);
    content();
    writer.tag(field.number, Wire.endGroup);
    return;
  }
  writer.tag(field.number, Wire.lengthDelimited);
  const start = writer.length;
  content();
  writer.prefixLength(start);
}

function encodeContent(
  writer: WireWriter,
  context: LinkContext,
  field: OptionField,
  value: MessageValue,
  strip: boolean,
): void {
  if (field.message?.isMapEntry) encodeMapEntry(writer, context, field, value, strip);
  else encodeMessage(writer, context, value, strip);
}

/** An entry of a map always has its key and its value. */
function encodeMapEntry(
  writer: WireWriter,
  context: LinkContext,
  field: OptionField,
  value: MessageValue,
  strip: boolean,
): void {
  const parts = [...(field.message?.fields.values() ?? [])];
  for (const part of parts) {
    const set = value.fields.get(part);
    if (set) encodeField(writer, context, part, set, strip);
    else if (part.isMessage) encodeSubmessage(writer, part, () => undefined);
    else {
      const wire = wireOf(part.type);
      writer.tag(part.number, wire);
      if (wire === Wire.fixed64) writer.fixed64(0n);
      else if (wire === Wire.fixed32) writer.fixed32(0);
      else writer.varint(0);
    }
  }
}

/** An item of a message set: a group of its number and its message. */
function encodeMessageSetItem(
  writer: WireWriter,
  context: LinkContext,
  field: OptionField,
  value: MessageValue,
  strip: boolean,
): void {
  writer.tag(1, Wire.startGroup);
  writer.tag(2, Wire.varint);
  writer.varint(field.number);
  writer.tag(3, Wire.lengthDelimited);
  const start = writer.length;
  encodeMessage(writer, context, value, strip);
  writer.prefixLength(start);
  writer.tag(1, Wire.endGroup);
}
