import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, encodeText, type RangeEdit } from '../../server/workspace/apply-edits.js';

/** An edit given as [line, column, line, column, text]. */
function edit([line, column, endLine, endColumn, newText]: [number, number, number, number, string]): RangeEdit {
  return { range: { start: { line, column }, end: { line: endLine, column: endColumn } }, newText };
}

function after(text: string, ...edits: [number, number, number, number, string][]): string {
  return new TextDecoder().decode(applyEdits(encodeText(text), edits.map(edit)));
}

test('inserts, replaces, deletes', () => {
  assert.equal(after('abc\ndef\n', [1, 1, 1, 2, 'XY']), 'abc\ndXYf\n');
  assert.equal(after('abc\ndef\n', [0, 3, 1, 0, '']), 'abcdef\n');
  assert.equal(after('', [0, 0, 0, 0, 'a\n']), 'a\n');
  assert.equal(after('a', [9, 9, 9, 9, 'b']), 'ab');
});

test('columns count UTF-16 units', () => {
  assert.equal(after('é😀x', [0, 3, 0, 4, 'y']), 'é😀y');
});

test('each edit sees the text as the one before left it', () => {
  assert.equal(after('one\ntwo\n', [0, 0, 0, 0, '0\n'], [1, 0, 1, 3, 'ONE']), '0\nONE\ntwo\n');
  assert.equal(after('abc', [0, 2, 0, 3, 'C'], [0, 0, 0, 1, 'A']), 'AbC');
});

test('is the same as editing a string', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n', '"'), maxLength: 30 });
  const step = fc.tuple(fc.nat(40), fc.nat(40), text);
  fc.assert(
    fc.property(text, fc.array(step, { maxLength: 6 }), (start, steps) => {
      let expected = start;
      const edits: RangeEdit[] = [];
      for (const [a, b, newText] of steps) {
        const from = boundary(expected, Math.min(a, b));
        const to = boundary(expected, Math.max(a, b));
        edits.push({ range: { start: position(expected, from), end: position(expected, to) }, newText });
        expected = expected.slice(0, from) + newText + expected.slice(to);
      }
      assert.equal(new TextDecoder().decode(applyEdits(encodeText(start), edits)), expected);
    }),
    { seed: 3, numRuns: 1000 },
  );
});

/** The nearest place at or before `index` that is not inside a surrogate pair. */
function boundary(text: string, index: number): number {
  const at = Math.min(index, text.length);
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at;
}

function position(text: string, index: number) {
  const lines = text.slice(0, index).split('\n');
  return { line: lines.length - 1, column: lines[lines.length - 1].length };
}
