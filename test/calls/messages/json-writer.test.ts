// The direct way from the wire format to JSON says what the library says, for generated messages of all types, and gives
// up on what is not valid.

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import {
  create,
  createFileRegistry,
  type DescField,
  type DescMessage,
  fromBinary,
  type Message,
  type MessageInitShape,
  ScalarType,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { anyPack, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { googleDescriptors } from '../../../protos/gen/google-descriptors.js';
import { AnyTypes } from '../../../server/calls/messages/any-types.js';
import type { JsonWriter } from '../../../server/calls/messages/json-writer.js';
import { jsonWriter } from '../../../server/calls/messages/message-codec.js';
import { unknownFieldsOf } from '../../../server/calls/messages/walk-message.js';
import { BundledFiles } from '../../../server/calls/schema/bundled-files.js';
import { CallSchema } from '../../../server/calls/schema/call-schema.js';
import { descriptorSetSource } from '../../../server/calls/schema/descriptor-set-source.js';
import { projectFolder } from '../../conformance/folders.js';
import { buildSet, openFiles } from '../../schema/descriptors/build-set.js';

const options = { includeImports: true, sourceInfo: false, retainOptions: false };
const folder = path.join(projectFolder, 'test/calls/messages');
const set = buildSet(openFiles([folder], ['every-type.proto']), ['every-type.proto'], options);
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, set));
const bundled = new BundledFiles(googleDescriptors);
const schema = new CallSchema([descriptorSetSource([set])], bundled);
// What was found once is known to those that look for types by name.
await schema.find('every.All', new AbortController().signal);
const types = new AnyTypes(schema, bundled);

function typeOf(name: string): DescMessage {
  const desc = registry.getMessage(`every.${name}`);
  assert.ok(desc, name);
  return desc;
}

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)];

const texts = ['', 'plain', 'ünï', '"\\/\b\f\n\r\t\u0000\u001f\u007f', '日本語 😀', '\u2028\u2029', 'x'.repeat(300)];
const numbers = [0, 1, -1, 127, 128, -128, 2 ** 31 - 1, -(2 ** 31)];
const longs = [
  0n,
  1n,
  -1n,
  2n ** 31n,
  -(2n ** 31n),
  2n ** 32n,
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];
const floats = [
  0,
  -0,
  1,
  -1.5,
  0.1,
  1e21,
  1e-7,
  1e300,
  5e-324,
  Number.NaN,
  Infinity,
  -Infinity,
  16777217,
  3.4028234663852886e38,
];

function scalar(type: ScalarType, random: Random): unknown {
  switch (type) {
    case ScalarType.STRING:
      return pick(random, texts);
    case ScalarType.BYTES:
      return Uint8Array.from({ length: Math.floor(random() * 5) }, () => Math.floor(random() * 256));
    case ScalarType.BOOL:
      return random() < 0.5;
    case ScalarType.DOUBLE:
      return pick(random, floats);
    case ScalarType.FLOAT:
      return Math.fround(
        pick(
          random,
          floats.filter((value) => !Number.isFinite(value) || Math.abs(value) < 3.5e38),
        ),
      );
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return pick(random, numbers);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return pick(random, [0, 1, 300, 2 ** 31, 2 ** 32 - 1]);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return pick(random, [...longs.filter((value) => value >= 0n), 2n ** 64n - 1n]);
    default:
      return pick(random, longs);
  }
}

function single(field: DescField, random: Random, depth: number): unknown {
  if (field.enum) return pick(random, field.enum.open ? [0, 1, -1, 77] : [1, 2]);
  if (field.message) return generate(field.message, random, depth + 1);
  return scalar(field.scalar ?? ScalarType.STRING, random);
}

/** A message with some of its fields set. */
function generate(desc: DescMessage, random: Random, depth = 0): ReflectMessage {
  const message = reflect(desc);
  switch (desc.typeName) {
    case 'google.protobuf.Any': {
      const inner = generate(typeOf('Implicit'), random, depth);
      return reflect(desc, anyPack(inner.desc, inner.message as Message) as Message);
    }
    case 'google.protobuf.Timestamp':
    case 'google.protobuf.Duration':
      return reflect(
        desc,
        create(desc, {
          seconds: BigInt(Math.floor(random() * 1e9)),
          nanos: pick(random, [0, 1, 1e6, 999999999]),
        } as MessageInitShape<DescMessage>),
      );
    case 'google.protobuf.FieldMask':
      return reflect(
        desc,
        create(desc, { paths: pick(random, [[], ['a'], ['a_b.c', 'd']]) } as MessageInitShape<DescMessage>),
      );
    case 'google.protobuf.Value':
      return reflect(
        desc,
        create(desc, { kind: { case: 'numberValue', value: 1.5 } } as MessageInitShape<DescMessage>),
      );
    case 'google.protobuf.Struct':
      return reflect(
        desc,
        create(desc, {
          fields: { b: { kind: { case: 'boolValue', value: true } }, 2: { kind: { case: 'stringValue', value: 's' } } },
        } as MessageInitShape<DescMessage>),
      );
    case 'google.protobuf.ListValue':
      return message;
  }
  for (const field of desc.fields) {
    if (random() < 0.5 && field.name !== 'must') continue;
    if (depth > 3 && field.message) continue;
    if (field.fieldKind === 'list') {
      const list = message.get(field);
      for (let i = Math.floor(random() * 4); i > 0; i--) list.add(single(field, random, depth) as never);
    } else if (field.fieldKind === 'map') {
      const map = message.get(field);
      for (let i = Math.floor(random() * 3); i > 0; i--) {
        map.set(
          scalar(field.mapKey, random) as never,
          (field.message
            ? generate(field.message, random, depth + 1)
            : field.enum
              ? 1
              : scalar(field.scalar ?? ScalarType.STRING, random)) as never,
        );
      }
    } else message.set(field, single(field, random, depth) as never);
  }
  return message;
}

/** What the library says; undefined when it refuses the message or finds more in it than JSON tells. */
function expected(desc: DescMessage, bytes: Uint8Array): string | undefined {
  try {
    const message = fromBinary(desc, bytes);
    const json = JSON.stringify(toJson(desc, message, { registry: types }));
    const isExtension = (extendee: DescMessage, number: number) =>
      types.getExtensionFor(extendee, number) !== undefined;
    return unknownFieldsOf(desc, message, isExtension).length === 0 ? json : undefined;
  } catch {
    return undefined;
  }
}

function written(writer: JsonWriter, bytes: Uint8Array): string | undefined {
  const done = writer.message(bytes);
  const text = writer.take().toString();
  assert.ok(done || text === '', 'what was given up leaves nothing behind');
  return done ? text : undefined;
}

const names = ['Explicit', 'Implicit', 'Lists', 'Maps', 'WellKnown', 'All'];

for (const name of names) {
  test(`${name}: equal to the library`, (t) => {
    const desc = typeOf(name);
    const writer = jsonWriter(desc, types);
    const random = randomFrom(name.length * 7919);
    let direct = 0;
    const rounds = name === 'All' ? 300 : 2000;
    for (let round = 0; round < rounds; round++) {
      const bytes = toBinary(desc, generate(desc, random).message);
      const own = written(writer, bytes);
      const wanted = expected(desc, bytes);
      assert.ok(wanted !== undefined);
      if (own === undefined) continue;
      direct++;
      assert.equal(own, wanted);
    }
    t.diagnostic(`${direct} of ${rounds} written directly`);
    assert.ok(direct > rounds / 5, `only ${direct} of ${rounds}`);
  });

  test(`${name}: bytes that were changed`, () => {
    const desc = typeOf(name);
    const writer = jsonWriter(desc, types);
    const random = randomFrom(name.length * 104729);
    for (let round = 0; round < 3000; round++) {
      let bytes = toBinary(desc, generate(desc, random).message);
      const kind = Math.floor(random() * 4);
      const at = Math.floor(random() * bytes.length);
      if (kind === 0) bytes = bytes.subarray(0, at);
      else if (kind === 1 && bytes.length > 0) bytes[at] ^= 1 << Math.floor(random() * 8);
      else if (kind === 2 && bytes.length > 0) bytes[at] = Math.floor(random() * 256);
      else bytes = Buffer.concat([bytes, bytes]);
      const own = written(writer, bytes);
      if (own !== undefined) assert.equal(own, expected(desc, bytes), Buffer.from(bytes).toString('hex'));
    }
  });
}

test('what the library refuses is not written, nor are unknown fields and extensions lost', () => {
  const explicit = jsonWriter(typeOf('Explicit'), types);
  const cases: Record<string, number[]> = {
    'invalid UTF-8': [0x72, 1, 0xff],
    'an unknown field': [0xf8, 0x7f, 1],
    'an extension': [0xc2, 0xbb, 0x01, 1, 0x61],
    'a closed enum with another value': [0x88, 1, 9],
    'two of a oneof': [0x9a, 1, 1, 0x61, 0xa8, 1, 5],
    'fields out of order': [0x20, 1, 0x18, 1],
    'a length that is too large': [0x72, 5, 0x61],
    'another wire type': [0x70, 1],
    'a varint of eleven bytes': [0x18, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
  };
  for (const [what, bytes] of Object.entries(cases))
    assert.equal(written(explicit, Uint8Array.from(bytes)), undefined, what);
  assert.equal(written(explicit, new Uint8Array()), '{}');
});

test('messages one behind the other, across the end of the buffer', () => {
  const desc = typeOf('Explicit');
  const writer = jsonWriter(desc, types);
  const bytes = toBinary(desc, create(desc, { string: 'é'.repeat(1000) } as MessageInitShape<DescMessage>));
  for (let i = 0; i < 200; i++) {
    assert.ok(writer.message(bytes));
    writer.lineFeed();
  }
  const line = `{"string":"${'é'.repeat(1000)}"}\n`;
  assert.equal(writer.take().toString(), line.repeat(200));
  assert.equal(writer.length, 0);
});
