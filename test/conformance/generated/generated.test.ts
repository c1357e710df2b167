// A seeded share of the generated files, small enough for every run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilerUnderTest } from '../compiler.js';
import { agreeOn } from '../differential/agree-on-mutants.js';
import { GeneratedFiles } from './generated-files.js';

const seed = 1;
const skip = compilerUnderTest === undefined && 'there is no compiler to test';
const files = new GeneratedFiles();

test('the compiler agrees with protoc on 250 generated files', { skip }, async (context) => {
  assert.ok(compilerUnderTest);
  const makers = Array.from({ length: 250 }, (_, number) => () => files.file(seed, number));
  const { bothAccept, bothReject } = await agreeOn(makers, compilerUnderTest, context);
  assert.ok(bothAccept > 80, `only ${bothAccept} are right`);
  assert.ok(bothReject > 80, `only ${bothReject} are wrong`);
});

test('a number stands for one file, and its mistake is all that differs', () => {
  const mistaken = Array.from({ length: 40 }, (_, number) => files.file(seed, number)).filter((file) => file.mistake);
  assert.ok(mistaken.length > 10);
  for (const { number, own, root } of mistaken) {
    assert.deepEqual(files.file(seed, number).own, own);
    const [wrong, right] = [own, files.file(seed, number, false).own].map((all) => String(all.get(root)));
    assert.ok(wrong !== undefined && right !== undefined);
    assert.notEqual(wrong.replace(/\s/g, ''), '');
  }
});

test('one mistake gives one problem in nearly all files', { skip }, async (context) => {
  assert.ok(compilerUnderTest);
  let compared = 0;
  const more: string[] = [];
  for (let number = 0; number < 600; number++) {
    const { mistake, files: own, root } = files.file(seed, number);
    if (mistake === undefined) continue;
    // By chance a file is wrong in another way, too.
    const right = await compilerUnderTest(files.file(seed, number, false).files, [root]);
    if (errors(right).length > 0) continue;
    const found = errors(await compilerUnderTest(own, [root]));
    if (found.length === 0) continue;
    compared++;
    if (found.length > 1) more.push(`${number} ${mistake}: ${found.map(({ code }) => code).join(', ')}`);
  }
  context.diagnostic(`${compared - more.length} of ${compared} give one`);
  assert.ok(compared > 200);
  assert.ok(more.length < compared * 0.05, more.join('\n'));
});

function errors({ problems }: { problems: readonly { severity: string; code: string }[] }) {
  return problems.filter(({ severity }) => severity === 'error');
}
