// Line edits turn one text into the other and touch no line that stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withLineBreaks } from '../../server/format/line-breaks.js';
import { lineEdits } from '../../server/format/line-edits.js';
import { defaultStyle, type FormatStyle } from '../../server/format/style.js';

function apply(before: string, edits: ReturnType<typeof lineEdits>): string {
  let bytes = Buffer.from(before);
  for (const { start, end, text } of [...edits].reverse()) {
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
  }
  return bytes.toString();
}

const text = fc
  .array(fc.constantFrom('a', 'b', 'ü', '', '{', '}'), { maxLength: 12 })
  .chain((lines) => fc.boolean().map((ended) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : '')));

test('applied edits give the wanted text', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edits = lineEdits(Buffer.from(before), Buffer.from(after));
      assert.equal(apply(before, edits), after);
      for (let i = 1; i < edits.length; i++) assert.ok(edits[i].start >= edits[i - 1].end);
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test('lines that stay are not replaced', () => {
  const edits = lineEdits(Buffer.from('a\nb\nc\nd\n'), Buffer.from('a\nB\nc\nD\n'));
  assert.deepEqual(edits, [
    { start: 2, end: 4, text: 'B\n' },
    { start: 6, end: 8, text: 'D\n' },
  ]);
});

test('lines next to each other are replaced one by one where only their white space differs', () => {
  const edits = (before: string, after: string) => lineEdits(Buffer.from(before), Buffer.from(after));
  assert.deepEqual(edits('a=1;\nb=2;\n', 'a = 1;\nb = 2;\n'), [
    { start: 0, end: 5, text: 'a = 1;\n' },
    { start: 5, end: 10, text: 'b = 2;\n' },
  ]);
  // Half of this would lose or repeat something.
  assert.deepEqual(edits('a\n=1; b=2;\n', 'a = 1;\nb = 2;\n'), [{ start: 0, end: 11, text: 'a = 1;\nb = 2;\n' }]);
});

test('line breaks are those of the source or of the style', () => {
  const convert = (source: string, formatted: string, style: Partial<FormatStyle> = {}): string =>
    Buffer.from(withLineBreaks(Buffer.from(formatted), Buffer.from(source), { ...defaultStyle, ...style })).toString();
  assert.equal(convert('a\r\nb', 'a\nb\n'), 'a\r\nb\r\n');
  assert.equal(convert('a\nb', 'a\nb\n'), 'a\nb\n');
  assert.equal(convert('a', 'a\n'), 'a\n');
  assert.equal(convert('a\nb', 'a\nb\n', { endOfLine: 'crlf' }), 'a\r\nb\r\n');
  assert.equal(convert('a\r\nb', 'a\nb\n', { endOfLine: 'lf' }), 'a\nb\n');
  assert.equal(convert('a\r\nb', 'a\nb\n', { insertFinalNewline: false }), 'a\r\nb');
});
