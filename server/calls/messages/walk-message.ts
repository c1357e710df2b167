// Visits the messages inside a decoded message: for what the schema does not know, and for Any.
import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import type { Any } from '@bufbuild/protobuf/wkt';

export interface UnknownField {
  /** "order.items[2]"; empty for the message itself. */
  readonly path: string;
  readonly number: number;
  readonly wireType: 'VARINT' | 'I64' | 'LEN' | 'SGROUP' | 'I32';
  /** The content, without tag and length. */
  readonly value: Uint8Array;
}

/** At most so many are told of for one message. */
const maxUnknownFields = 100;

const wireTypeNames: Readonly<Record<number, UnknownField['wireType']>> = {
  [WireType.Varint]: 'VARINT',
  [WireType.Bit64]: 'I64',
  [WireType.LengthDelimited]: 'LEN',
  [WireType.StartGroup]: 'SGROUP',
  [WireType.Bit32]: 'I32',
};

/** Collects unknown fields; those that are extensions which `isExtension` knows are none. */
export function unknownFieldsOf(
  desc: DescMessage,
  message: Message,
  isExtension: (extendee: DescMessage, number: number) => boolean,
): UnknownField[] {
  const found: UnknownField[] = [];
  visit(desc, message, '', (type, each, path) => {
    for (const { no, wireType, data } of each.$unknown ?? []) {
      if (found.length >= maxUnknownFields || isExtension(type, no)) continue;
      const value = wireType === WireType.LengthDelimited ? withoutLength(data) : data;
      found.push({ path, number: no, wireType: wireTypeNames[wireType] ?? 'LEN', value });
    }
  });
  return found;
}

/** Calls `take` with each google.protobuf.Any, which it may change. */
export function forEachAny(desc: DescMessage, message: Message, take: (any: Any) => void): void {
  visit(desc, message, '', (type, each) => {
    if (type.typeName === 'google.protobuf.Any') take(each as Any);
  });
}

type Visit = (desc: DescMessage, message: Message, path: string) => void;

function visit(desc: DescMessage, message: Message, path: string, take: Visit): void {
  take(desc, message, path);
  for (const field of messageFields(desc)) {
    const value = fieldValue(field, message);
    if (value === undefined || value === null) continue;
    const name = path === '' ? field.name : `${path}.${field.name}`;
    const inner = field.message;
    if (!inner) continue;
    if (field.fieldKind === 'list') {
      const items = value as Message[];
      for (let i = 0; i < items.length; i++) visit(inner, items[i], `${name}[${i}]`, take);
    } else if (field.fieldKind === 'map') {
      for (const [key, each] of Object.entries(value)) visit(inner, each as Message, `${name}[${key}]`, take);
    } else visit(inner, value as Message, name, take);
  }
}

const known = new WeakMap<DescMessage, readonly DescField[]>();

/** The fields whose values are messages; well-known types have no form of their own to look into, but for Any. */
function messageFields(desc: DescMessage): readonly DescField[] {
  let fields = known.get(desc);
  if (!fields) {
    fields = desc.fields.filter(
      ({ message }) =>
        message && (message.typeName === 'google.protobuf.Any' || !message.typeName.startsWith('google.protobuf.')),
    );
    known.set(desc, fields);
  }
  return fields;
}

function fieldValue(field: DescField, message: Message): object | undefined {
  const record = message as unknown as Record<string, unknown>;
  if (!field.oneof) return record[field.localName] as object | undefined;
  const oneof = record[field.oneof.localName] as { case?: string; value?: object };
  return oneof.case === field.localName ? oneof.value : undefined;
}

function withoutLength(data: Uint8Array): Uint8Array {
  let at = 0;
  while (data[at] >= 0x80) at++;
  return data.subarray(at + 1);
}
