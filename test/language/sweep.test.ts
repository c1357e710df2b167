// A share of the corpus: every feature at tokens of 12 of the 200 files that the slow test takes whole.
import assert from 'node:assert/strict';
import test from 'node:test';
import { documentSymbols } from '../../server/language/document-symbols.js';
import { references } from '../../server/language/references.js';
import { corpusSnapshot, sample } from './corpus.js';
import { noCounts, renameThereAndBack, sweepFile } from './sweep.js';

const { snapshot, count } = corpusSnapshot();
const files = sample(count, 200, 1)
  .filter((file) => snapshot.file(file).parsed.bytes.length < 40_000)
  .slice(0, 12);

test('every feature at every 7th token: no throw, ranges inside, edits that parse', () => {
  const counts = noCounts();
  for (const file of files) sweepFile(snapshot, file, 7, counts);
  for (const [what, number] of Object.entries(counts)) if (what !== 'renames') assert.ok(number > 0, `no ${what}`);
});

test('the references of a declaration contain its name', async () => {
  let checked = 0;
  for (const file of files) {
    for (const { selection, kind } of documentSymbols(snapshot, file).slice(0, 4)) {
      if (kind === 'package' || kind === 'extend') continue;
      let found = false;
      for await (const batch of references(snapshot, file, selection.start, { includeDeclaration: true })) {
        if (batch.file === file)
          found ||= batch.places.some(({ start, declares }) => start === selection.start && declares);
      }
      assert.ok(found, snapshot.file(file).name);
      checked++;
    }
  }
  assert.ok(checked > 10);
});

test('rename there and back gives the same bytes', async () => {
  let renamed = 0;
  for (const file of files) {
    for (const { selection, children } of documentSymbols(snapshot, file).slice(0, 3)) {
      for (const { start } of [selection, ...children.slice(0, 1).map((child) => child.selection)])
        if (await renameThereAndBack(snapshot, file, start)) renamed++;
    }
  }
  assert.ok(renamed > 10, `only ${renamed} renames were possible`);
});
