// A share of the corpus: every feature at tokens of 12 of the 200 files that the slow test takes whole.
import assert from 'node:assert/strict';
import test from 'node:test';
import { complete } from '../../server/language/completion/complete.js';
import { documentSymbols } from '../../server/language/document-symbols.js';
import { hover } from '../../server/language/hover.js';
import { parse } from '../../server/syntax/parse.js';
import { importStatements } from '../../server/syntax/parsed-file.js';
import { tokensOf } from '../../server/syntax/tokenize.js';
import { corpusSnapshot, sample } from './corpus.js';
import { checkHierarchy, checkReferences, noCounts, renameThereAndBack, sweepFile, sweepWhole } from './sweep.js';

const { snapshot, count } = corpusSnapshot();
const files = sample(count, 200, 1)
  .filter((file) => snapshot.file(file).parsed.bytes.length < 40_000)
  .slice(0, 12);

test('every feature at every 7th token: no throw, ranges inside, edits that parse', () => {
  const counts = noCounts();
  for (const file of files) sweepFile(snapshot, file, 7, counts);
  for (const [what, number] of Object.entries(counts)) assert.ok(number > 0, `no ${what}`);
});

test('the references of a declaration contain its name', async () => {
  let checked = 0;
  for (const file of files) {
    for (const { selection, kind } of documentSymbols(snapshot, file).slice(0, 4)) {
      if (kind === 'package' || kind === 'extend') continue;
      await checkReferences(snapshot, file, selection.start);
      checked++;
    }
  }
  assert.ok(checked > 10);
});

test('callers and callees agree', async () => {
  let calls = 0;
  for (const file of files.slice(0, 4)) calls += await checkHierarchy(snapshot, file);
  assert.ok(calls > 5, `only ${calls} calls`);
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

test('prefixes of some files: the features answer at its end and on the whole', () => {
  const { schema } = snapshot;
  const short = files.filter((file) => snapshot.file(file).parsed.bytes.length < 12_000).slice(0, 3);
  assert.ok(short.length > 0);
  let completions = 0;
  for (const file of short) {
    const source = snapshot.file(file);
    const tokens = tokensOf(source.parsed.bytes);
    for (let token = 0; token < tokens.count; token += 3) {
      // In the middle of a token, so that words and strings break off too.
      const length = (tokens.starts[token] + tokens.ends[token]) >> 1;
      const parsed = parse(source.parsed.bytes.subarray(0, length), schema.names);
      const imports = source.imports.slice(0, importStatements(parsed, schema.names).length);
      const broken = snapshot.files.with(file, { ...source, parsed, imports });
      const state = schema.snapshot(broken, snapshot, snapshot.descriptorFile);
      completions += complete(state, file, length)?.items.length ?? 0;
      sweepWhole(state, file);
      hover(state, file, length);
    }
  }
  assert.ok(completions > 100, `only ${completions} items were offered`);
});
