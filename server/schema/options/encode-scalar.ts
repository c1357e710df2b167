// Literals in the wire format, each by the type of its field.
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { FieldType } from '../declarations.js';
import type { LinkContext } from '../link-context.js';
import { doubleOf, integerOf } from './number-literal.js';
import type { OptionField } from './option-types.js';
import { booleanOf } from './text-format-words.js';
import { Wire, type WireWriter } from './wire-writer.js';
import { hasNegativeZero } from './zero-literal.js';

export function wireOf(type: FieldType | 0): Wire {
  switch (type) {
    case FieldType.double:
    case FieldType.fixed64:
    case FieldType.sfixed64:
      return Wire.fixed64;
    case FieldType.float:
    case FieldType.fixed32:
    case FieldType.sfixed32:
      return Wire.fixed32;
    case FieldType.string:
    case FieldType.bytes:
    case FieldType.message:
      return Wire.lengthDelimited;
    case FieldType.group:
      return Wire.startGroup;
    default:
      return Wire.varint;
  }
}

/** Writes the value of a literal without its tag; strings with their length. */
export function encodeScalar(writer: WireWriter, context: LinkContext, field: OptionField, literal: number): void {
  const { nodes, names } = context;
  const name = nodes[literal + Node.name];
  switch (field.type) {
    case FieldType.double: {
      const value = doubleValue(context, literal);
      if (Number.isNaN(value)) writer.fixed64(isNegativeNan(nodes, literal) ? 0xfff8n << 48n : 0x7ff8n << 48n);
      else writer.double(value);
      return;
    }
    case FieldType.float: {
      const value = narrowed(doubleValue(context, literal));
      if (Number.isNaN(value)) writer.fixed32(isNegativeNan(nodes, literal) ? 0xffc00000 : 0x7fc00000);
      else writer.float(value);
      return;
    }
    case FieldType.bool:
      writer.varint(isTrue(context, literal) ? 1 : 0);
      return;
    case FieldType.string:
    case FieldType.bytes: {
      const bytes = names.bytes(name);
      writer.varint(bytes.length);
      writer.raw(bytes);
      return;
    }
    case FieldType.enum:
      writer.varint64(BigInt(enumNumber(context, field, literal)));
      return;
    case FieldType.fixed32:
    case FieldType.sfixed32:
      writer.fixed32(Number(integerValue(context, literal)));
      return;
    case FieldType.fixed64:
    case FieldType.sfixed64:
      writer.fixed64(integerValue(context, literal));
      return;
    case FieldType.sint32:
    case FieldType.sint64: {
      const value = integerValue(context, literal);
      writer.varint64((value << 1n) ^ (value >> 63n));
      return;
    }
    default: {
      const magnitude = integerOf(names, name);
      if (nodes[literal] & Flag.negative || typeof magnitude === 'bigint') {
        writer.varint64(integerValue(context, literal));
      } else writer.varint(magnitude);
    }
  }
}

function integerValue({ nodes, names }: LinkContext, literal: number): bigint {
  const magnitude = BigInt(integerOf(names, nodes[literal + Node.name]));
  return nodes[literal] & Flag.negative ? -magnitude : magnitude;
}

function doubleValue({ nodes, names }: LinkContext, literal: number): number {
  const head = nodes[literal];
  const name = nodes[literal + Node.name];
  let size: number;
  if (!(head & Flag.identifier)) size = doubleOf(names, name);
  else if (name === Word.nan || /^nan$/i.test(names.text(name))) size = Number.NaN;
  else size = Number.POSITIVE_INFINITY;
  if (size === 0 && head & Flag.integer && !hasNegativeZero(nodes, literal)) return 0;
  return head & Flag.negative ? -size : size;
}

/** The sign of NaN, which JavaScript does not keep. As an option's own value, protoc drops it. */
function isNegativeNan(nodes: Int32Array, literal: number): boolean {
  return (nodes[literal] & Flag.negative) !== 0 && kindOf(nodes, nodes[literal + Node.parent]) !== Kind.option;
}

const maxFloat = 3.4028234663852886e38;

/** Values that are only a rounding error above the largest float are taken for it. */
function narrowed(value: number): number {
  const size = Math.abs(value);
  return size > maxFloat && size <= 3.4028235677973366e38 ? Math.sign(value) * maxFloat : value;
}

function isTrue({ nodes, names }: LinkContext, literal: number): boolean {
  const name = nodes[literal + Node.name];
  return nodes[literal] & Flag.integer ? integerOf(names, name) === 1 : booleanOf(names.text(name)) === true;
}

function enumNumber(context: LinkContext, field: OptionField, literal: number): number {
  const { nodes } = context;
  if (nodes[literal] & Flag.integer) return Number(integerValue(context, literal));
  const { enumType } = field;
  const value = enumType?.values.get(nodes[literal + Node.name]);
  if (!enumType || value === undefined) return 0;
  return context.snapshot.file(enumType.file).parsed.nodes[value + Node.value];
}
