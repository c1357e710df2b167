// Hover, outline, folding, selection, links, semantic tokens, inlay hints, code lenses.
import assert from 'node:assert/strict';
import test from 'node:test';
import { methodLenses, referenceLenses } from '../../server/language/code-lens.js';
import { documentLinks } from '../../server/language/document-links.js';
import { type DocumentSymbol, documentSymbols } from '../../server/language/document-symbols.js';
import { foldingRanges } from '../../server/language/folding.js';
import { hover } from '../../server/language/hover.js';
import { inlayHints } from '../../server/language/inlay-hints.js';
import { selectionRanges } from '../../server/language/selection-ranges.js';
import { semanticTokenModifiers, semanticTokens, semanticTokenTypes } from '../../server/language/semantic-tokens.js';
import { applied, fixture } from './fixture.js';

function checkHover(source: string, expected: string): void {
  const { snapshot, file, offset } = fixture(source);
  assert.equal(hover(snapshot, file, offset, () => '`/b.proto`')?.contents ?? '', expected.replace(/^\n|\n$/g, ''));
}

test('hover on a name in the string of an extension range', () => {
  checkHover(
    'syntax = "proto2";\npackage p;\nmessage A { extensions 4 [declaration = { number: 4 full_name: ".p.x" type: ".p.$0T" }]; }\n// Somebody.\nmessage T {}\nextend A { optional T x = 4; }\n',
    '```proto\nmessage T {}\n```\n\n`p.T` · a.proto\n\nSomebody.',
  );
});

test('hover on a field: source, facts, comment', () => {
  checkHover(
    `
syntax = "proto3";
package p;
message A {
  // Who wrote it.
  //
  //   indented
  repeated int32 author_ids$0 = 4 [deprecated = true];
}
`,
    `
\`\`\`proto
repeated int32 author_ids = 4 [deprecated = true];
\`\`\`

**Deprecated** · \`p.A.author_ids\` · number 4 · wire type LEN (2) · JSON name \`authorIds\` · packed · a.proto

Who wrote it.

  indented
`,
  );
});

test('hover on a use shows the declaration; a comment behind it counts', () => {
  checkHover(
    'syntax = "proto3";\nenum E { // Kinds of it.\n  X = 0;\n}\nmessage A { E$0 e = 1; }',
    '```proto\nenum E {\n  X = 0;\n}\n```\n\n`E` · open enum · a.proto\n\nKinds of it.',
  );
});

test('a comment with a blank line behind it is not taken', () => {
  checkHover('syntax = "proto3";\n// Section.\n\nmessage A$0 {}', '```proto\nmessage A {}\n```\n\n`A` · a.proto');
  checkHover('syntax = "proto3"; // not of A\nmessage A$0 {}', '```proto\nmessage A {}\n```\n\n`A` · a.proto');
  checkHover(
    'syntax = "proto3";\n/**\n * Of A.\n */\nmessage A$0 {}',
    '```proto\nmessage A {}\n```\n\n`A` · a.proto\n\nOf A.',
  );
});

test('hover on methods, imports, packages, keywords, options', () => {
  checkHover(
    'syntax = "proto3";\nmessage M {}\nservice S { rpc R$0(M) returns (stream M) { option deprecated = true; } }',
    '```proto\nrpc R(M) returns (stream M);\n```\n\n**Deprecated** · `S.R` · server stream · a.proto',
  );
  checkHover(
    '//- a.proto\nimport "b$0.proto";\n//- b.proto\nedition = "2023";\npackage p;',
    '```proto\nimport "b.proto";\n```\n\nedition 2023 · package `p`\n\n`/b.proto`',
  );
  checkHover('syntax = "proto3";\npackage p$0;', '```proto\npackage p;\n```\n\n- a.proto');
  checkHover(
    'syntax = "proto3";\nmessage A { sint32$0 a = 1; }',
    '**sint32** — 32-bit signed integer of variable length in ZigZag encoding: small negative numbers are short.',
  );
  const { snapshot, file, offset } = fixture('syntax = "proto3";\nmessage A { option depre$0cated = true; }');
  assert.match(hover(snapshot, file, offset)?.contents ?? '', /google\.protobuf\.MessageOptions\.deprecated/);
});

test('hover tells the features that editions come to', () => {
  const { snapshot, file, offset } = fixture(
    'edition = "2023";\noption features.field_presence = IMPLICIT;\nmessage A { repeated int32 r = 1; int32 a$0 = 2; }',
  );
  assert.match(hover(snapshot, file, offset)?.contents ?? '', /implicit presence/);
  const delimited = fixture(
    'edition = "2023";\nmessage A { A a$0 = 1 [features.message_encoding = DELIMITED]; repeated int32 r = 2; }',
  );
  const { contents = '' } = hover(delimited.snapshot, delimited.file, delimited.offset) ?? {};
  assert.match(contents, /wire type SGROUP \(3\) .* delimited/);
});

test('hover on a group tells of the message and of the field that it is', () => {
  const expected = `
\`\`\`proto
optional group Part = 4 {
  optional int32 size = 1;
}
\`\`\`

\`A.Part\` · number 4 · wire type SGROUP (3) · JSON name \`part\` · a.proto

Of it.`;
  const source = (text: string): string =>
    `syntax = "proto2";\nimport "google/protobuf/descriptor.proto";\nmessage A {\n  // Of it.\n  optional group Part = 4 { optional int32 size = 1; }\n}\nextend google.protobuf.MessageOptions { optional A a = 50000; }\n${text}`;
  checkHover(source('message B { optional A.Pa$0rt p = 1; }'), expected);
  checkHover(source('message B { option (a).pa$0rt.size = 1; }'), expected);
  checkHover(source('message B { option (a) = { Pa$0rt { size: 1 } }; }'), expected);
});

test('hover in edition 2024: what other files do not see, imports of options', () => {
  const hidden = '```proto\nmessage In {}\n```\n\n`A.In` · used in this file only · a.proto';
  checkHover('edition = "2024";\nmessage A { message In$0 {} }', hidden);
  checkHover(
    'edition = "2024";\nmessage A { export message In$0 {} }',
    hidden.replace(' · used in this file only', ''),
  );
  const { snapshot, file, offset } = fixture(
    '//- a.proto\nedition = "2024";\nimport op$0tion "b.proto";\n//- b.proto\n',
  );
  assert.match(hover(snapshot, file, offset)?.contents ?? '', /Only the options that the file declares/);
});

test('hover, definition and names in files with a byte order mark, line feeds of Windows, characters beyond the BMP', () => {
  const expected = (comment: string): string => `\`\`\`proto\nmessage B {}\n\`\`\`\n\n\`B\` · a.proto\n\n${comment}`;
  checkHover(
    '\uFEFFsyntax = "proto3";\r\n// Says.\r\n// More.\r\nmessage B {}\r\nmessage A {\r\n  B$0 b = 1;\r\n}\r\n',
    expected('Says.\nMore.'),
  );
  checkHover('syntax = "proto3";\n/* 😀 doc */\nmessage B {}\nmessage A { /*😀*/ B$0 b = 1; }\n', expected('😀 doc'));
});

test('outline', () => {
  const { snapshot, file, text, ranges } = fixture(
    `syntax = "proto2";
package p.q;
message A {
  optional group [[G]] = 1 { optional int32 x = 2; }
  oneof o { string s = 3; }
  map<string, A> m = 4 [deprecated = true];
  enum E { X = 0; }
  extend A { optional int32 e = 100; }
}
service S { rpc R(stream A) returns (A); }
`,
  );
  const show = (symbol: DocumentSymbol, indent: string): string =>
    `${indent}${symbol.kind} ${symbol.name}${symbol.detail ? ` : ${symbol.detail}` : ''}${symbol.deprecated ? ' (deprecated)' : ''}\n${symbol.children.map((child) => show(child, `${indent}  `)).join('')}`;
  const symbols = documentSymbols(snapshot, file);
  assert.equal(
    symbols.map((symbol) => show(symbol, '')).join(''),
    `package p.q
message A
  field G : optional group
    field x : optional int32
  oneof o
    field s : string
  field m : map<string, A> (deprecated)
  enum E
    enumValue X : 0
  extend extend A
    extension e : optional int32
service S
  method R : (stream A) returns (A)
`,
  );
  assert.deepEqual(symbols[1].children[0].selection, { start: ranges[0].start, end: ranges[0].end });
  assert.ok(text(file).slice(symbols[1].span.start, symbols[1].span.end).startsWith('message A'));
});

test('folding: blocks, imports, comments, unclosed blocks', () => {
  const { snapshot, file } = fixture(
    '// a\n// b\nsyntax = "proto3";\nimport "a";\nimport "b";\n/*\n c */\nmessage A {\n  oneof o {\n    int32 a = 1;\n  }\n}\nmessage B {\n',
  );
  assert.deepEqual(
    foldingRanges(snapshot, file).map(({ startLine, endLine, kind }) => [kind, startLine, endLine]),
    [
      ['comment', 0, 1],
      ['imports', 3, 4],
      ['comment', 5, 6],
      ['block', 7, 10],
      ['block', 8, 9],
    ],
  );
});

test('expand selection: word, declaration, block, message, file', () => {
  const { snapshot, file, offset, text } = fixture('syntax = "proto3";\nmessage A { string na$0me = 1; }\n');
  const [spans] = selectionRanges(snapshot, file, [offset]);
  assert.deepEqual(
    spans.map(({ start, end }) => text(file).slice(start, end)),
    [
      'name',
      'string name = 1;',
      ' string name = 1; ',
      '{ string name = 1; }',
      'message A { string name = 1; }',
      text(file),
    ],
  );
});

test('links of imports that were found', () => {
  const { snapshot, file, ranges } = fixture('//- a.proto\nimport "[[b.proto]]";\nimport "gone.proto";\n//- b.proto\n');
  const found = documentLinks(snapshot, file);
  assert.deepEqual(found, [{ start: ranges[0].start, end: ranges[0].end, target: 1 }]);
});

/** Each token with its type and modifiers, as `text:type.modifier`. */
function tokens(source: string): string {
  const { snapshot, file, text } = fixture(source);
  const { starts, ends, types, modifiers } = semanticTokens(snapshot, file);
  return [...types]
    .map((type, i) => {
      const marks = semanticTokenModifiers.filter((_, bit) => modifiers[i] & (1 << bit)).map((name) => `.${name}`);
      return `${text(file).slice(starts[i], ends[i])}:${semanticTokenTypes[type]}${marks.join('')}`;
    })
    .join(' ');
}

test('semantic tokens', () => {
  assert.equal(
    tokens('syntax = "proto3";\npackage p;\nmessage message { repeated p.message string = 1 [deprecated = true]; }'),
    'syntax:keyword package:keyword p:namespace.declaration message:keyword message:class.declaration repeated:modifier p:namespace message:class string:property.declaration.deprecated deprecated:property.defaultLibrary true:keyword',
  );
  assert.equal(
    tokens(
      'syntax = "proto2";\nenum E { X = 0; }\nservice S { rpc R(stream M) returns (stream M); }\nmessage M { optional E e = 1 [default = X]; reserved 4 to max; }',
    ),
    'syntax:keyword enum:keyword E:enum.declaration X:enumMember.declaration service:keyword S:interface.declaration rpc:keyword R:method.declaration stream:modifier M:class returns:keyword stream:modifier M:class message:keyword M:class.declaration optional:modifier E:enum e:property.declaration default:keyword X:enumMember reserved:keyword to:keyword max:keyword',
  );
});

test('semantic tokens of a range only', () => {
  const { snapshot, file, ranges } = fixture('syntax = "proto3";\n[[message A {}]]\nmessage B {}');
  assert.equal(semanticTokens(snapshot, file, ranges[0]).types.length, 2);
});

/** The text with its hints in `⟨ ⟩`. */
function hints(source: string): string {
  const { snapshot, file, text } = fixture(source);
  const whole = { start: 0, end: Buffer.byteLength(text(file)) };
  const found = inlayHints(snapshot, file, whole);
  return applied(
    text(file),
    found.map(({ offset, label }) => ({ start: offset, end: offset, text: `⟨${label}⟩` })),
  );
}

test('inlay hints: JSON names that surprise, inherited presence, defaults that are not 0', () => {
  assert.equal(
    hints(
      'syntax = "proto3";\nmessage A { int32 plain_name = 1; int32 item_1 = 2; int32 item_2 = 3 [json_name = "b"]; }',
    ),
    'syntax = "proto3";\nmessage A { int32 plain_name = 1; int32 item_1⟨json: item1⟩ = 2; int32 item_2 = 3 [json_name = "b"]; }',
  );
  assert.equal(
    hints(
      'edition = "2023";\noption features.field_presence = IMPLICIT;\nmessage A { int32 a = 1; A b = 2; int32 c = 3 [features.field_presence = IMPLICIT]; }',
    ),
    'edition = "2023";\noption features.field_presence = IMPLICIT;\nmessage A { int32 a = 1⟨implicit presence⟩; A b = 2; int32 c = 3 [features.field_presence = IMPLICIT]; }',
  );
  assert.equal(
    hints(
      'syntax = "proto2";\nenum E { FIVE = 5; }\nmessage A { optional E e = 1; optional E f = 2 [default = FIVE]; }',
    ),
    'syntax = "proto2";\nenum E { FIVE = 5; }\nmessage A { optional E e = 1⟨default FIVE⟩; optional E f = 2 [default = FIVE]; }',
  );
});

test('code lenses count the uses of a type in all files', () => {
  const { snapshot, file, ranges } = fixture(
    '//- a.proto\nsyntax = "proto3";\nmessage [[A]] { B b = 1; }\nmessage [[B]] {}\n//- b.proto\nsyntax = "proto3";\nimport public "a.proto";\nmessage C { repeated B b = 1; }\n//- c.proto\nsyntax = "proto3";\nimport "b.proto";\nservice S { rpc R(B) returns (B); }',
  );
  assert.deepEqual(
    referenceLenses(snapshot, file).map(({ start, count }) => [start, count]),
    [
      [ranges[0].start, 0],
      [ranges[1].start, 4],
    ],
  );
});

test('code lenses follow a file that imports another one than before', () => {
  const { schema, snapshot, id } = fixture(
    '//- a.proto\nsyntax = "proto3";\nmessage A {}\n//- b.proto\nsyntax = "proto3";\nmessage A {}\n//- user.proto\nsyntax = "proto3";\nimport "a.proto";\nmessage U { A a = 1; }',
  );
  const counts = (of: typeof snapshot) =>
    ['a.proto', 'b.proto'].map((name) => referenceLenses(of, id(name)).map(({ count }) => count));
  assert.deepEqual(counts(snapshot), [[1], [0]]);
  const files = snapshot.files.map(
    (file) => file && (file.name === 'user.proto' ? { ...file, imports: Int32Array.of(id('b.proto')) } : file),
  );
  assert.deepEqual(counts(schema.snapshot(files)), [[0], [1]]);
  assert.deepEqual(counts(schema.snapshot(files.map((file) => (file?.name === 'user.proto' ? undefined : file)))), [
    [0],
    [0],
  ]);
  assert.deepEqual(counts(snapshot), [[1], [0]]);
});

test('methods have a lens with the name that they are called by', () => {
  const { snapshot, file, ranges } = fixture(
    'syntax = "proto3";\npackage a.b;\nmessage M {}\nservice S {\n  rpc [[Get]](M) returns (M);\n  rpc (M) returns (M);\n  rpc [[Watch]](M) returns (stream M) {}\n}',
  );
  assert.deepEqual(
    methodLenses(snapshot, file).map(({ start, method }) => [start, method]),
    [
      [ranges[0].start, 'a.b.S/Get'],
      [ranges[1].start, 'a.b.S/Watch'],
    ],
  );
});
