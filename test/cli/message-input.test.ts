// Where one JSON value ends and the next begins, however the text comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../cli/exit-code.js';
import { JsonSplitter } from '../../cli/message-input.js';

function split(pieces: readonly string[], maxLength?: number): string[] {
  const splitter = new JsonSplitter(maxLength);
  const values = pieces.flatMap((piece) => [...splitter.push(piece)]);
  const rest = splitter.rest();
  return rest === undefined ? values : [...values, rest];
}

test('values one behind the other, with and without space between them', () => {
  assert.deepEqual(split(['{"a":1}{"b":[2]}\n"x\\"y" 1 true\n[ ]null']), [
    '{"a":1}',
    '{"b":[2]}',
    '"x\\"y"',
    '1',
    'true',
    '[ ]',
    'null',
  ]);
  assert.deepEqual(split([' \n']), []);
  assert.deepEqual(split(['{"a": "}']), ['{"a": "}']);
  assert.deepEqual(split(['1{}2"x"3']), ['1', '{}', '2', '"x"', '3']);
});

test('a text that is cut anywhere gives the values of the whole', () => {
  const value = fc.json({ maxDepth: 3 });
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 5 }),
      fc.constantFrom(' ', '\n', '\r\n  '),
      fc.array(fc.nat(60), { maxLength: 8 }),
      (values, space, lengths) => {
        let text = values.join(space);
        const pieces: string[] = [];
        for (const length of lengths) {
          pieces.push(text.slice(0, length));
          text = text.slice(length);
        }
        assert.deepEqual(split([...pieces, text]), values);
      },
    ),
    { seed: 20261128, numRuns: 300 },
  );
});

test('a value may be long, not endless', () => {
  const piece = 'x'.repeat(1 << 16);
  const long = split(['"', ...Array.from({ length: 200 }, () => piece), '"{}']);
  assert.deepEqual(
    long.map((text) => text.length),
    [200 * piece.length + 2, 2],
  );
  assert.deepEqual(split(['"abcd"', '{}'], 6), ['"abcd"', '{}']);
  for (const pieces of [['"abcdef"'], ['"abc', 'def'], ['[[[', '[[[[']]) {
    assert.throws(() => split(pieces, 6), UsageError);
  }
});
