// Interned names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Names } from '../../server/syntax/names.js';
import { isScalarType, Word, words } from '../../server/syntax/words.js';

test('equal bytes have one id, and ids give the bytes back', () => {
  const names = new Names();
  const a = names.internText('foo');
  assert.equal(names.internText('foo'), a);
  assert.notEqual(names.internText('Foo'), a);
  assert.equal(names.text(a), 'foo');
  assert.equal(names.text(0), '');
  const bytes = Uint8Array.of(1, 0xff, 0, 2);
  const raw = names.intern(bytes, 1, 3);
  assert.deepEqual([...names.bytes(raw)], [0xff, 0]);
  assert.equal(names.intern(Uint8Array.of(0xff, 0), 0, 2), raw);
});

test('the words come first', () => {
  const names = new Names();
  for (const [index, word] of words.entries()) assert.equal(names.internText(word), index + 1);
  assert.equal(names.text(Word.syntax), 'syntax');
  assert.equal(names.text(Word.bytes), 'bytes');
  assert.equal(names.text(Word.java_string_check_utf8), 'java_string_check_utf8');
  assert.equal(words.length, Word.java_string_check_utf8);
  const scalars = words.filter((word) => isScalarType(names.internText(word)));
  assert.equal(
    scalars.join(' '),
    'double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes',
  );
});

test('100,000 names survive growing', () => {
  const names = new Names();
  const ids = Array.from({ length: 100_000 }, (_, i) => names.internText(`name_${i}`));
  assert.equal(new Set(ids).size, ids.length);
  for (const [i, id] of ids.entries()) {
    assert.equal(names.text(id), `name_${i}`);
    assert.equal(names.internText(`name_${i}`), id);
  }
});

test('the empty name is a name of its own', () => {
  const names = new Names();
  const empty = names.internText('');
  assert.notEqual(empty, 0);
  assert.equal(names.firstByte(empty), -1);
  assert.equal(names.firstByte(names.internText('x')), 0x78);
  assert.equal(names.end(empty) - names.start(empty), 0);
});
