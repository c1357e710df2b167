// As round-trip.test.ts with the whole corpus, in groups.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpusFolder } from '../../conformance/folders.js';
import { corpusNames } from '../../schema/descriptors/corpus.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { roundTrip } from './round-trip.js';

const groupSize = 500;

for (const sourceInfo of [false, true]) {
  test(`the corpus ${sourceInfo ? 'with' : 'without'} source info`, (context) => {
    const names = corpusNames();
    assert.ok(names.length > 8000);
    let files = 0;
    let equalBytes = 0;
    const failures: string[] = [];
    for (let at = 0; at < names.length; at += groupSize) {
      const group = names.slice(at, at + groupSize);
      const result = roundTrip(corpusFolder, group, sourceInfo, temporaryFolder(context, {}));
      files += result.files;
      equalBytes += result.equalBytes;
      failures.push(...result.failures);
    }
    context.diagnostic(`${equalBytes} of ${files} equal byte for byte`);
    assert.deepEqual(failures.slice(0, 20), []);
  });
}
