// JSON over lines: nothing of it changes but the white space.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { layOutJson, prettyJson } from '../../src/views/call/json-layout.js';

test('as JSON.stringify lays it out', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(prettyJson(JSON.stringify(value)), JSON.stringify(value, undefined, 2));
    }),
    { seed: 6, numRuns: 300 },
  );
});

test('numbers stay as they came', () => {
  assert.equal(
    prettyJson('{"a":1e+21,"b":-0.0,"c":12345678901234567890}'),
    '{\n  "a": 1e+21,\n  "b": -0.0,\n  "c": 12345678901234567890\n}',
  );
});

test('text that ends early is laid out as far as it goes', () => {
  const whole = JSON.stringify({ a: [1, { b: 'x "quoted" \\' }], c: {}, d: [] });
  for (let length = 0; length <= whole.length; length++) {
    const cut = whole.slice(0, length);
    assert.equal(
      prettyJson(cut).replace(/\n\s*/g, '').replace(/": /g, '":').trimEnd(),
      cut.replace(/": /g, '":').trimEnd(),
    );
  }
});

test('keys, strings, numbers and words are told apart', () => {
  const [, line] = layOutJson('{"key":["text",-1,true]}');
  assert.deepEqual(line, {
    indent: 1,
    pieces: [
      { kind: 'key', text: '"key"' },
      { kind: 'sign', text: ': ' },
      { kind: 'sign', text: '[' },
    ],
  });
  const kinds = layOutJson('["text",-1,true]').map(({ pieces }) => pieces[0]?.kind);
  assert.deepEqual(kinds, ['sign', 'string', 'number', 'word', 'sign']);
});
