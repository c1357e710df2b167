// The random files of fuzz.test.ts, many more of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilerUnderTest } from '../conformance/compiler.js';
import { runFuzz } from './run-fuzz.js';

const compilerModule = new URL('../conformance/compiler.js', import.meta.url).href;

test('200,000 random files', {
  skip: compilerUnderTest === undefined && 'there is no compiler to test',
}, async () => {
  const { failures } = await runFuzz({ compilerModule, inputs: { seed: 2, count: 200_000 } });
  assert.deepEqual(failures, []);
});
