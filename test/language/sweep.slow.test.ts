// 200 files of the corpus: every feature at every token, the first declarations of each renamed there and back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { documentSymbols } from '../../server/language/document-symbols.js';
import { corpusSnapshot, sample } from './corpus.js';
import { noCounts, renameThereAndBack, sweepFile } from './sweep.js';

const { snapshot, count } = corpusSnapshot();
const files = sample(count, 200, 1);

test('every feature at every token of 200 files', () => {
  const counts = noCounts();
  for (const file of files) sweepFile(snapshot, file, 1, counts);
  assert.ok(counts.tokens > 60_000, `only ${counts.tokens} tokens`);
});

test('rename there and back gives the same bytes in 200 files', async () => {
  let renamed = 0;
  for (const file of files) {
    for (const { selection } of documentSymbols(snapshot, file).slice(0, 3))
      if (await renameThereAndBack(snapshot, file, selection.start)) renamed++;
  }
  assert.ok(renamed > 200, `only ${renamed} renames were possible`);
});
