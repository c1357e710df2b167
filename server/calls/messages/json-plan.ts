// What the direct way from the wire format to JSON needs to know of a message type, worked out once.
import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';

/** How a value is read and written. */
export const enum ValueKind {
  int32,
  uint32,
  sint32,
  bool,
  enum,
  int64,
  uint64,
  sint64,
  fixed32,
  sfixed32,
  float,
  fixed64,
  sfixed64,
  double,
  string,
  bytes,
  message,
  /** Left to the library. */
  other,
}

export interface FieldPlan {
  readonly number: number;
  readonly kind: ValueKind;
  /** Of one value: as in the encoding specification, such as 0 for VARINT. */
  readonly wireType: number;
  /** `"name":` in UTF-8. */
  readonly name: Uint8Array;
  readonly isRepeated: boolean;
  /** Whether the default is not written. */
  readonly isImplicit: boolean;
  /** A bit for the oneof it belongs to, or 0. */
  readonly oneof: number;
  /** JSON texts of the values of an enum, by number. */
  readonly values: ReadonlyMap<number, Uint8Array> | undefined;
  /** The type of a message. */
  readonly message: DescMessage | undefined;
}

export interface MessagePlan {
  readonly desc: DescMessage;
  /** In the order of their numbers. */
  readonly fields: readonly FieldPlan[];
}

/** Whose JSON is not that of their fields. */
const specialTypes = /^google\.protobuf\.(Any|Timestamp|Duration|FieldMask|Struct|Value|ListValue|\w+Value)$/;
const nullValue = 'google.protobuf.NullValue';
/** Bits of a number in JavaScript. */
const maxOneofs = 30;

const plans = new WeakMap<DescMessage, MessagePlan | 'none'>();

/** Undefined for a type that only the library writes. */
export function jsonPlan(desc: DescMessage): MessagePlan | undefined {
  let plan = plans.get(desc);
  if (!plan) {
    plan = makePlan(desc) ?? 'none';
    plans.set(desc, plan);
  }
  return plan === 'none' ? undefined : plan;
}

function makePlan(desc: DescMessage): MessagePlan | undefined {
  if (specialTypes.test(desc.typeName) || desc.oneofs.length > maxOneofs) return undefined;
  const names = desc.fields.map(({ jsonName }) => jsonName);
  // Objects of JavaScript, which the library makes, order such names otherwise.
  if (names.some((name) => /^(\d+|__proto__)$/.test(name)) || new Set(names).size < names.length) return undefined;
  if (desc.fields.some(({ presence }) => presence === FeatureSet_FieldPresence.LEGACY_REQUIRED)) return undefined;
  const fields = [...desc.fields].sort((a, b) => a.number - b.number).map((field) => planField(field, desc));
  return { desc, fields };
}

function planField(field: DescField, { oneofs }: DescMessage): FieldPlan {
  const kind = kindOf(field);
  return {
    number: field.number,
    kind,
    wireType: wireTypeOf(kind),
    name: utf8(`${JSON.stringify(field.jsonName)}:`),
    isRepeated: field.fieldKind === 'list',
    isImplicit: field.fieldKind !== 'list' && field.presence === FeatureSet_FieldPresence.IMPLICIT,
    oneof: field.oneof ? 1 << oneofs.indexOf(field.oneof) : 0,
    values: kind === ValueKind.enum && field.enum ? valueTexts(field.enum) : undefined,
    message: field.message,
  };
}

function kindOf(field: DescField): ValueKind {
  if (field.fieldKind === 'map') return ValueKind.other;
  if (field.message) return field.delimitedEncoding ? ValueKind.other : ValueKind.message;
  if (field.enum) return field.enum.open && field.enum.typeName !== nullValue ? ValueKind.enum : ValueKind.other;
  return field.scalar === undefined ? ValueKind.other : scalarKinds[field.scalar];
}

const scalarKinds: Readonly<Record<ScalarType, ValueKind>> = {
  [ScalarType.INT32]: ValueKind.int32,
  [ScalarType.UINT32]: ValueKind.uint32,
  [ScalarType.SINT32]: ValueKind.sint32,
  [ScalarType.BOOL]: ValueKind.bool,
  [ScalarType.INT64]: ValueKind.int64,
  [ScalarType.UINT64]: ValueKind.uint64,
  [ScalarType.SINT64]: ValueKind.sint64,
  [ScalarType.FIXED32]: ValueKind.fixed32,
  [ScalarType.SFIXED32]: ValueKind.sfixed32,
  [ScalarType.FLOAT]: ValueKind.float,
  [ScalarType.FIXED64]: ValueKind.fixed64,
  [ScalarType.SFIXED64]: ValueKind.sfixed64,
  [ScalarType.DOUBLE]: ValueKind.double,
  [ScalarType.STRING]: ValueKind.string,
  [ScalarType.BYTES]: ValueKind.bytes,
};

function wireTypeOf(kind: ValueKind): number {
  if (kind <= ValueKind.sint64) return 0;
  if (kind <= ValueKind.float) return 5;
  return kind <= ValueKind.double ? 1 : 2;
}

function valueTexts({ value }: DescEnum): ReadonlyMap<number, Uint8Array> {
  const texts = new Map<number, Uint8Array>();
  for (const { number, jsonName } of Object.values(value)) texts.set(number, utf8(JSON.stringify(jsonName)));
  return texts;
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}
