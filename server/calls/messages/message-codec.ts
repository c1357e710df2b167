// Messages between canonical JSON and the wire format.
import { type DescMessage, fromBinary, fromJsonString, type Message, toBinary, toJson } from '@bufbuild/protobuf';
import type { AnyTypes } from './any-types.js';
import { JsonWriter, maxJsonSourceBytes } from './json-writer.js';
import { forEachAny, type UnknownField, unknownFieldsOf } from './walk-message.js';

export interface DecodedMessage {
  /** In one line. */
  readonly json: string;
  readonly unknownFields: readonly UnknownField[];
}

/** A message that does not fit its type; the text says where. */
export class MessageProblem extends Error {
  override readonly name = 'MessageProblem';
}

/** Rejects with a MessageProblem: an unknown field is one, as is a value that does not fit. */
export async function encodeMessage(
  desc: DescMessage,
  json: string,
  types: AnyTypes,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const exact = quoteLargeIntegers(json);
  // An Any may hold another Any, whose type is only seen when the first is known.
  for (;;) {
    try {
      return toBinary(desc, fromJsonString(desc, exact, { registry: types }));
    } catch (error) {
      if (!types.isMissingTypes) throw problemOf(error);
    }
    const unknown = await types.fetchMissing(false, signal);
    if (unknown.length > 0) throw new MessageProblem(`nobody declares ${unknown.join(', ')}, the type of an Any`);
  }
}

/**
 * Undefined when an Any holds a type that was not asked for yet: `decodeFetching` does that. Throws a MessageProblem when
 * the bytes are no such message.
 */
export function decodeMessage(
  desc: DescMessage,
  bytes: Uint8Array,
  types: AnyTypes,
  emitDefaults: boolean,
): DecodedMessage | undefined {
  if (bytes.length > maxJsonSourceBytes) {
    const limitMib = maxJsonSourceBytes >> 20;
    throw new MessageProblem(`the message has ${bytes.length} bytes; those over ${limitMib} MiB are not made JSON`);
  }
  let message: Message;
  try {
    message = fromBinary(desc, bytes);
  } catch (error) {
    throw new MessageProblem(`the message cannot be decoded as ${desc.typeName}: ${textOf(error)}`);
  }
  try {
    forEachAny(desc, message, (any) => types.wrapOpaque(any));
    const json = JSON.stringify(toJson(desc, message, { registry: types, alwaysEmitImplicit: emitDefaults }));
    const isExtension = (extendee: DescMessage, number: number) =>
      types.getExtensionFor(extendee, number) !== undefined;
    return { json, unknownFields: unknownFieldsOf(desc, message, isExtension) };
  } catch (error) {
    if (types.isMissingTypes) return undefined;
    throw problemOf(error);
  }
}

/** A writer for messages of one type; what it cannot write itself is for `decodeMessage`. */
export function jsonWriter(desc: DescMessage, types: AnyTypes): JsonWriter {
  return new JsonWriter(desc, (inner, bytes) => {
    try {
      const decoded = decodeMessage(inner, bytes, types, false);
      return decoded?.unknownFields.length === 0 ? decoded.json : undefined;
    } catch {
      return undefined;
    }
  });
}

/** As `decodeMessage`, asking the sources for the types of each Any. Rejects with a MessageProblem. */
export async function decodeFetching(
  desc: DescMessage,
  bytes: Uint8Array,
  types: AnyTypes,
  emitDefaults: boolean,
  signal: AbortSignal,
): Promise<DecodedMessage> {
  // An Any may hold another Any.
  for (;;) {
    const decoded = decodeMessage(desc, bytes, types, emitDefaults);
    if (decoded) return decoded;
    await types.fetchMissing(true, signal);
  }
}

/**
 * JSON numbers are doubles to JSON.parse: integers that a double does not hold are put in quotes, which is the canonical
 * form of 64-bit integers. In a google.protobuf.Value, which holds doubles, such a number becomes a string with all
 * its digits.
 */
export function quoteLargeIntegers(json: string): string {
  if (!/\d{16}/.test(json)) return json;
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    if (!/^-?\d{16,}$/.test(token) || BigInt(token) === BigInt(Number(token))) return token;
    return `"${token}"`;
  });
}

/** Whether an error says that a text would be longer than a string can be, which is about 512 MiB. */
export function isTooLong(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    code === 'ERR_STRING_TOO_LONG' || (error instanceof RangeError && /^Invalid (string|array) length/.test(message))
  );
}

/** What a person is told of an error that a message is to blame for. */
export function problemOf(error: unknown): MessageProblem {
  if (error instanceof MessageProblem) return error;
  if (isTooLong(error)) return new MessageProblem('its JSON would be longer than a text can be');
  return new MessageProblem(textOf(error));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
