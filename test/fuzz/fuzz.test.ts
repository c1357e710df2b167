// The compiler on inputs that are hard or senseless: it neither throws nor hangs nor exhausts memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilerUnderTest } from '../conformance/compiler.js';
import { runFuzz } from './run-fuzz.js';

const compilerModule = new URL('../conformance/compiler.js', import.meta.url).href;
const skip = compilerUnderTest === undefined && 'there is no compiler to test';

test('long, deep and many', { skip }, async () => {
  const { failures, inputs } = await runFuzz({ compilerModule, inputs: { stress: true } });
  assert.ok(inputs > 1800);
  assert.deepEqual(failures, []);
});

test('2,000 random files', { skip }, async () => {
  const { failures } = await runFuzz({ compilerModule, inputs: { seed: 1, count: 2000 } });
  assert.deepEqual(failures, []);
});
