// Every file of the corpus: accepted, and the same descriptors as protoc's, with and without source info.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilerUnderTest } from '../compiler.js';
import { compareCorpus } from './corpus.js';

test('descriptors of the corpus are equal to those of protoc', {
  skip: compilerUnderTest === undefined && 'there is no compiler to test',
}, async (context) => {
  assert.ok(compilerUnderTest);
  const { total, equal, equalWithoutSourceInfo, rawEqual, differing } = await compareCorpus(compilerUnderTest);
  context.diagnostic(
    `${total} files: ${equalWithoutSourceInfo} equal without source info, ${equal} with, ${rawEqual} as written`,
  );
  assert.ok(total > 7000);
  assert.equal(equal, total, `for instance ${differing.slice(0, 10).join(', ')}`);
});
