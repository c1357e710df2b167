// Each code of the checks of options: the mistake is found where protoc finds it, and the file without it is accepted.
import assert from 'node:assert/strict';
import test from 'node:test';
import { severityOf } from '../../../server/diagnostics/codes.js';
import { Schema } from '../../../server/schema/schema.js';
import { parse } from '../../../server/syntax/parse.js';
import { importStatements } from '../../../server/syntax/parsed-file.js';
import { protocOver } from '../../conformance/protoc.js';
import { wellKnownFiles } from '../../conformance/well-known.js';
import { optionCases, optionsFile } from './option-cases.js';

const marker = '▶';
const library = new Map([...wellKnownFiles(), ['options.proto', Buffer.from(optionsFile)]]);

for (const { code, name, wrong, right, placed, warning } of optionCases) {
  test(`${code}: ${name}`, async () => {
    const { text, places } = readMarkers(wrong);
    assert.ok(places.length > 0);
    const found = problemsOf(text);
    assert.deepEqual(
      found.map((problem) => `${problem.code} ${lineColumn(text, problem.start)}`),
      places.map((place) => `${code} ${lineColumn(text, place)}`),
    );
    const theirs = await protocOver(new Map([...library, ['test.proto', Buffer.from(text)]]), ['test.proto']);
    const wanted = theirs.problems.filter(({ severity }) => severity === (warning ? 'warning' : 'error'));
    assert.ok(wanted.length > 0, 'protoc finds nothing');
    if (placed !== false) {
      const own = new Set(places.map((place) => lineColumn(text, place)));
      for (const problem of wanted) assert.ok(own.has(`${problem.line}:${problem.column}`), JSON.stringify(problem));
    }

    assert.deepEqual(problemsOf(right), []);
    const accepted = await protocOver(new Map([...library, ['test.proto', Buffer.from(right)]]), ['test.proto']);
    assert.deepEqual(accepted.problems, []);
  });
}

test('the library of the cases is right', () => {
  assert.deepEqual(
    problemsOf(optionsFile).filter(({ code }) => severityOf(code) === 'error'),
    [],
  );
});

test('an import that is missing hides what it may declare, and nothing else', () => {
  const text = `syntax = "proto3";
import "missing.proto";
option (a.b) = 1;
option java_pakage = "a";
`;
  assert.deepEqual(
    problemsOf(text).map(({ code }) => code),
    ['unknown-option'],
  );
});

test('an unknown option offers the import that declares it', () => {
  const [problem] = problemsOf('syntax = "proto3";\nmessage T { option (o.i32) = 1; }\n');
  assert.equal(problem?.code, 'unknown-option');
  assert.deepEqual(
    problem.fixes?.map(({ title }) => title),
    ['Import "options.proto"'],
  );
});

test('an unknown option offers the full name of one that can be used', () => {
  const [problem] = problemsOf(
    'syntax = "proto3";\nimport "options.proto";\nmessage T { option (i32) = 1; option (o.flag) = true; }\n',
  );
  assert.deepEqual(
    problem?.fixes?.map(({ title, edits }) => [title, edits[0]?.text]),
    [['Change to (o.i32)', '(o.i32)']],
  );
});

test('a misspelled name offers the right one', () => {
  const text = 'syntax = "proto3";\noption java_pakage = "a";\n';
  const [problem] = problemsOf(text);
  const [edit] = problem?.fixes?.[0]?.edits ?? [];
  assert.ok(edit);
  assert.equal(text.slice(0, edit.start) + edit.text + text.slice(edit.end), text.replace('pakage', 'package'));
});

/** Takes the markers out of a text. Offsets are bytes. */
function readMarkers(source: string): { text: string; places: number[] } {
  const pieces = source.split(marker);
  const places: number[] = [];
  let length = 0;
  for (const piece of pieces.slice(0, -1)) {
    length += Buffer.byteLength(piece);
    places.push(length);
  }
  return { text: pieces.join(''), places };
}

function lineColumn(text: string, offset: number): string {
  const before = Buffer.from(text).subarray(0, offset).toString();
  const lines = before.split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

/** The problems of a file that can import the library. */
function problemsOf(text: string) {
  const schema = new Schema();
  const names = [...library.keys(), 'test.proto'];
  const parsed = [...library.values(), Buffer.from(text)].map((bytes) => parse(bytes, schema.names));
  const files = parsed.map((file, id) => ({
    id,
    name: names[id] ?? '',
    parsed: file,
    imports: Int32Array.from(importStatements(file, schema.names), ({ path }) => names.indexOf(path)),
  }));
  const snapshot = schema.snapshot(files);
  // What may be suggested is what the tables of all files hold.
  for (const { id } of files) snapshot.table(id);
  return snapshot.problems(files.length - 1);
}
