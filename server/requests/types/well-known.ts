// The messages of google.protobuf that have a JSON form of their own ("ProtoJSON Format" of protobuf.dev).
import type { MessageModel, ScalarType } from './model.js';

export type WellKnown =
  | { readonly kind: 'timestamp' | 'duration' | 'field-mask' | 'struct' | 'value' | 'list' | 'any' }
  | { readonly kind: 'wrapper'; readonly scalar: ScalarType };

const forms: Readonly<Record<string, WellKnown>> = {
  Timestamp: { kind: 'timestamp' },
  Duration: { kind: 'duration' },
  FieldMask: { kind: 'field-mask' },
  Struct: { kind: 'struct' },
  Value: { kind: 'value' },
  ListValue: { kind: 'list' },
  Any: { kind: 'any' },
  DoubleValue: { kind: 'wrapper', scalar: 'double' },
  FloatValue: { kind: 'wrapper', scalar: 'float' },
  Int64Value: { kind: 'wrapper', scalar: 'int64' },
  UInt64Value: { kind: 'wrapper', scalar: 'uint64' },
  Int32Value: { kind: 'wrapper', scalar: 'int32' },
  UInt32Value: { kind: 'wrapper', scalar: 'uint32' },
  BoolValue: { kind: 'wrapper', scalar: 'bool' },
  StringValue: { kind: 'wrapper', scalar: 'string' },
  BytesValue: { kind: 'wrapper', scalar: 'bytes' },
};

/** The form of a message; undefined for one that is written field by field. */
export function wellKnown({ fullName }: MessageModel): WellKnown | undefined {
  const prefix = 'google.protobuf.';
  const name = fullName.slice(prefix.length);
  return fullName.startsWith(prefix) && Object.hasOwn(forms, name) ? forms[name] : undefined;
}

/** What is wrong with the text of a Timestamp; undefined if nothing is. */
export function timestampProblem(text: string): string | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return 'write it as RFC 3339, such as 2024-05-01T12:30:00Z, with at most 9 digits of a second';
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const days = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  const february = month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
  if (month < 1 || month > 12 || day < 1 || day > days || february) return 'there is no such day';
  if (hour > 23 || minute > 59 || second > 59) return 'there is no such time of day';
  return year < 1 ? 'the years go from 0001 to 9999' : undefined;
}

/** What is wrong with the text of a Duration; undefined if nothing is. */
export function durationProblem(text: string): string | undefined {
  const match = /^-?(\d+)(?:\.(\d{1,9}))?s$/.exec(text);
  if (!match) return 'write it in seconds with an s behind, such as 1.5s, with at most 9 digits of a second';
  return Number(match[1]) > 315_576_000_000 ? 'it is longer than 315,576,000,000 seconds' : undefined;
}
