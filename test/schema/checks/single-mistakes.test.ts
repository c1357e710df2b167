// One mistake gives one problem, of any severity, also where several checks could find it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilerUnderTest } from '../../conformance/schema-compiler.js';
import { wellKnownFiles } from '../../conformance/well-known.js';

const optionsOnly = `import "google/protobuf/descriptor.proto";
extend google.protobuf.MessageOptions { optional int32 note = 50000; }`;
const shared = new Map([
  ...wellKnownFiles(),
  ['other.proto', Buffer.from('syntax = "proto2"; package other; message Other { optional int32 id = 1; }')],
  ['options.proto', Buffer.from(`syntax = "proto2"; package other; ${optionsOnly}`)],
]);

/** What is wrong, the file, and the code of the only problem. */
const mistakes: readonly (readonly [string, string, string])[] = [
  [
    'a name that was to use an import',
    proto2('import "other.proto"; message A { optional other.Othr a = 1; }'),
    'undefined-type',
  ],
  [
    'an option that was to use an import',
    proto2('import "options.proto"; message A { option (other.nte) = 1; }'),
    'unknown-option',
  ],
  [
    'a field that stands twice',
    proto2('message A { optional int32 a = 1; optional int32 a = 1; }'),
    'duplicate-symbol',
  ],
  [
    'a map that stands twice',
    proto2('message A { map<int32, int32> a = 1; map<int32, int32> a = 1; }'),
    'duplicate-symbol',
  ],
  ['an enum value that stands twice', proto2('enum E { A = 0; A = 0; }'), 'duplicate-symbol'],
  ['a jstype that there is not', proto2('message A { optional int32 a = 1 [jstype = NOPE]; }'), 'unknown-enum-value'],
  [
    'a feature without an edition, of other elements',
    proto2('message A { optional int32 a = 1 [features.enum_type = CLOSED]; }'),
    'feature-without-edition',
  ],
  ['an import without a path', proto2('import ;'), 'expected-import-path'],
  ['an import whose path is a number', proto2('import 1;'), 'expected-import-path'],
  ['an import with a wrong escape', proto2('import "\\q";'), 'invalid-escape'],
  ['an import whose string is not closed', proto2('import "other.proto;\n'), 'unterminated-string'],
  ['a misspelled label', proto2('message A { optinal int32 a = 1; }'), 'missing-label'],
  ['a misspelled oneof', proto2('message A { oneoff a { int32 b = 1; } }'), 'missing-label'],
  ['a number for a type', proto2('message A { 1 a = 1; }'), 'missing-label'],
  ['a semicolon before the number', proto2('message A { optional int32 a ; 1; }'), 'missing-number'],
  ['a semicolon for the brace of an extension', proto2('extend google ; optional int32 a = 1;'), 'expected-token'],
  ['a number in a package', proto2('package a.1;'), 'invalid-number'],
  ['a number before a package', proto2('package 1.a;'), 'invalid-number'],
  [
    'a declaration of an extension that breaks off',
    proto2('message A { extensions 1 to 5 [declaration = { number: }]; }'),
    'aggregate-syntax',
  ],
  [
    'a type of a file for options',
    edition2024('import option "other.proto"; message A { other.Other a = 1; }'),
    'undefined-type',
  ],
  [
    'a visibility in proto2',
    proto2('message A { export message B { optional int32 a = 1; } }'),
    'visibility-not-allowed',
  ],
  ['a visibility before 2024', 'edition = "2023"; message A { local enum B { B0 = 0; } }', 'visibility-not-allowed'],
  [
    'no number before options with an aggregate',
    proto2('message A { optional int32 a = x [deprecated = { a: 1; b: 2; }, lazy = true]; optional int32 b = 2; }'),
    'expected-number',
  ],
  [
    'an enum without values that has a default',
    proto2('enum E {} message A { optional E e = 1 [default = X]; }'),
    'empty-enum',
  ],
  [
    'a number of a message and its extension range',
    proto2('message A { optional int32 a = 536870912; }'),
    'field-number-invalid',
  ],
];

function proto2(text: string): string {
  return `syntax = "proto2";\n${text}\n`;
}

function edition2024(text: string): string {
  return `edition = "2024";\n${text}\n`;
}

for (const [name, text, code] of mistakes) {
  test(name, async () => {
    const { problems } = await compilerUnderTest(new Map([...shared, ['test.proto', Buffer.from(text)]]), [
      'test.proto',
    ]);
    assert.deepEqual(
      problems.map((problem) => problem.code),
      [code],
    );
  });
}

test('two mistakes next to each other are both found', async () => {
  const text = proto2('message A {\n  optional int32 a 1;\n  optional int32 = 2;\n  optional Nope b = 3\n}');
  const { problems } = await compilerUnderTest(new Map([...shared, ['test.proto', Buffer.from(text)]]), ['test.proto']);
  assert.deepEqual(
    problems.map(({ line }) => line),
    [3, 4, 6],
  );
});
