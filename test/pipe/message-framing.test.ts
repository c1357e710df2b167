// Messages and their prefixes: any message comes out as it went in, whatever the pieces it arrives in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { MessageReader, writeMessage } from '../../pipe/message-framing.js';
import { RpcError } from '../../pipe/rpc-error.js';

/** What `writeMessage` writes for them. */
function framed(...messages: readonly Uint8Array[]): Buffer {
  const chunks: Uint8Array[] = [];
  const stream = { write: (head: Uint8Array, body: Uint8Array) => void chunks.push(head, body) };
  for (const message of messages) writeMessage(stream, message);
  return Buffer.concat(chunks);
}

function readAll(reader: MessageReader): Buffer[] {
  const messages: Buffer[] = [];
  for (let message = reader.next(); message; message = reader.next()) messages.push(message);
  return messages;
}

test('a message has a flag, a big-endian length and its bytes', () => {
  assert.deepEqual(framed(Buffer.from('abc')), Buffer.from([0, 0, 0, 0, 3, 97, 98, 99]));
  assert.deepEqual(framed(Buffer.alloc(70_000)).subarray(0, 5), Buffer.from([0, 0, 1, 0x11, 0x70]));
});

test('every message is read back, in whatever pieces it comes', () => {
  const lengths = fc.oneof(fc.nat(20), fc.integer({ min: 4090, max: 4102 }), fc.nat(70_000));
  const property = fc.property(fc.array(lengths, { maxLength: 8 }), fc.array(fc.nat(20_000)), (sizes, cuts) => {
    const messages = sizes.map((size, i) => Buffer.alloc(size, i + 1));
    const bytes = framed(...messages);
    const reader = new MessageReader(70_000);
    const read: Buffer[] = [];
    let at = 0;
    for (const cut of [...cuts, bytes.length]) {
      reader.push(bytes.subarray(at, at + cut));
      at = Math.min(bytes.length, at + cut);
      read.push(...readAll(reader));
    }
    assert.deepEqual(read, messages);
    assert.equal(reader.unreadBytes, 0);
  });
  fc.assert(property, { seed: 7, numRuns: 300 });
});

test('byte by byte', () => {
  const reader = new MessageReader(10);
  const read: string[] = [];
  for (const byte of framed(Buffer.from('one'), Buffer.alloc(0), Buffer.from('three'))) {
    reader.push(Buffer.of(byte));
    read.push(...readAll(reader).map(String));
  }
  assert.deepEqual(read, ['one', '', 'three']);
});

test('too long a message is refused by its prefix alone, a compressed one too', () => {
  const long = new MessageReader(10);
  long.push(Buffer.from([0, 0, 0, 0, 11]));
  assert.throws(
    () => long.next(),
    (error) => error instanceof RpcError && error.code === status.RESOURCE_EXHAUSTED,
  );
  const compressed = new MessageReader(10);
  compressed.push(Buffer.from([1, 0, 0, 0, 1, 0]));
  assert.throws(
    () => compressed.next(),
    (error) => error instanceof RpcError && error.code === status.INTERNAL,
  );
});

test('a small message does not keep the buffer it came in, a large one is not copied', () => {
  const slab = Buffer.alloc(65_536);
  framed(Buffer.from('small'), Buffer.alloc(60_000, 1)).copy(slab);
  const reader = new MessageReader(100_000);
  reader.push(slab.subarray(0, 5 + 5 + 5 + 60_000));
  const [small, large] = readAll(reader);
  assert.ok(small && large);
  assert.ok(small.buffer !== slab.buffer);
  assert.ok(large.buffer === slab.buffer);
});
