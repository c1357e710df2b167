// Formatting as an editor asks for it: the document, a selection, the line of a finished statement.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editsWithin, formatEdits } from '../../server/format/format-edits.js';
import { defaultStyle, type FormatStyle } from '../../server/format/style.js';
import { applied } from '../language/fixture.js';
import { names, parser } from './formatted.js';

/** Formats what stands between `[[` and `]]`, or the whole text. */
function edited(source: string, style: FormatStyle = defaultStyle): string {
  const [before, inside, behind] = source.split(/\[\[|\]\]/);
  const text = source.replace(/\[\[|\]\]/g, '');
  const edits = formatEdits(parser.parse(Buffer.from(text)), names, style);
  assert.ok(edits, 'the file has syntax errors');
  if (behind === undefined) return applied(text, edits);
  const start = Buffer.byteLength(before);
  return applied(text, editsWithin(Buffer.from(text), edits, { start, end: start + Buffer.byteLength(inside) }));
}

const head = 'syntax = "proto3";\n\n';

test('the lines that a selection has something of, and no others', () => {
  assert.equal(
    edited(`${head}message A {\nint32  a=1;\n[[int32  b=2;\nint32  c]]=3;\nint32  d=4;\n}\n`),
    `${head}message A {\nint32  a=1;\n  int32 b = 2;\n  int32 c = 3;\nint32  d=4;\n}\n`,
  );
  // A selection of whole lines ends before the next one.
  assert.equal(
    edited(`${head}message A {\n[[int32  a=1;\n]]int32  b=2;\n}\n`),
    `${head}message A {\n  int32 a = 1;\nint32  b=2;\n}\n`,
  );
  assert.equal(
    edited(`${head}message A {\nint32  a=1;[[]]\nint32  b=2;\n}\n`),
    `${head}message A {\n  int32 a = 1;\nint32  b=2;\n}\n`,
  );
});

test('the line that ends a block, in nested ones, options and methods', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['message A {\n  message B {\n    [[}]]\n}\n', 'message A {\n  message B {}\n}\n'],
    [
      'message A {\n  oneof o {\n    int32 a = 1;\n[[  }  ]]\n}\n',
      'message A {\n  oneof o {\n    int32 a = 1;\n  }\n}\n',
    ],
    [
      'message A {\n  int32 a = 1;\n  [[int32 b = 2 [deprecated=true];]]\n}\n',
      'message A {\n  int32 a = 1;\n  int32 b = 2 [deprecated = true];\n}\n',
    ],
    [
      'service S {\n  [[rpc R( A )returns( stream A );]]\n}\nmessage  A {}\n',
      'service S {\n  rpc R(A) returns (stream A);\n}\nmessage  A {}\n',
    ],
    ['message A {\n[[map<string,A>m=1;]]\n}\n', 'message A {\n  map<string, A> m = 1;\n}\n'],
  ];
  for (const [source, expected] of rows) assert.equal(edited(head + source), head + expected);
});

test('what makes no sense alone comes along: the other bracket, the place that an import moves to', () => {
  const empty = (brackets: string): string => `${head}message A ${brackets}\n\nenum C {}\n\nmessage  B {}\n`;
  assert.equal(edited(empty('[[{]]\n\n}')), empty('{}'));
  assert.equal(edited(empty('{\n\n[[}]]')), empty('{}'));
  const imports = 'import "b.proto";\nimport "c.proto";\nimport "d.proto";\n';
  const messages = '\nmessage  A {}\n';
  assert.equal(
    edited(`${head}[[import "d.proto";]]\nimport "b.proto";\nimport "c.proto";\n${messages}`),
    head + imports + messages,
  );
  assert.equal(
    edited(`${head}import "c.proto";\nimport "d.proto";\n[[import "b.proto";]]\n${messages}`),
    head + imports + messages,
  );
});

test('line feeds of Windows, a byte order mark, characters beyond the BMP and comments stay', () => {
  const crlf =
    'syntax = "proto3";\r\n\r\n/* 😀 */\r\nmessage A {\r\n[[int32  a=1; // größe 😀]]\r\nint32  b=2;\r\n}\r\n';
  assert.equal(
    edited(crlf),
    'syntax = "proto3";\r\n\r\n/* 😀 */\r\nmessage A {\r\n  int32 a = 1; // größe 😀\r\nint32  b=2;\r\n}\r\n',
  );
  // The style of a file on disk may want other line breaks; an editor changes them by other means.
  assert.match(edited(crlf, { ...defaultStyle, endOfLine: 'lf' }), /\r\n {2}int32 a = 1; \/\/ größe 😀\r\n/);
  const marked = '\uFEFFsyntax = "proto3";\nmessage  A {}\n';
  assert.equal(edited(edited(marked)), edited(marked));
  assert.match(edited(marked), /syntax = "proto3";\n\nmessage A \{\}\n$/);
});

test('a file with syntax errors has no edits', () => {
  for (const source of ['message A {', 'message A { int32 = 1; }', 'import "a.proto"\nmessage A {}'])
    assert.equal(formatEdits(parser.parse(Buffer.from(source)), names, defaultStyle), undefined);
});
