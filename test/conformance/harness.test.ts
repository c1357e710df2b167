// The conformance harness itself, with compilers whose mistakes are known.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { compare, expectationOf, template } from './agreement.js';
import { readCases } from './archive.js';
import { expectationOfGolden, readTopics } from './case-files.js';
import type { Compilation, Compiler } from './compiler-port.js';
import { differ, Oracle } from './differential/differential.js';
import { Mutants } from './differential/mutants.js';
import { piecesOf, textOf } from './differential/pieces.js';
import { classesOf } from './differential/report.js';
import { readKnownDifferences } from './known-differences.js';
import { parseFindings, protocAsCompiler, protocOver } from './protoc.js';

const cacheFolder = mkdtempSync(path.join(os.tmpdir(), 'protopipe-verdicts-'));
process.env.XDG_CACHE_HOME = cacheFolder;
after(() => rmSync(cacheFolder, { recursive: true }));

const wrong = 'syntax = "proto3";\nmessage A { Nope a = 1; }\n';
const right = 'syntax = "proto3";\n// Leading.\nmessage A { int32 a = 1; }\n';
const sources = (text: string) => new Map([['a.proto', new TextEncoder().encode(text)]]);
const roots = ['a.proto'];

const acceptsAll: Compiler = async () => ({ problems: [], descriptorSet: new Uint8Array() });

test('protoc agrees with itself', async () => {
  for (const text of [wrong, right]) {
    const run = await protocOver(sources(text), roots);
    const agreement = compare(expectationOf(run), await protocAsCompiler(sources(text), roots));
    assert.equal(agreement.disagreement, undefined);
  }
});

test('a compiler that accepts everything disagrees about the verdict', async () => {
  const run = await protocOver(sources(wrong), roots);
  const { disagreement } = compare(expectationOf(run), await acceptsAll(sources(wrong), roots));
  assert.equal(disagreement?.kind, 'accepts');
  assert.equal(disagreement.subject, '"…" is not defined.');
});

test('a compiler that rejects what is right, or elsewhere, disagrees', async () => {
  const problem = { file: 'a.proto', line: 1, column: 1, code: 'made-up', message: 'no', severity: 'error' } as const;
  const rejecting: Compilation = { problems: [problem] };
  const accepted = expectationOf(await protocOver(sources(right), roots));
  assert.equal(compare(accepted, rejecting).disagreement?.kind, 'rejects');
  const rejected = expectationOf(await protocOver(sources(wrong), roots));
  assert.equal(compare(rejected, rejecting).disagreement?.kind, 'place');
  const there: Compilation = { problems: [{ ...problem, line: 2, column: 13 }, problem] };
  assert.equal(compare(rejected, there).disagreement, undefined);
  const warning: Compilation = { problems: [{ ...problem, severity: 'warning' }] };
  assert.equal(compare(rejected, warning).disagreement?.kind, 'accepts');
});

test('descriptors are compared with and without source info', async () => {
  const accepted = expectationOf(await protocOver(sources(right), roots));
  const withOtherComment = await protocOver(sources(right.replace('Leading', 'Other')), roots);
  assert.equal(compare(accepted, withOtherComment).disagreement?.kind, 'source-info');
  const withOtherNumber = await protocOver(sources(right.replace('= 1', '= 2')), roots);
  assert.equal(compare(accepted, withOtherNumber).disagreement?.kind, 'descriptor');
});

test('the goldens are what protoc says', async () => {
  for (const topic of readTopics()) {
    for (const each of topic.cases.filter((_case, index) => index % 16 === 0)) {
      const golden = topic.goldens[each.name];
      assert.ok(golden, `${topic.name}/${each.name} has no golden`);
      const run = await protocOver(each.files, [each.root]);
      const { disagreement } = compare(expectationOfGolden(golden), run);
      assert.equal(disagreement, undefined, `${topic.name}/${each.name}`);
    }
  }
});

test('mutants are the same in every run and mostly wrong', async () => {
  const one = new Mutants();
  const other = new Mutants();
  for (let number = 0; number < 50; number++) {
    const mutant = one.mutant(1, number);
    assert.deepEqual(mutant.own, other.mutant(1, number).own);
  }
  const mutants = Array.from({ length: 60 }, (_, number) => one.mutant(1, number));
  const oracle = new Oracle();
  const outcome = await differ(mutants, oracle, acceptsAll);
  const accepted = outcome.findings.filter(({ disagreement }) => disagreement.kind === 'accepts').length;
  assert.ok(accepted > 20 && accepted < 60, `${accepted} of 60 are wrong`);
  assert.ok(classesOf(outcome, []).length > 5);
  // What is known of one case is known of its mutants, not of others.
  const [first] = outcome.findings;
  const stranger = outcome.findings.find(({ mutant }) => mutant.origin !== first?.mutant.origin);
  assert.ok(first && stranger);
  const listed = { where: first.mutant.origin, kind: '*', subject: '*', reason: 'for the test' };
  const known = classesOf(outcome, [listed]).flatMap((each) => (each.known ? each.findings : []));
  assert.ok(known.includes(first) && !known.includes(stranger));
  // The second time the verdicts come from the cache, written as text in between.
  const again = await differ(mutants, new Oracle(), protocAsCompiler);
  assert.deepEqual(
    again.findings.map(({ disagreement }) => disagreement),
    [],
  );
});

test('a throwing compiler is a disagreement', async () => {
  const throwing: Compiler = async () => {
    throw new Error('broken');
  };
  const outcome = await differ([new Mutants().mutant(1, 0)], new Oracle(), throwing);
  assert.equal(outcome.findings[0]?.disagreement.kind, 'throws');
});

test('pieces joined are the text', () => {
  for (const topic of readTopics()) {
    for (const { files } of topic.cases) {
      for (const bytes of files.values()) {
        const text = Buffer.from(bytes).toString('latin1');
        assert.equal(textOf(piecesOf(text)), text);
      }
    }
  }
});

test('findings are read as protoc prints them', () => {
  const text = '/tmp/x/a.proto:3:4: warning: w: x.\n/tmp/x/b/c.proto: No place.\n/tmp/x/a.proto:1:2: Two\nlines\n';
  assert.deepEqual(parseFindings(text, ['/tmp/x']), [
    { file: 'a.proto', line: 3, column: 4, code: '', message: 'w: x.', severity: 'warning' },
    { file: 'b/c.proto', line: 0, column: 0, code: '', message: 'No place.', severity: 'error' },
    { file: 'a.proto', line: 1, column: 2, code: '', message: 'Two\nlines', severity: 'error' },
  ]);
});

test('messages of one kind have one template', () => {
  assert.equal(template('"a.B" is not defined.'), template('"x" is not defined.'));
  assert.equal(template('Field name aB should be lower_snake_case'), 'Field name … should be lower_snake_case');
  assert.equal(
    template('Extension range 1 to 5 includes field "a" (3).'),
    'Extension range N to N includes field "…" (N).',
  );
});

test('archives and tables are read', () => {
  const [first, second] = readCases(
    'remark\n== one\nsyntax\n\n== two\n-- a/b.proto --\nx\n-- c.proto (escaped) --\n\\x00\\n\n',
  );
  assert.deepEqual(
    [...(first?.files ?? [])].map(([name, bytes]) => [name, String(bytes)]),
    [['test.proto', '115,121,110,116,97,120,10']],
  );
  assert.equal(second?.root, 'a/b.proto');
  assert.deepEqual([...(second?.files.get('c.proto') ?? [])], [0, 10]);
  assert.deepEqual(
    readKnownDifferences('| Where | Kind | Subject | Reason |\n|---|---|---|---|\n| `*` | place | `a\\|b` | why |\n'),
    [{ where: '*', kind: 'place', subject: 'a|b', reason: 'why' }],
  );
  assert.throws(() => readKnownDifferences('| a | b | c | |'));
});
