// Definition, type definition, references, highlights and call hierarchy in every position of the language.
import assert from 'node:assert/strict';
import test from 'node:test';
import { callees, callers, hierarchyItem } from '../../server/language/call-hierarchy.js';
import { definition, typeDefinition } from '../../server/language/definition.js';
import { highlights } from '../../server/language/highlight.js';
import { references } from '../../server/language/references.js';
import { fixture, type Place } from './fixture.js';

/** Checks that the thing at the cursor is declared at the marked range. */
function check(source: string): void {
  const { snapshot, file, offset, ranges } = fixture(source);
  const found = definition(snapshot, file, offset).map((link) => ({ file: link.file, ...link.selection }));
  assert.deepEqual(found, ranges);
}

function checkType(source: string): void {
  const { snapshot, file, offset, ranges } = fixture(source);
  const found = typeDefinition(snapshot, file, offset).map((link) => ({ file: link.file, ...link.selection }));
  assert.deepEqual(found, ranges);
}

/** Checks that the references of the thing at the cursor are the marked ranges. */
async function checkReferences(source: string, includeDeclaration = true): Promise<void> {
  const { snapshot, file, offset, ranges } = fixture(source);
  const found: Place[] = [];
  for await (const batch of references(snapshot, file, offset, { includeDeclaration }))
    found.push(...batch.places.map(({ start, end }) => ({ file: batch.file, start, end })));
  assert.deepEqual(
    found.sort((a, b) => a.file - b.file || a.start - b.start),
    ranges,
  );
}

test('types of fields: by simple, relative, full and absolute name', () => {
  check('syntax = "proto3";\nmessage [[B]] {}\nmessage A { B$0 b = 1; }');
  check('syntax = "proto3";\npackage p.q;\nmessage [[B]] {}\nmessage A { repeated q.B$0 b = 1; }');
  check('syntax = "proto3";\npackage p.q;\nmessage [[B]] {}\nmessage A { .p.q.$0B b = 1; }');
  check(
    'syntax = "proto2";\nmessage A { optional [[B]]$0 b = 1; }'
      .replace('[[B]]$0', '$0B')
      .replace('message A', 'enum [[B]] { X = 0; }\nmessage A'),
  );
});

test('parts of a dotted name: nested messages and packages', () => {
  check('syntax = "proto3";\nmessage [[O]] { message I { message J {} } }\nmessage A { O$0.I.J j = 1; }');
  check('syntax = "proto3";\nmessage O { message [[I]] { message J {} } }\nmessage A { O.I$0.J j = 1; }');
  check(
    '//- a.proto\nsyntax = "proto3";\nimport "b.proto";\nmessage A { p.q$0.B b = 1; }\n//- b.proto\nsyntax = "proto3";\npackage [[p.q]];\nmessage B {}',
  );
});

test('map values, oneof fields, groups, stream types, extendees', () => {
  check('syntax = "proto3";\nmessage [[V]] {}\nmessage A { map<string, V$0> m = 1; }');
  check('syntax = "proto3";\nmessage [[V]] {}\nmessage A { oneof o { V$0 v = 1; } }');
  check('syntax = "proto3";\nmessage [[V]] {}\nservice S { rpc R(stream V$0) returns (V); }');
  check('syntax = "proto3";\nmessage [[V]] {}\nservice S { rpc R(V) returns (stream $0V); }');
  check('syntax = "proto2";\nmessage [[V]] { extensions 1 to 9; }\nextend V$0 { optional int32 x = 1; }');
  check('syntax = "proto2";\nmessage V { optional group [[G]]$0 = 1 { } }'.replace('[[G]]$0', '[[$0G]]'));
});

test('imports lead to their files, packages to their statements', () => {
  check('//- a.proto\nimport "b$0.proto";\n//- b.proto\n[[]]syntax = "proto3";');
  check('//- a.proto\nsyntax = "proto3";\npackage [[p.q$0]];\n//- b.proto\nsyntax = "proto3";\npackage [[p.q]];');
});

const options = `
import "google/protobuf/descriptor.proto";
`;

test('custom options: extension, nested fields, fields and values of aggregates', () => {
  const head = `syntax = "proto3";${options}`;
  check(`${head}extend google.protobuf.MessageOptions { int32 [[x]] = 5000; }\nmessage A { option (x$0) = 1; }`);
  const rule = `${head}message Rule { string GET = 1; Rule MORE = 2; Mode MODE = 3; map<string, Rule> m = 4; }\nenum Mode { M0 = 0; M1 = 1; }\nextend google.protobuf.MessageOptions { Rule rule = 5000; }\n`;
  check(`${rule.replace('GET', '[[get]]')}message A { option (rule).get$0 = "x"; }`);
  check(`${rule.replace('GET', '[[get]]')}message A { option (rule) = { get$0: "x" }; }`);
  check(
    `${rule.replace('GET', '[[get]]').replace('MORE', 'more')}message A { option (rule) = { more { more: { get$0: "x" } } }; }`,
  );
  check(`${rule.replace('GET', '[[get]]')}message A { option (rule) = { m: [{ key: "a" value { get$0: "" } }] }; }`);
  check(`${rule.replace('M1', '[[M1]]').replace('MODE', 'mode')}message A { option (rule) = { mode: M1$0 }; }`);
  check(`${rule.replace('M1', '[[M1]]').replace('MODE', 'mode')}message A { option (rule).mode = M1$0; }`);
});

test('plain options lead to descriptor.proto, also where it is not imported', () => {
  const { snapshot, file, offset, id } = fixture('syntax = "proto3";\noption java_pack$0age = "x";');
  const [link] = definition(snapshot, file, offset);
  assert.equal(link.file, id('google/protobuf/descriptor.proto'));
});

test('extension names and type URLs in aggregates', () => {
  const head = `syntax = "proto2";${options}import "google/protobuf/any.proto";\nmessage R { extensions 1 to 9; optional google.protobuf.Any any = 10; }\nextend google.protobuf.MessageOptions { optional R r = 5000; }\n`;
  check(`${head}extend R { optional int32 [[e]] = 1; }\nmessage A { option (r) = { [e$0]: 1 }; }`);
  check(`${head}message [[T]] {}\nmessage A { option (r) = { any { [type.googleapis.com/T$0] {} } }; }`);
});

test('enum values: defaults and options', () => {
  check('syntax = "proto2";\nenum E { [[X]] = 1; }\nmessage A { optional E e = 1 [default = X$0]; }');
});

test('a declaration leads to itself; keywords, scalars and unknown names nowhere', () => {
  check('syntax = "proto3";\nmessage [[A$0]] {}');
  check('syntax = "proto3";\nmes$0sage A {}');
  check('syntax = "proto3";\nmessage A { int$032 a = 1; }'.replace('int$032', 'in$0t32'));
  check('syntax = "proto3";\nmessage A { Nope$0 a = 1; }');
});

test('in a file that does not parse', () => {
  check('syntax = "proto3";\nmessage [[B]] {}\nmessage A { B$0 b = ; string\n');
  check('syntax = "proto3";\nmessage [[B]] {}\nservice S { rpc R(B$0) returns ( }');
});

test('type definitions: of fields, map fields, methods, values', () => {
  checkType('syntax = "proto3";\nmessage [[B]] {}\nmessage A { B b$0 = 1; }');
  checkType('syntax = "proto3";\nmessage [[B]] {}\nmessage A { map<int32, B> b$0 = 1; }');
  checkType('syntax = "proto3";\nmessage [[B]] {}\nmessage [[C]] {}\nservice S { rpc R$0(B) returns (C); }');
  checkType('syntax = "proto3";\nenum [[E]] { X$0 = 0; }');
  checkType('syntax = "proto3";\nmessage A { int32 a$0 = 1; }');
});

test('references over files, with and without the declaration', async () => {
  await checkReferences(
    '//- a.proto\nsyntax = "proto3";\npackage p;\nmessage [[B$0]] { [[B]] b = 1; }\n//- b.proto\nsyntax = "proto3";\nimport "a.proto";\nmessage C { map<string, p.[[B]]> m = 1; }\nmessage B { B other = 1; }\nservice S { rpc R(stream .p.[[B]]) returns (p.[[B]]); }',
  );
  await checkReferences('syntax = "proto3";\nmessage B$0 { [[B]] b = 1; }', false);
});

test('references of an outer message, a package, a file', async () => {
  await checkReferences('syntax = "proto3";\nmessage [[O$0]] { message I {} }\nmessage A { [[O]].I i = 1; }');
  await checkReferences(
    '//- a.proto\nsyntax = "proto3";\npackage [[p$0]];\nmessage B {}\n//- b.proto\nsyntax = "proto3";\nimport "a.proto";\nmessage C { [[p]].B b = 1; }',
  );
  await checkReferences('//- a.proto\nimport [["b.p$0roto"]];\n//- b.proto\n//- c.proto\nimport public [["b.proto"]];');
});

test('references of fields and values that options use', async () => {
  await checkReferences(
    `syntax = "proto3";${options}message Rule { string [[get$0]] = 1; }\nextend google.protobuf.MessageOptions { Rule rule = 5000; }\nmessage A { option (rule).[[get]] = ""; }\nmessage B { option (rule) = { [[get]]: "" }; }`,
  );
  await checkReferences(
    `syntax = "proto2";enum E { [[X]] = 1; Y = 2; }\nmessage A { optional E e = 1 [default = [[X$0]]]; optional string X = 2; }`,
  );
});

test('a search that is aborted ends with the reason', async () => {
  const { snapshot, file, offset } = fixture('syntax = "proto3";\nmessage A$0 { A a = 1; }');
  const reason = new Error('enough');
  const found = references(snapshot, file, offset, { includeDeclaration: true }, AbortSignal.abort(reason));
  await assert.rejects(found.next(), reason);
});

test('highlights are the references in the file', () => {
  const { snapshot, file, offset, ranges } = fixture(
    'syntax = "proto3";\nmessage [[A]] { [[A]] a = 1; repeated [[A$0]] b = 2; }',
  );
  const found = highlights(snapshot, file, offset).map(({ start, end }) => ({ file, start, end }));
  assert.deepEqual(found, ranges);
});

test('call hierarchy: methods, messages that hold messages, services', async () => {
  const { snapshot, file, offset } = fixture(
    'syntax = "proto3";\nmessage B$0 { E e = 1; map<string, C> m = 2; }\nmessage C { B b = 1; B b2 = 2; }\nenum E { X = 0; }\nservice S { rpc R(B) returns (C); }',
  );
  const item = hierarchyItem(snapshot, file, offset);
  assert.ok(item);
  const incoming = await callers(snapshot, item);
  assert.deepEqual(
    incoming.map((call) => [call.item.name, call.places.length]),
    [
      ['C', 2],
      ['R', 1],
    ],
  );
  assert.deepEqual(
    callees(snapshot, item).map((call) => call.item.name),
    ['E', 'C'],
  );
  const method = incoming[1].item;
  assert.deepEqual(
    callees(snapshot, method).map((call) => call.item.name),
    ['B', 'C'],
  );
  assert.deepEqual(
    (await callers(snapshot, method)).map((call) => call.item.name),
    ['S'],
  );
});

test('call hierarchy: streams, extensions, nested messages and their outer ones, other files', async () => {
  const { snapshot, file, offset, id } = fixture(
    `//- a.proto
syntax = "proto2";
package p;
message O { message I$0 { extensions 1 to 9; } optional I i = 1; oneof o { O.I j = 2; } }
extend O.I { optional O e = 1; }
//- b.proto
syntax = "proto3";
import "a.proto";
service S { rpc R(stream p.O.I) returns (stream .p.O.I); }
`,
  );
  const item = hierarchyItem(snapshot, file, offset);
  assert.ok(item);
  const incoming = await callers(snapshot, item);
  assert.deepEqual(
    incoming.map((call) => [call.item.name, call.item.file, call.places.length]),
    [
      ['O', file, 2],
      ['R', id('b.proto'), 2],
    ],
  );
  // Of `O.I` the outer message is no part that is used.
  const outer = hierarchyItem(snapshot, file, Buffer.from(snapshot.file(file).parsed.bytes).indexOf('O {'));
  assert.ok(outer);
  assert.deepEqual(await callers(snapshot, outer), []);
  for (const { item: caller, places } of incoming)
    assert.deepEqual(callees(snapshot, caller).find((call) => call.item.name === 'I')?.places, places);
});

test('the extension and the type that an extension range declares in strings', () => {
  const files = (name: string, type: string, marked = '') => `//- a.proto
syntax = "proto2";
package p;
message A {
  extensions 4 to 9 [declaration = { number: 4 full_name: "${name}" type: "${type}" }];
}
//- b.proto
syntax = "proto2";
package p;
import "a.proto";
${marked === 'type' ? 'message [[T]] {}' : 'message T {}'}
extend A { optional T ${marked === 'name' ? '[[x]]' : 'x'} = 4; }`;
  check(files('.p.$0x', '.p.T', 'name'));
  check(files('.p.x', '.p.$0T', 'type'));
  check(files('.p.gone$0', '.p.T'));
});

test('each part of a name in a string: outer messages, packages, several files that declare it', async () => {
  const range = (name: string, type: string) =>
    `//- a.proto\nsyntax = "proto2";\npackage p;\nmessage A {\n  extensions 4 [declaration = { number: 4 full_name: "${name}" type: "${type}" }];\n}\n`;
  const users = '//- b.proto\nsyntax = "proto2";\npackage p.q;\nimport "a.proto";\n';
  check(`${range('.p.q.O.x', '.p.q.$0O.T')}${users}message [[O]] { message T {} extend A { optional T x = 4; } }`);
  check(
    `${range('.p.$0q.O.x', '.p.q.O.T')}${users.replace('p.q', '[[p.q]]')}message O {}\nextend A { optional O x = 4; }`
      .replace('.O.x', '.x')
      .replace('.O.T', '.O'),
  );
  check(
    `${range('.p.q.x$0', '.p.q.T')}${users}message T {}\nextend A { optional T [[x]] = 4; }\n${users.replace('b.proto', 'c.proto')}import "d.proto";\nextend A { optional int32 [[x]] = 4; }\n//- d.proto\nsyntax = "proto2";`,
  );
  await checkReferences(
    `${range('.p.q.[[x$0]]', '.p.q.T')}${users}message T {}\nextend A { optional T [[x]] = 4; }\nmessage U { optional T x = 1; }`,
  );
  await checkReferences(
    `${range('.p.q.x', '.p.q.[[T]]')}${users}message [[T$0]] {}\nextend A { optional [[T]] x = 4; }`,
  );
});
