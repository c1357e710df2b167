// The formatter on files with a token too few, one twice, or another in its place: it leaves them alone, or what it makes
// of them means the same.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../server/format/format.js';
import { tokensOf } from '../../server/syntax/tokenize.js';
import { randomNumbers } from '../language/corpus.js';
import { checkInvariants, corpusFiles, names, parser, root } from './formatted.js';

test('a file with a mistake is left alone or keeps its meaning and its comments', () => {
  const random = randomNumbers(3);
  const cases = path.join(root, 'test/format/cases');
  const sources = [
    ...fs.readdirSync(cases).map((name) => fs.readFileSync(path.join(cases, name))),
    ...corpusFiles((i) => i % 400 === 7).values(),
  ].filter(({ length }) => length < 9_000);
  let formatted = 0;
  let left = 0;
  const checkMutant = (mutant: Buffer): void => {
    const output = format(parser.parse(mutant), names);
    if (output) {
      formatted++;
      checkInvariants(`a mutant:\n${mutant}\n`, mutant, Buffer.from(output).toString());
    } else left++;
  };
  for (const source of sources) {
    const { count, starts, ends } = tokensOf(source);
    const text = (token: number): Buffer => source.subarray(starts[token], ends[token]);
    for (let i = 0; i < 120; i++) {
      const token = Math.floor(random() * count);
      const before = source.subarray(0, starts[token]);
      const behind = source.subarray(ends[token]);
      const other = text(Math.floor(random() * count));
      checkMutant(Buffer.concat([before, behind]));
      checkMutant(Buffer.concat([before, text(token), Buffer.from(' '), text(token), behind]));
      checkMutant(Buffer.concat([before, other, behind]));
    }
  }
  assert.ok(formatted > 500 && left > 2_000, `${formatted} formatted, ${left} left alone`);
});

test('a mistake that hides behind a harmless one on its line is one', () => {
  for (const source of ['message A { int32 = 1; }', 'enum E { A = 99999999999999 }', 'message A { B = 99999999999; }'])
    assert.equal(format(parser.parse(Buffer.from(source)), names), undefined, source);
});
