// 200 files of the corpus: every feature at every token, the first declarations of each renamed there and back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { type DocumentSymbol, documentSymbols } from '../../server/language/document-symbols.js';
import { corpusSnapshot, sample } from './corpus.js';
import { checkHierarchy, checkReferences, noCounts, renameThereAndBack, sweepFile } from './sweep.js';

const { snapshot, count } = corpusSnapshot();
const files = sample(count, 200, 1);

test('every feature at every token of 200 files', (context) => {
  const counts = noCounts();
  for (const file of files) sweepFile(snapshot, file, 1, counts);
  context.diagnostic(JSON.stringify(counts));
  assert.ok(counts.tokens > 60_000, `only ${counts.tokens} tokens`);
});

test('the references of a declaration contain its name in 200 files', async (context) => {
  let checked = 0;
  const check = async (file: number, symbols: readonly DocumentSymbol[]): Promise<void> => {
    for (const { selection, kind, children } of symbols) {
      if (kind !== 'package' && kind !== 'extend') {
        await checkReferences(snapshot, file, selection.start);
        checked++;
      }
      await check(file, children);
    }
  };
  for (const file of files) await check(file, documentSymbols(snapshot, file));
  context.diagnostic(`${checked} declarations`);
  assert.ok(checked > 2_000, `only ${checked} declarations`);
});

test('callers and callees agree in 200 files', async (context) => {
  let calls = 0;
  for (const file of files) calls += await checkHierarchy(snapshot, file);
  context.diagnostic(`${calls} calls`);
  assert.ok(calls > 400, `only ${calls} calls`);
});

test('rename there and back gives the same bytes in 200 files', async (context) => {
  let renamed = 0;
  for (const file of files) {
    for (const { selection } of documentSymbols(snapshot, file).slice(0, 3))
      if (await renameThereAndBack(snapshot, file, selection.start)) renamed++;
  }
  context.diagnostic(`${renamed} renames`);
  assert.ok(renamed > 200, `only ${renamed} renames were possible`);
});
