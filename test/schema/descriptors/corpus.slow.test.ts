// The whole corpus: the descriptors are protoc's, byte for byte.
import assert from 'node:assert/strict';
import test from 'node:test';
import { compareCorpus, corpusNames, describeAgreement } from './corpus.js';

for (const sourceInfo of [false, true]) {
  test(`the corpus ${sourceInfo ? 'with' : 'without'} source info`, (t) => {
    const names = corpusNames();
    assert.ok(names.length > 8000);
    const agreement = compareCorpus(names, sourceInfo);
    t.diagnostic(describeAgreement(agreement));
    assert.deepEqual(agreement.different, []);
  });
}
