// Byte offsets and editor positions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from '../../server/text/line-index.js';
import { randomNumbers } from '../language/corpus.js';

function indexOf(text: string): LineIndex {
  return new LineIndex(new TextEncoder().encode(text));
}

test('line breaks of every kind', () => {
  const index = indexOf('a\nb\r\nc\rd');
  assert.equal(index.lineCount, 4);
  assert.deepEqual(
    [0, 1, 2, 3].map((line) => index.lineStart(line)),
    [0, 2, 5, 7],
  );
  assert.equal(index.lineStart(9), 8);
  assert.deepEqual(
    [0, 1, 2, 4, 5, 6, 7, 8].map((offset) => index.lineOf(offset)),
    [0, 0, 1, 1, 2, 2, 3, 3],
  );
});

test('columns are UTF-16 code units', () => {
  const index = indexOf('é😀x\ny');
  assert.deepEqual(index.position(0), { line: 0, column: 0 });
  assert.deepEqual(index.position(2), { line: 0, column: 1 });
  assert.deepEqual(index.position(6), { line: 0, column: 3 });
  assert.deepEqual(index.position(7), { line: 0, column: 4 });
  assert.deepEqual(index.position(8), { line: 1, column: 0 });
  assert.deepEqual(index.position(99), { line: 1, column: 1 });
  assert.equal(index.offset({ line: 0, column: 3 }), 6);
  assert.equal(index.offset({ line: 0, column: 99 }), 7);
  assert.equal(index.offset({ line: 9, column: 0 }), 9);
  assert.deepEqual(index.range({ start: 0, end: 8 }), { start: { line: 0, column: 0 }, end: { line: 1, column: 0 } });
});

test('a byte order mark has no width', () => {
  const index = new LineIndex(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61));
  assert.deepEqual(index.position(3), { line: 0, column: 0 });
  assert.equal(index.offset({ line: 0, column: 0 }), 3);
});

test('positions agree with JavaScript strings', () => {
  const text = fc.array(fc.constantFrom('a', 'é', '€', '😀', '\n', '\r\n', '\r', ' ')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (source) => {
      const index = indexOf(source);
      const lines = source.split(/\r\n|\r|\n/);
      assert.equal(index.lineCount, lines.length);
      lines.forEach((line, number) => {
        for (let column = 0; column <= line.length; column++) {
          // Between the halves of a pair there is no byte offset.
          if (/^[\udc00-\udfff]/.test(line.slice(column))) continue;
          const position = { line: number, column };
          assert.deepEqual(index.position(index.offset(position)), position);
        }
      });
    }),
    { seed: 1 },
  );
});

test('columns far inside of a long line, asked in any order', () => {
  const text = `short\n${'aä😀€'.repeat(2_000)}\nend`;
  const bytes = new TextEncoder().encode(text);
  const lines = new LineIndex(bytes);
  const line = text.split('\n')[1];
  const random = randomNumbers(1);
  for (let i = 0; i < 200; i++) {
    // Of four characters, the third has two units.
    const character = Math.floor(random() * 8_000);
    const column = [...line].slice(0, character).join('').length;
    const offset = 'short\n'.length + new TextEncoder().encode(line.slice(0, column)).length;
    assert.deepEqual(lines.position(offset), { line: 1, column });
    assert.equal(lines.offset({ line: 1, column }), offset);
  }
  assert.deepEqual(lines.position(bytes.length), { line: 2, column: 3 });
});
