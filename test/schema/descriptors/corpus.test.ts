// A share of the corpus, the same in each run: the descriptors are protoc's, byte for byte.
import assert from 'node:assert/strict';
import test from 'node:test';
import { compareCorpus, corpusNames, describeAgreement } from './corpus.js';

/** Every so manyth file, from a fixed one on. */
const stride = 97;
const first = 41;

for (const sourceInfo of [false, true]) {
  test(`a share of the corpus ${sourceInfo ? 'with' : 'without'} source info`, (t) => {
    const names = corpusNames().filter((_, index) => index % stride === first);
    assert.ok(names.length > 50);
    const agreement = compareCorpus(names, sourceInfo);
    t.diagnostic(describeAgreement(agreement));
    assert.deepEqual(agreement.different, []);
  });
}
