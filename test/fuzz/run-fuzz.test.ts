// The fuzzing itself: a compiler with known faults has each of them found, and only those.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFuzz } from './run-fuzz.js';
import { stressNames } from './stress-inputs.js';

test('a throw, a hang, too much memory and wrong results are found', async () => {
  const compilerModule = new URL('./faulty-compiler.js', import.meta.url).href;
  const outcome = await runFuzz({ compilerModule, inputs: { stress: true } }, { patienceMs: 5000, memoryMb: 150 });
  assert.equal(outcome.inputs, stressNames.length + 256 * 7);
  const reasons = Object.fromEntries(outcome.failures.map(({ input, reason }) => [input, reason]));
  assert.equal(Object.keys(reasons).length, 5);
  assert.match(reasons[`byte ${0x41} in frame 2`] ?? '', /thrown on purpose/);
  assert.match(reasons[`byte ${0x42} in frame 2`] ?? '', /hangs/);
  assert.match(reasons[`byte ${0x43} in frame 2`] ?? '', /memory/);
  assert.match(reasons[`byte ${0x44} in frame 2`] ?? '', /no descriptors/);
  assert.match(reasons[`byte ${0x45} in frame 2`] ?? '', /99:1/);
});
