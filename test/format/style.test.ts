// The choices about style: what each does, and that no combination of them loses anything or changes its own output.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { defaultStyle, type FormatStyle } from '../../server/format/style.js';
import { checkInvariants, corpusFiles, formatted } from './formatted.js';

function check(source: string, style: Partial<FormatStyle>, expected: string): void {
  const chosen = { ...defaultStyle, ...style };
  assert.equal(formatted(Buffer.from(source), chosen), expected);
  checkInvariants('case', Buffer.from(source), expected, chosen);
}

test('indentation: spaces of any number, tabs', () => {
  const source = 'message A {\n  message B {\n    int32 a = 1;\n  }\n}\n';
  check(source, { indentSize: 4 }, 'message A {\n    message B {\n        int32 a = 1;\n    }\n}\n');
  check(source, { indentStyle: 'tab' }, 'message A {\n\tmessage B {\n\t\tint32 a = 1;\n\t}\n}\n');
});

test('line width: options in brackets get lines of their own', () => {
  check(
    'message A {\n  string some_name = 1 [deprecated = true];\n  string b = 2 [deprecated = true];\n}\n',
    { lineWidth: 42 },
    'message A {\n  string some_name = 1 [\n    deprecated = true\n  ];\n  string b = 2 [deprecated = true];\n}\n',
  );
});

test('line width: the name of a field goes below its type, returns below the method', () => {
  check(
    'message A {\n  some.pkg.VeryLongTypeName very_long_name = 1;\n}\n\nservice S {\n  rpc Get(GetRequest) returns (stream GetResponse);\n  rpc Put(PutRequest) returns (PutResponse) {\n    option deprecated = true;\n  }\n}\n',
    { lineWidth: 40 },
    'message A {\n  some.pkg.VeryLongTypeName\n      very_long_name = 1;\n}\n\nservice S {\n  rpc Get(GetRequest)\n      returns (stream GetResponse);\n  rpc Put(PutRequest)\n      returns (PutResponse) {\n    option deprecated = true;\n  }\n}\n',
  );
});

test('line width: ranges and reserved names fill lines', () => {
  check(
    'message A {\n  reserved 1, 2, 3 to 5, 100, 200 to 300, 400;\n  reserved "first_name", "second_name", "third";\n}\n',
    { lineWidth: 30 },
    'message A {\n  reserved 1, 2, 3 to 5, 100,\n      200 to 300, 400;\n  reserved "first_name",\n      "second_name", "third";\n}\n',
  );
});

test('line width: values of options, messages and lists in one line', () => {
  check(
    'option java_package = "com.example.some.long.name";\noption (a) = {some_field: "some long value here"};\noption (b) = {list: ["some long value here, too"]};\n',
    { lineWidth: 36 },
    'option java_package =\n    "com.example.some.long.name";\noption (a) = {\n  some_field: "some long value here"\n};\noption (b) = {\n  list: [\n    "some long value here, too"\n  ]\n};\n',
  );
});

test('line width counts characters, not bytes, and tabs as wide as they are', () => {
  const source = 'option a = "äöüäöüäöü";\n';
  check(source, { lineWidth: 23 }, source);
  check(
    'message A {\n  int32 abc = 1;\n}\n',
    { lineWidth: 18, indentStyle: 'tab', indentSize: 8 },
    'message A {\n\tint32\n\t\t\tabc = 1;\n}\n',
  );
});

test('a statement with comments inside stays in its line', () => {
  const source = 'message A {\n  reserved 1, /* two */ 2, 3, 4, 5, 6;\n}\n';
  check(source, { lineWidth: 20 }, source);
});

test('alignment of fields: lines next to each other, not beyond blank lines, comments and blocks', () => {
  check(
    'message A {\n  string a = 1;\n  repeated string names = 22;\n  map<string, int32> m = 3 [deprecated = true];\n\n  bool lone = 4;\n  // Comment.\n  int32 after = 5;\n  int64 x = 6;\n}\nenum E {\n  ZERO = 0;\n  MINUS_ONE = -1;\n}\n',
    { alignFields: true },
    'message A {\n  string a              = 1;\n  repeated string names = 22;\n  map<string, int32> m  = 3 [deprecated = true];\n\n  bool lone = 4;\n  // Comment.\n  int32 after = 5;\n  int64 x     = 6;\n}\nenum E {\n  ZERO      = 0;\n  MINUS_ONE = -1;\n}\n',
  );
});

test('alignment of comments, with and without that of fields', () => {
  const source =
    'message A {\n  string a = 1; // one\n  repeated string names = 22; // two\n  bool c = 3;\n  int32 d = 4; // four\n}\n';
  check(
    source,
    { alignComments: true },
    'message A {\n  string a = 1;               // one\n  repeated string names = 22; // two\n  bool c = 3;\n  int32 d = 4; // four\n}\n',
  );
  check(
    source,
    { alignComments: true, alignFields: true },
    'message A {\n  string a              = 1;  // one\n  repeated string names = 22; // two\n  bool c                = 3;\n  int32 d               = 4; // four\n}\n',
  );
});

test('fields that alignment would push over the line width stay where they are', () => {
  const source = 'message A {\n  string a = 1 [deprecated = true];\n  repeated string names = 2;\n}\n';
  check(source, { alignFields: true, lineWidth: 40 }, source);
});

test('no combination loses a comment, changes a meaning or its own output', () => {
  const cases = path.join(process.cwd(), 'test/format/cases');
  const sources = new Map<string, Buffer>(
    fs.readdirSync(cases).map((name) => [name, fs.readFileSync(path.join(cases, name))]),
  );
  for (const [name, bytes] of corpusFiles((i) => i % 160 === 0)) sources.set(name, bytes);
  assert.ok(sources.size > 50);
  let changed = 0;
  for (const style of allStyles()) {
    for (const [name, source] of sources) {
      const output = formatted(source, style);
      if (output !== formatted(source)) changed++;
      checkInvariants(`${name} ${JSON.stringify(style)}`, source, output, style);
    }
  }
  assert.ok(changed > 1000, `only ${changed} outputs differ from the default`);
});

function* allStyles(): Iterable<FormatStyle> {
  for (const [indentStyle, indentSize] of [
    ['space', 2],
    ['space', 4],
    ['tab', 8],
  ] as const) {
    for (const lineWidth of [0, 40, 80]) {
      for (const alignFields of [false, true]) {
        for (const alignComments of [false, true]) {
          for (const insertFinalNewline of [true, false]) {
            const endOfLine = insertFinalNewline ? undefined : 'crlf';
            yield { indentStyle, indentSize, lineWidth, alignFields, alignComments, insertFinalNewline, endOfLine };
          }
        }
      }
    }
  }
}
