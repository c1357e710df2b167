// Code actions: what they are called and what the file looks like after them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { codeActions } from '../../server/language/actions/code-actions.js';
import { applied, fixture } from './fixture.js';

/** The titles at the cursor, or at the first range if there is no cursor. */
function titles(source: string): string[] {
  return actions(source).map(({ title }) => title);
}

function actions(source: string) {
  const { snapshot, file, offset, ranges } = fixture(source);
  const range = offset < 0 && ranges.length > 0 ? ranges[0] : { start: offset, end: offset };
  return codeActions(snapshot, file, range, snapshot.problems(file));
}

/** Checks the file after the action whose title matches. */
function check(source: string, title: RegExp, expected: string): void {
  const action = actions(source).find((candidate) => title.test(candidate.title));
  assert.ok(action, `no action ${title} among: ${titles(source).join(', ')}`);
  const { text, file } = fixture(source);
  assert.equal(applied(text(file), action.edits), expected);
}

test('fixes that problems carry: a missing import', () => {
  check(
    '//- a.proto\nsyntax = "proto3";\n\nimport "c.proto";\nmessage A { p.$0B b = 1; C c = 2; }\n//- b.proto\nsyntax = "proto3";\npackage p;\nmessage B {}\n//- c.proto\nsyntax = "proto3";\nmessage C {}\n',
    /^Import "b.proto"$/,
    'syntax = "proto3";\n\nimport "b.proto";\nimport "c.proto";\nmessage A { p.B b = 1; C c = 2; }\n',
  );
});

test('an import goes where it belongs among sorted ones, and behind comments', () => {
  const others = ['a', 'b', 'c']
    .map((name) => `\n//- ${name}.proto\nsyntax = "proto3";\npackage ${name};\nmessage M {}`)
    .join('');
  const source = (imports: string): string =>
    `//- x.proto\nsyntax = "proto3"; // 😀\n${imports}message X { b.$0M m = 1; }\n${others}`;
  const imported = (before: string, after: string): void =>
    check(source(before), /^Import "b.proto"$/, `syntax = "proto3"; // 😀\n${after}message X { b.M m = 1; }\n`);
  imported('', '\nimport "b.proto";\n');
  imported(
    'import "a.proto"; // a\nimport "c.proto";\n',
    'import "a.proto"; // a\nimport "b.proto";\nimport "c.proto";\n',
  );
  imported('import "c.proto";\n', 'import "b.proto";\nimport "c.proto";\n');
  imported('// These.\nimport "c.proto";\n', '// These.\nimport "c.proto";\nimport "b.proto";\n');
  imported(
    'import "c.proto";\nimport "a.proto"; // a\n',
    'import "c.proto";\nimport "a.proto"; // a\nimport "b.proto";\n',
  );
});

test('what can be mended only one after the other has no fix for all', () => {
  const found = titles('syntax = "proto3";\nmessage A {\n  int32 a = 1;\n  int32 b = 1$0;\n  int32 c = 1;\n}\n');
  assert.ok(found.includes('Use the number 2'));
  assert.deepEqual(
    found.filter((title) => title.startsWith('Fix all')),
    [],
  );
});

test('fixes that problems carry: the type in scope that is spelled most like the name', () => {
  const source = (name: string) =>
    `//- a.proto\nsyntax = "proto3";\npackage p;\nimport "b.proto";\nmessage A {\n  message Address {}\n  ${name}$0 a = 1;\n}\n//- b.proto\nsyntax = "proto3";\npackage q;\nmessage Adresse {}\n`;
  check(
    source('Adress'),
    /^Change to "Address"$/,
    'syntax = "proto3";\npackage p;\nimport "b.proto";\nmessage A {\n  message Address {}\n  Address a = 1;\n}\n',
  );
  assert.deepEqual(
    titles(source('Street')).filter((title) => title.startsWith('Change')),
    [],
  );
});

const others = '//- b.proto\nsyntax = "proto3";\nmessage B {}\n//- c.proto\nsyntax = "proto3";\nmessage C {}\n';

test('all unused imports', () => {
  const source = `//- a.proto\nsyntax = "proto3";\nimport "b.proto";$0\nimport "c.proto";\nmessage A {}\n${others}`;
  assert.ok(!titles(source).some((title) => /^Fix all 2 problems/.test(title)));
  check(source, /Remove all 2 unused imports/, 'syntax = "proto3";\nmessage A {}\n');
  check(source, /Fix all problems that have/, 'syntax = "proto3";\nmessage A {}\n');
});

test('all missing types: the imports stand together', () => {
  check(
    '//- a.proto\nsyntax = "proto3";\nmessage A { p.$0C c = 1; p.B b = 2; }\n//- b.proto\nsyntax = "proto3";\npackage p;\nmessage B {}\n//- c.proto\nsyntax = "proto3";\npackage p;\nmessage C {}\n',
    /^Fix all 2 problems "undefined-type"/,
    'syntax = "proto3";\n\nimport "b.proto";\nimport "c.proto";\nmessage A { p.C c = 1; p.B b = 2; }\n',
  );
});

test('all missing imports', () => {
  check(
    `//- a.proto\nsyntax = "proto3";\nmessage A { B$0 b = 1; C c = 2; }\n${others}`,
    /Add all 2 missing imports/,
    'syntax = "proto3";\n\nimport "b.proto";\nimport "c.proto";\nmessage A { B b = 1; C c = 2; }\n',
  );
});

test('organize imports: sorted, without unused ones, comments move along', () => {
  check(
    `//- a.proto\n// Licence.\nsyntax = "proto3";\n\n// For C.\nimport "c.proto"; // needed\n\nimport "google/protobuf/any.proto";\nimport "b.proto";\n\nmessage A { B b = 1; C c = 2; }$0\n${others}`,
    /Organize imports/,
    '// Licence.\nsyntax = "proto3";\n\nimport "b.proto";\n// For C.\nimport "c.proto"; // needed\n\nmessage A { B b = 1; C c = 2; }\n',
  );
  assert.ok(
    !titles(
      `//- a.proto\nsyntax = "proto3";\nimport "b.proto";\nimport "c.proto";\nmessage A { B b = 1; C c = 2; }$0\n${others}`,
    ).includes('Organize imports'),
  );
});

test('organize imports: block comments, line feeds of Windows, public and option imports', () => {
  check(
    `//- a.proto\nsyntax = "proto3";\n\nimport "c.proto"; /* needed */\n\n/*\n * About B.\n */\nimport "b.proto";\n\nmessage A { B b = 1; C c = 2; }$0\n${others}`,
    /Organize imports/,
    'syntax = "proto3";\n\n/*\n * About B.\n */\nimport "b.proto";\nimport "c.proto"; /* needed */\n\nmessage A { B b = 1; C c = 2; }\n',
  );
  check(
    `//- a.proto\nsyntax = "proto3";\r\nimport "c.proto";\r\n// About B.\r\nimport "b.proto"; // 😀\r\nmessage A { B b = 1; C c = 2; }$0\n${others}`,
    /Organize imports/,
    'syntax = "proto3";\r\n// About B.\r\nimport "b.proto"; // 😀\r\nimport "c.proto";\r\nmessage A { B b = 1; C c = 2; }\n',
  );
  check(
    `//- a.proto\nedition = "2024";\nimport option "o.proto";\nimport public "c.proto";\nimport "b.proto";\noption (o) = 1;\nmessage A { B b = 1; }$0\n${others}//- o.proto\nsyntax = "proto2";\nimport "google/protobuf/descriptor.proto";\nextend google.protobuf.FileOptions { optional int32 o = 50001; }\n`,
    /Organize imports/,
    'edition = "2024";\nimport "b.proto";\nimport public "c.proto";\nimport option "o.proto";\noption (o) = 1;\nmessage A { B b = 1; }\n',
  );
});

test('a missing import is offered for map values, streams, extendees and custom options', () => {
  const b = '//- b.proto\nsyntax = "proto2";\nmessage B { extensions 1; }\n';
  const statements = [
    'message A { map<int32, $0B> b = 1; }\n',
    'message A { oneof o { $0B b = 1; } }\n',
    'service S { rpc R(stream $0B) returns (B); }\n',
    'service S { rpc R(B) returns (stream $0B); }\n',
    'extend $0B { optional int32 x = 1; }\n',
  ];
  for (const statement of statements) {
    const after = `syntax = "proto2";\n\nimport "b.proto";\n${statement.replace('$0', '')}`;
    check(`//- a.proto\nsyntax = "proto2";\n${statement}${b}`, /^Import "b.proto"/, after);
  }
  check(
    `//- a.proto\nsyntax = "proto2";\noption ($0o) = 1;\n//- o.proto\nsyntax = "proto2";\nimport "google/protobuf/descriptor.proto";\nextend google.protobuf.FileOptions { optional int32 o = 50001; }\n`,
    /^Import "o.proto"/,
    'syntax = "proto2";\n\nimport "o.proto";\noption (o) = 1;\n',
  );
});

test('renumber the selected fields only, from the first one on', () => {
  check(
    'syntax = "proto3";\nmessage A {\n  int32 x = 3;\n  reserved 5;\n  [[int32 a = 2;\n  oneof o { int32 b = 9; }\n  int32 c = 7;\n]]}\n',
    /Renumber 3 fields from 2/,
    'syntax = "proto3";\nmessage A {\n  int32 x = 3;\n  reserved 5;\n  int32 a = 2;\n  oneof o { int32 b = 4; }\n  int32 c = 6;\n}\n',
  );
  check(
    'syntax = "proto3";\nenum E {\n  [[A = 0;\n  B = -4;\n]]  C = 2;\n}\n',
    /Renumber 2 values from 0/,
    'syntax = "proto3";\nenum E {\n  A = 0;\n  B = 1;\n  C = 2;\n}\n',
  );
  assert.ok(
    !titles('syntax = "proto3";\nmessage A {\n  int32 a$0 = 2;\n  int32 b = 2;\n}').some((title) =>
      /Renumber/.test(title),
    ),
  );
});

test('renumber passes over what is nested in a selected message, wherever it stands', () => {
  for (const nested of ['message B { int32 q = 1; int32 r = 9; }', 'enum E { X = 0; Y = 9; }']) {
    const fields = (second: number): string =>
      `${nested}\n  int32 x = 3;\n  ${nested.replace(/ [BE] /, ' N ')}\n  int32 y = ${second};`;
    check(
      `syntax = "proto3";\nmessage A {\n  [[${fields(7)}]]\n}\n`,
      /^Renumber 2 fields from 3/,
      `syntax = "proto3";\nmessage A {\n  ${fields(4)}\n}\n`,
    );
  }
  const apart =
    'syntax = "proto3";\n[[message A { int32 a = 1; int32 b = 5; }\nmessage B { int32 c = 1; int32 d = 5; }]]\n';
  assert.ok(!titles(apart).some((title) => /Renumber/.test(title)));
});

test('delete a field between others on a line, a map field, a value', () => {
  const deleted = /^Delete the /;
  check(
    'syntax = "proto3";\nmessage A { int32 $0x = 1; int32 y = 2; }\n',
    deleted,
    'syntax = "proto3";\nmessage A { reserved 1; reserved "x"; int32 y = 2; }\n',
  );
  check(
    'syntax = "proto3";\r\nmessage A {\r\n  // c\r\n  map<int32, A> $0m = 3; // t\r\n}\r\n',
    deleted,
    'syntax = "proto3";\r\nmessage A {\r\n  reserved 3;\r\n  reserved "m";\r\n}\r\n',
  );
  check(
    'edition = "2023";\nenum A {\n  Z = 0;\n  $0ONE = 1;\n}\n',
    deleted,
    'edition = "2023";\nenum A {\n  Z = 0;\n  reserved 1;\n  reserved ONE;\n}\n',
  );
});

test('delete a field and reserve its number and name', () => {
  check(
    'syntax = "proto3";\nmessage A {\n  int32 a = 1;\n  int32 ol$0d = 2; // gone\n}\n',
    /Delete the field "old"/,
    'syntax = "proto3";\nmessage A {\n  int32 a = 1;\n  reserved 2;\n  reserved "old";\n}\n',
  );
  check(
    'edition = "2023";\nenum E {\n  A = 0;\n  O$0LD = 1;\n}\n',
    /Delete the value "OLD"/,
    'edition = "2023";\nenum E {\n  A = 0;\n  reserved 1;\n  reserved OLD;\n}\n',
  );
});

test('a field of a oneof is reserved in front of it; the last one takes the oneof along', () => {
  check(
    'syntax = "proto3";\nmessage A {\n  oneof o {\n    int32 a$0 = 1;\n    int32 b = 2;\n  }\n}\n',
    /Delete the field "a"/,
    'syntax = "proto3";\nmessage A {\n  reserved 1;\n  reserved "a";\n  oneof o {\n    int32 b = 2;\n  }\n}\n',
  );
  check(
    'syntax = "proto3";\nmessage A {\n  oneof o {\n    int32 a$0 = 1;\n  }\n}\n',
    /Delete the field "a"/,
    'syntax = "proto3";\nmessage A {\n  reserved 1;\n  reserved "a";\n}\n',
  );
});

test('comments of a deleted field go with it; a group reserves the name of its field', () => {
  check(
    'syntax = "proto3";\nmessage A {\n  int32 a = 1; // a\n  // one 😀\n  // two\n  int32 b$0 = 2;\n\n  // three\n\n  int32 c = 3;\n}\n',
    /Delete the field "b"/,
    'syntax = "proto3";\nmessage A {\n  int32 a = 1; // a\n  reserved 2;\n  reserved "b";\n\n  // three\n\n  int32 c = 3;\n}\n',
  );
  check(
    'syntax = "proto2";\nmessage A {\n  optional group Par$0t = 4 {\n    optional int32 a = 1;\n  }\n}\n',
    /Delete the field "part"/,
    'syntax = "proto2";\nmessage A {\n  reserved 4;\n  reserved "part";\n}\n',
  );
});
