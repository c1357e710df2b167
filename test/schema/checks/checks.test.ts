// Every code of the lexer, the parser and the checks on cases that are wrong, beside cases that are right; each case is
// compiled by protoc too, which must agree about the verdict and about where the first error is.
// UPDATE_GOLDEN=1 writes what was found into the cases, and fails.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { codes, severityOf } from '../../../server/diagnostics/codes.js';
import { errorsOf } from '../../conformance/compiler-port.js';
import { projectFolder } from '../../conformance/folders.js';
import { protocOver } from '../../conformance/protoc.js';
import { compilerUnderTest } from '../../conformance/schema-compiler.js';
import { wellKnownFiles } from '../../conformance/well-known.js';
import { optionCases } from '../options/option-cases.js';
import { type AnnotatedCase, annotate, type ExpectedProblem, readAnnotatedCases } from './annotated-cases.js';

const tableOfCodes = path.join(projectFolder, 'server', 'diagnostics', 'codes.ts');
const casesFolder = path.join(projectFolder, 'test', 'schema', 'checks', 'cases');
const topics = readdirSync(casesFolder)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => ({ file: path.join(casesFolder, file), text: readFileSync(path.join(casesFolder, file), 'utf8') }))
  .map(({ file, text }) => ({ file, text, cases: readAnnotatedCases(text) }));

const wellKnown = wellKnownFiles();
const ownCodes = codesIn(['server/syntax', 'server/schema/checks', 'server/schema/resolve-types.ts']);

/** Each of these cases has the file without the mistake beside it. */
const ofOptions = optionCases.map(({ code }) => code);

/** The codes that sources report: a folder stands for what is in and below it. */
function codesIn(places: readonly string[]): Set<string> {
  const found = new Set<string>();
  const sources = places.flatMap((place) => {
    const full = path.join(projectFolder, place);
    if (place.endsWith('.ts')) return [full];
    const files = readdirSync(full, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    return files.map((file) => path.join(full, file)).filter((file) => file !== tableOfCodes);
  });
  for (const source of sources) {
    for (const [, word = ''] of readFileSync(source, 'utf8').matchAll(/'([a-z0-9-]+)'/g)) {
      if (word in codes) found.add(word);
    }
  }
  return found;
}

async function problemsOf({ files, root }: AnnotatedCase): Promise<ExpectedProblem[]> {
  const { problems } = await compilerUnderTest(new Map([...wellKnown, ...files]), [root]);
  return problems
    .filter(({ file, code }) => file === root && ownCodes.has(code))
    .map(({ line, column, code }) => ({ line, column, code }));
}

for (const { file, text, cases } of topics) {
  describe(path.basename(file, '.txt'), { concurrency: 2 }, () => {
    for (const each of cases) {
      test(each.name, async () => {
        const found = await problemsOf(each);
        assert.deepEqual(found.map(print).sort(), each.expected.map(print).sort());
        const protoc = await protocOver(each.files, [each.root]);
        const theirs = errorsOf(protoc).filter((error) => error.file === each.root);
        const ours = found.filter(({ code }) => severityOf(code as keyof typeof codes) === 'error');
        const theirText = theirs.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n');
        assert.equal(ours.length > 0, theirs.length > 0, `the verdict is another one than protoc's:\n${theirText}`);
        if (theirs.length === 0) {
          const warned = protoc.problems.map(({ line, column }) => `${line}:${column}`);
          for (const { line, column } of found)
            assert.ok(warned.includes(`${line}:${column}`), 'protoc warns of nothing');
        }
        const [first] = theirs;
        if (!first || first.line === 0) return;
        const places = ours.map(({ line, column }) => `${line}:${column}`);
        assert.ok(places.includes(`${first.line}:${first.column}`), `nothing where protoc reports:\n${theirText}`);
      });
    }
    if (process.env.UPDATE_GOLDEN) {
      test('cases are as found', async () => {
        const found = new Map<string, ExpectedProblem[]>();
        for (const each of cases) found.set(each.name, await problemsOf(each));
        writeFileSync(file, annotate(text, found));
        assert.fail(`${file} was written`);
      });
    }
  });
}

test('every code of the compiler has a wrong example and a right one', () => {
  const cases = topics.flatMap((topic) => topic.cases);
  const all = codesIn(['server/syntax', 'server/schema']);
  const wrong = new Set([...cases.flatMap(({ expected }) => expected.map(({ code }) => code)), ...ofOptions]);
  const right = new Set([...cases.flatMap((each) => each.right), ...ofOptions]);
  // In limits.test.ts, since they need so many fields.
  for (const examples of [wrong, right]) for (const code of ['too-many-fields', 'proto-limits']) examples.add(code);
  assert.deepEqual({ wrong: [...all].filter((code) => !wrong.has(code)) }, { wrong: [] });
  assert.deepEqual({ right: [...all].filter((code) => !right.has(code)) }, { right: [] });
  assert.deepEqual(
    [...right].filter((code) => !all.has(code)),
    [],
    'examples of codes that nothing reports',
  );
  const both = cases.filter((each) => each.right.length > 0 && each.expected.length > 0);
  assert.deepEqual(
    both.map(({ name }) => name),
    [],
    'a right example has no problem',
  );
  assert.ok(all.size > 105, `${all.size} codes`);
});

test('every code of the table is reported', () => {
  const reported = codesIn(['server', 'cli', 'src']);
  assert.deepEqual(
    Object.keys(codes).filter((code) => !reported.has(code)),
    [],
  );
});

function print({ line, column, code }: ExpectedProblem): string {
  return `${line}:${column} ${code}`;
}
