// Rename of every kind of declaration, of packages and of files.
import assert from 'node:assert/strict';
import test from 'node:test';
import { prepareRename, rename } from '../../server/language/rename.js';
import { importEdits } from '../../server/language/rename-files.js';
import { applied, fixture } from './fixture.js';

const isEditable = (): boolean => true;

/** Renames what is at the cursor and checks all files that change. */
async function check(
  source: string,
  newName: string,
  expected: Readonly<Record<string, string>>,
  companions = false,
): Promise<readonly string[]> {
  const { snapshot, file, offset, text } = fixture(source);
  const result = await rename(snapshot, file, offset, newName, { companions, isEditable });
  if ('refused' in result) assert.fail(result.refused);
  const changed = Object.fromEntries(
    [...result.edits].map(([id, edits]) => [snapshot.file(id).name, applied(text(id), edits)]),
  );
  assert.deepEqual(changed, expected);
  return result.warnings;
}

async function refuses(source: string, newName: string, reason: RegExp): Promise<void> {
  const { snapshot, file, offset } = fixture(source);
  const result = await rename(snapshot, file, offset, newName, { companions: false, isEditable });
  assert.ok('refused' in result, 'the rename was not refused');
  assert.match(result.refused, reason);
}

test('a message, with its uses in other files', async () => {
  await check(
    `
//- a.proto
syntax = "proto3";
package p;
message Ol$0d { message In {} Old again = 1; }
//- b.proto
syntax = "proto3";
import "a.proto";
message B { map<string, p.Old> m = 1; .p.Old.In i = 2; }
service S { rpc R(p.Old) returns (stream p.Old); }
`,
    'Fresh',
    {
      'a.proto': 'syntax = "proto3";\npackage p;\nmessage Fresh { message In {} Fresh again = 1; }\n',
      'b.proto':
        'syntax = "proto3";\nimport "a.proto";\nmessage B { map<string, p.Fresh> m = 1; .p.Fresh.In i = 2; }\nservice S { rpc R(p.Fresh) returns (stream p.Fresh); }\n',
    },
  );
});

test('a field, with the warning that its JSON name changes', async () => {
  const warnings = await check('syntax = "proto3";\nmessage A { int32 old_name$0 = 1; }\n', 'new_name', {
    'a.proto': 'syntax = "proto3";\nmessage A { int32 new_name = 1; }\n',
  });
  assert.match(warnings[0], /"oldName" to "newName"/);
});

test('a field that an option sets, plain and in an aggregate', async () => {
  await check(
    `
syntax = "proto3";
import "google/protobuf/descriptor.proto";
message Rule { string ge$0t = 1; Rule more = 2; }
extend google.protobuf.MessageOptions { Rule rule = 5000; }
message A { option (rule).get = "x"; }
message B { option (rule) = { get: "y" more { get: "z" } }; }
`,
    'fetch',
    {
      'a.proto':
        'syntax = "proto3";\nimport "google/protobuf/descriptor.proto";\nmessage Rule { string fetch = 1; Rule more = 2; }\nextend google.protobuf.MessageOptions { Rule rule = 5000; }\nmessage A { option (rule).fetch = "x"; }\nmessage B { option (rule) = { fetch: "y" more { fetch: "z" } }; }\n',
    },
  );
});

test('an extension, an enum and its value', async () => {
  await check(
    'syntax = "proto3";\npackage p;\nimport "google/protobuf/descriptor.proto";\nextend google.protobuf.FieldOptions { int32 lim$0it = 5000; }\nmessage A { int32 a = 1 [(limit) = 1]; int32 b = 2 [(p.limit) = 2]; }\n',
    'bound',
    {
      'a.proto':
        'syntax = "proto3";\npackage p;\nimport "google/protobuf/descriptor.proto";\nextend google.protobuf.FieldOptions { int32 bound = 5000; }\nmessage A { int32 a = 1 [(bound) = 1]; int32 b = 2 [(p.bound) = 2]; }\n',
    },
  );
  await check('syntax = "proto2";\nenum E { X = 0; }\nmessage A { optional E e = 1 [default = X$0]; }\n', 'Y', {
    'a.proto': 'syntax = "proto2";\nenum E { Y = 0; }\nmessage A { optional E e = 1 [default = Y]; }\n',
  });
});

test('a method with its request and response', async () => {
  await check(
    'syntax = "proto3";\nmessage GetRequest {}\nmessage GetResponse {}\nservice S { rpc Get$0(GetRequest) returns (GetResponse); }\n',
    'Fetch',
    {
      'a.proto':
        'syntax = "proto3";\nmessage FetchRequest {}\nmessage FetchResponse {}\nservice S { rpc Fetch(FetchRequest) returns (FetchResponse); }\n',
    },
    true,
  );
});

test('a group, whose field has the name in lower case', async () => {
  await check(
    'syntax = "proto2";\nimport "google/protobuf/descriptor.proto";\nmessage M { optional group Old$0 = 1 { optional int32 x = 1; } }\nextend google.protobuf.MessageOptions { optional M m = 5000; }\nmessage A { option (m).old.x = 1; }\n',
    'Fresh',
    {
      'a.proto':
        'syntax = "proto2";\nimport "google/protobuf/descriptor.proto";\nmessage M { optional group Fresh = 1 { optional int32 x = 1; } }\nextend google.protobuf.MessageOptions { optional M m = 5000; }\nmessage A { option (m).fresh.x = 1; }\n',
    },
  );
});

test('oneofs and services', async () => {
  await check('syntax = "proto3";\nmessage A { oneof o$0 { int32 a = 1; } }\n', 'choice', {
    'a.proto': 'syntax = "proto3";\nmessage A { oneof choice { int32 a = 1; } }\n',
  });
  await check('syntax = "proto3";\nservice S$0 {}\n', 'T', { 'a.proto': 'syntax = "proto3";\nservice T {}\n' });
});

test('a package: its statements, qualified and relative names', async () => {
  await check(
    `
//- a.proto
syntax = "proto3";
package acme.o$0ld;
import "c.proto";
message A { common.C c = 1; A a = 2; }
//- b.proto
syntax = "proto3";
package acme.user;
import "a.proto";
message B { old.A a = 1; acme.old.A b = 2; .acme.old.A c = 3; }
//- c.proto
syntax = "proto3";
package acme.common;
message C {}
`,
    'other.v2',
    {
      'a.proto':
        'syntax = "proto3";\npackage other.v2;\nimport "c.proto";\nmessage A { acme.common.C c = 1; A a = 2; }\n',
      'b.proto':
        'syntax = "proto3";\npackage acme.user;\nimport "a.proto";\nmessage B { other.v2.A a = 1; other.v2.A b = 2; .other.v2.A c = 3; }\n',
    },
  );
});

test('every position of the language follows: options, aggregates, Any, extensions, groups, maps, oneofs, streams', async () => {
  const declared = `syntax = "proto2";
import "google/protobuf/descriptor.proto";
import "google/protobuf/any.proto";
package p.q;
message Rule { optional string get = 1; optional Rule more = 2; optional google.protobuf.Any any = 8; optional group Part = 11 { optional int32 size = 1; } extensions 100 to 200; }
extend google.protobuf.MessageOptions { optional Rule rule = 50000; }
extend Rule { optional Rule ext = 100; }
`;
  const using = `syntax = "proto2";
import "a.proto";
import "google/protobuf/any.proto";
package p.z;
message A {
  option (q.rule) = { get: "a" more { Part { size: 1 } } [p.q.ext] < any { [type.googleapis.com/p.q.Rule] { get: "z" } } > };
  option (.p.q.rule).more.(p.q.ext).get = "x";
  option (p.q.rule).part.size = 2;
  map<string, q.Rule> m = 1;
  oneof o { .p.q.Rule r = 2; }
}
service S { rpc R(stream q.Rule) returns (stream .p.q.Rule); }
`;
  const cases: readonly (readonly [string, string, string, (text: string) => string])[] = [
    ['message Rule', 'message $0Rule', 'Ruler', (text) => text.replace(/\bRule\b/g, 'Ruler')],
    ['string get', 'string $0get', 'put', (text) => text.replace(/\bget\b/g, 'put')],
    ['Rule ext', 'Rule $0ext', 'extra', (text) => text.replace(/\bext\b/g, 'extra')],
    ['Rule rule', 'Rule $0rule', 'opt', (text) => text.replace(/\brule\b/g, 'opt')],
    ['group Part', 'group $0Part', 'Piece', (text) => text.replace(/\bPart\b/g, 'Piece').replace(/\bpart\b/g, 'piece')],
    ['int32 size', 'int32 $0size', 'length', (text) => text.replace(/\bsize\b/g, 'length')],
    ['package p.q', 'package p.$0q', 'x.y', (text) => text.replace(/(p\.)?\bq\b/g, 'x.y')],
  ];
  for (const [at, marked, newName, expected] of cases) {
    await check(`//- a.proto\n${declared.replace(at, marked)}//- b.proto\n${using}`, newName, {
      'a.proto': expected(declared),
      'b.proto': expected(using),
    });
  }
});

test('refused: what clashes beside names: JSON names, map entries, reserved names, values, words at the start of a field', async () => {
  const head = 'syntax = "proto3";\n';
  await refuses(`${head}message A { int32 foo_bar = 1; int32 x$0 = 2; }`, 'fooBar', /JSON name/);
  await refuses(`${head}message A { map<int32, A> m$0 = 1; message OtherEntry {} }`, 'other', /already declared/);
  await refuses(`${head}message A { reserved "old"; int32 x$0 = 2; }`, 'old', /reserved/);
  await refuses(`${head}enum E { A$0 = 0; }\nenum F { B = 0; }`, 'B', /already declared/);
  await refuses(`${head}message A { B b$0 = 1; oneof o { B c = 2; } }\nmessage B {}`, 'o', /already declared/);
  await refuses(`${head}message A { $0B b = 1; }\nmessage B {}`, 'message', /would not compile/);
  await refuses(`${head}message A { $0B b = 1; }\nmessage B {}`, 'string', /another type/);
  await refuses('syntax = "proto2";\nmessage A { optional group $0G = 1 {} }', 'g', /capital letter/);
});

test('in a file that does not parse, with line feeds of Windows and characters beyond the BMP', async () => {
  await check('syntax = "proto3";\nmessage A { B$0 b = ; int32 }\nmessage B {}\n', 'C', {
    'a.proto': 'syntax = "proto3";\nmessage A { C b = ; int32 }\nmessage C {}\n',
  });
  await check('\uFEFFsyntax = "proto3";\r\n/*😀*/ message A { B$0 b = 1; }\r\nmessage B {}\r\n', 'C', {
    'a.proto': '\uFEFFsyntax = "proto3";\r\n/*😀*/ message A { C b = 1; }\r\nmessage C {}\r\n',
  });
});

const declaring = (name: string, type: string) =>
  `syntax = "proto2";\npackage p;\nmessage A {\n  extensions 4 [declaration = { number: 4 full_name: ".${name}" type: ".${type}" }];\n}\n`;
const extending = (name: string, field: string, type: string) =>
  `syntax = "proto2";\npackage ${name};\nimport "a.proto";\nmessage ${type} {}\nextend p.A { optional ${type} ${field} = 4; }\n`;

test('the names in strings of an extension range follow, from either side', async () => {
  const from = (a: string, b: string) => `//- a.proto\n${a}//- b.proto\n${b}`;
  const { 'a.proto': a, 'b.proto': b } = {
    'a.proto': declaring('q.x', 'q.T'),
    'b.proto': extending('q', 'x', 'T'),
  };
  const fresh = { 'a.proto': declaring('q.y', 'q.T'), 'b.proto': extending('q', 'y', 'T') };
  await check(from(a.replace('.q.x', '.q.$0x'), b), 'y', fresh);
  await check(from(a, b.replace(' x =', ' x$0 =')), 'y', fresh);
  await check(from(a, b.replace('message T', 'message $0T')), 'U', {
    'a.proto': declaring('q.x', 'q.U'),
    'b.proto': extending('q', 'x', 'U'),
  });
  await check(from(a, b.replace('package q', 'package $0q')), 'r.s', {
    'a.proto': declaring('r.s.x', 'r.s.T'),
    'b.proto': extending('r.s', 'x', 'T'),
  });
});

test('refused: clashes, shadowing, what is no name, what cannot be renamed', async () => {
  await refuses('syntax = "proto3";\nmessage A$0 {}\nmessage B {}', 'B', /already declared/);
  await refuses('syntax = "proto3";\nmessage A { message In$0 {} Out o = 1; }\nmessage Out {}', 'Out', /another type/);
  await refuses('syntax = "proto3";\nmessage A$0 {}', '1x', /no identifier/);
  await refuses('syntax = "proto3";\nmes$0sage A {}', 'B', /Only names/);
  await refuses('//- a.proto\nimport "b$0.proto";\n//- b.proto\n', 'B', /file itself/);
});

test('refused: what comes with the product', () => {
  const { snapshot, file, offset } = fixture(
    'syntax = "proto3";\nimport "google/protobuf/any.proto";\nmessage A { google.protobuf.An$0y a = 1; }',
  );
  const result = prepareRename(snapshot, file, offset, (id) => !snapshot.file(id).name.startsWith('google/'));
  assert.match('refused' in result ? result.refused : '', /any\.proto, which cannot be changed/);
});

test('prepared: the place, the name and what belongs to a method', () => {
  const { snapshot, file, offset, ranges, text } = fixture(
    'syntax = "proto3";\nmessage GetRequest {}\nservice S { rpc [[G$0et]](GetRequest) returns (GetRequest); }',
  );
  const place = prepareRename(snapshot, file, offset, isEditable);
  if ('refused' in place) assert.fail(place.refused);
  assert.deepEqual({ start: place.start, end: place.end, file }, ranges[0]);
  assert.equal(place.placeholder, 'Get');
  assert.deepEqual(place.companions, ['GetRequest']);
  assert.ok(text(file).length > 0);
});

test('imports of a file that got another name', () => {
  const { snapshot, text, id } = fixture(
    `//- a.proto\nsyntax = "proto3";\nimport 'x/b.proto';\nimport public "x/b.proto";\n//- x/b.proto\nsyntax = "proto3";\n`,
  );
  const edits = importEdits(snapshot, [{ file: id('x/b.proto'), newName: 'y/c.proto' }]);
  assert.deepEqual([...edits.keys()], [0]);
  assert.equal(
    applied(text(0), edits.get(0) ?? []),
    `syntax = "proto3";\nimport 'y/c.proto';\nimport public "y/c.proto";\n`,
  );
});
