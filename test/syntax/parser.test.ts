// The parser: the shape of trees, going on after errors, and that it always ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Names } from '../../server/syntax/names.js';
import { parse } from '../../server/syntax/parse.js';
import { importStatements, spanOfNode } from '../../server/syntax/parsed-file.js';
import { tokensOf } from '../../server/syntax/tokenize.js';
import { childOf, Flag, Kind, Node } from '../../server/syntax/tree.js';
import { LineIndex } from '../../server/text/line-index.js';

const kindNames: readonly string[] =
  'nothing file syntax package import option namePart scalar aggregate aggregateField list default jsonName message group groupMessage field mapField oneof enum enumValue extend extensions reserved range reservedName service method typeRef'.split(
    ' ',
  );

function read(source: string) {
  const names = new Names();
  const bytes = new TextEncoder().encode(source);
  return { names, ...parse(bytes, names) };
}

/** `kind name value(children)`; of ranges, `first-last`. */
function shape(source: string): string {
  const { nodes, names } = read(source);
  const show = (node: number): string => {
    const kind: Kind = nodes[node] & Flag.kind;
    let text = kindNames[kind] ?? `${kind}`;
    if (kind === Kind.range) text += ` ${nodes[node + Node.value]}-${nodes[node + Node.name]}`;
    else if (kind !== Kind.file && nodes[node + Node.name] !== 0) text += ` ${names.text(nodes[node + Node.name])}`;
    if ([Kind.field, Kind.mapField, Kind.group, Kind.enumValue].includes(kind)) text += ` ${nodes[node + Node.value]}`;
    const children: string[] = [];
    for (let child = node + Node.size; child < nodes[node + Node.end]; child = nodes[child + Node.end])
      children.push(show(child));
    return children.length > 0 ? `${text}(${children.join(', ')})` : text;
  };
  return show(0);
}

/** `line:column code`, from 1. */
function problems(source: string): string[] {
  const { bytes, problems } = read(source);
  const lines = new LineIndex(bytes);
  return problems.map(({ start, code }) => {
    const { line, column } = lines.position(start);
    return `${line + 1}:${column + 1} ${code}`;
  });
}

test('the tree of a file', () => {
  assert.equal(
    shape('syntax = "proto3"; package a.b; import public "c.proto"; option java_package = "d";'),
    'file(syntax proto3, package a.b, import c.proto, option java_package(namePart java_package, scalar d))',
  );
  assert.equal(
    shape('message A { repeated .b.C d = 1 [e = 2]; map<string, F> g = 3; oneof h { int32 i = 4; } }'),
    'file(message A(field d 1(typeRef .b.C, option e(namePart e, scalar 2)), mapField g 3(typeRef string, typeRef F), oneof h(field i 4(typeRef int32))))',
  );
  assert.equal(
    shape('message A { optional group B = 1 { required int32 c = 2 [default = -3, json_name = "d"]; } }'),
    'file(message A(group B 1(groupMessage B(field c 2(typeRef int32, default default(scalar 3), jsonName json_name(scalar d))))))',
  );
  assert.equal(
    shape('enum A { B = -1; reserved 2, 4 to 6, 8 to max; reserved "C"; }'),
    'file(enum A(enumValue B -1, reserved(range 2-2, range 4-6, range 8-2147483647), reserved(reservedName C)))',
  );
  assert.equal(
    shape('service A { rpc B(stream C) returns (d.E) { option f = true; } } extend G { optional int32 h = 1; }'),
    'file(service A(method B(typeRef C, typeRef d.E, option f(namePart f, scalar true))), extend(typeRef G, field h 1(typeRef int32)))',
  );
  assert.equal(
    shape('option (a.b).c = { d: 1 e { f: [2, 3] } [g.h]: "i" "j" [k.l/m.N] < > };'),
    'file(option a.b(namePart a.b, namePart c, aggregate(aggregateField d(scalar 1), aggregateField e(aggregate(aggregateField f(list(scalar 2, scalar 3)))), aggregateField g.h(scalar ij), aggregateField k.l/m.N(aggregate))))',
  );
});

test('nodes know their tokens and their parents', () => {
  const source = 'syntax = "proto3";\nmessage A {\n  int32 b = 1;\n}\n';
  const file = read(source);
  const message = childOf(file.nodes, 0, Kind.message);
  const field = childOf(file.nodes, message, Kind.field);
  assert.equal(file.nodes[field + Node.parent], message);
  assert.equal(file.nodes[message + Node.parent], 0);
  assert.equal(file.nodes[Node.parent], -1);
  const { start, end } = spanOfNode(file, field);
  assert.equal(source.slice(start, end), 'int32 b = 1;');
  const tokens = tokensOf(file.bytes);
  assert.equal(source.slice(tokens.starts[file.nodes[field + Node.aux]]).slice(0, 1), 'b');
});

test('imports are listed', () => {
  const { names, ...file } = read('import "a.proto"; import weak "b" ".proto"; message M {}');
  assert.deepEqual(
    importStatements(file, names).map(({ path }) => path),
    ['a.proto', 'b.proto'],
  );
});

test('every word may be a name', () => {
  const source = `syntax = "proto3";
message A {
  int32 syntax = 1; int32 message = 2; int32 enum = 3; int32 option = 4; int32 oneof = 5; int32 map = 6; int32 to = 7;
  int32 reserved = 8; int32 extensions = 9; int32 max = 10; int32 string = 11; int32 stream = 12; int32 rpc = 13;
}
message option { map map = 1; }
message map {}
`;
  assert.deepEqual(problems(source), []);
});

test('several mistakes are reported each at its place', () => {
  const source = `syntax = "proto3";
message A {
  int32 a 1;
  int32 b = ;
  int32 c = 3
  string d = 4;
  foo = 5;
}
enum B { C; D = 1; }
service E { rpc F(G) return (H); rpc I(J) returns (K); }
message L { int32 m = 1; }
`;
  assert.deepEqual(problems(source), [
    '3:11 missing-number',
    '4:13 expected-number',
    '6:3 expected-token',
    '7:7 expected-name',
    '9:11 missing-number',
    '10:22 expected-token',
  ]);
  assert.match(shape(source), /enumValue D 1/);
  assert.match(shape(source), /method I\(typeRef J, typeRef K\)/);
  assert.match(shape(source), /message L\(field m 1/);
});

test('what follows a broken statement is read', () => {
  assert.match(shape('message A { int32 = 1; int32 b = 2; }'), /field b 2/);
  assert.match(shape('message A {\n  int32\n  string b = 2;\n}\nmessage C {}'), /message C/);
  assert.match(shape('mesage A { int32 a = 1; }\nmessage B {}'), /message B/);
  assert.match(shape('option (a) = { b: [ };\nmessage C {}'), /message C/);
  assert.match(shape('message A { option x = ; int32 b = 1; }'), /field b 1/);
  assert.match(shape('message A { reserved 1 to; int32 b = 2; }'), /field b 2/);
  assert.match(shape('message A { oneof o { int32; int32 b = 2; } int32 c = 3; }'), /field b 2.*field c 3/);
  assert.deepEqual(problems('message A {'), ['1:12 unterminated-block']);
  assert.deepEqual(problems('syntax = "proto3"; message A {} }'), ['1:33 unmatched-brace']);
});

test('a mistake in the syntax statement mutes the rest', () => {
  assert.deepEqual(problems('syntax = "proto4"; message A { x }'), ['1:10 unknown-syntax']);
  assert.deepEqual(problems('edition = "2023" ; message A { optional int32 b = 1; }'), ['1:32 label-not-allowed']);
});

/** What must hold of every tree. */
function checkTree(source: string): void {
  const { nodes, problems, bytes, names } = read(source);
  const { count } = tokensOf(bytes);
  assert.equal(nodes[Node.end], nodes.length);
  for (let node = 0; node < nodes.length; node += Node.size) {
    const parent = nodes[node + Node.parent];
    const end = nodes[node + Node.end];
    assert.ok(end > node && end <= nodes.length);
    assert.ok((nodes[node] & Flag.kind) <= Kind.typeRef);
    assert.ok(nodes[node + Node.first] >= 0 && nodes[node + Node.last] < count);
    assert.ok(nodes[node + Node.aux] >= 0 && nodes[node + Node.aux] < count);
    assert.ok(nodes[node + Node.name] < names.size || (nodes[node] & Flag.kind) === Kind.range || node === 0);
    if (node === 0) continue;
    assert.ok(parent >= 0 && parent < node && nodes[parent + Node.end] >= end);
    assert.ok(nodes[node + Node.first] >= nodes[parent + Node.first]);
    assert.ok(nodes[node + Node.last] <= nodes[parent + Node.last], source);
  }
  let before = 0;
  for (const { start, end } of problems) {
    assert.ok(start >= before && end >= start && end <= bytes.length, source);
    before = start;
  }
}

test('any tokens in any order give a tree', () => {
  const vocabulary =
    'syntax edition package import public weak option message enum service extend extensions reserved oneof rpc returns stream map group optional required repeated to max export local default json_name true inf int32 string foo Bar 1 0 -5 0x1g 1.5 "proto2" "proto3" "2024" \'x "open { } { } ( ) [ ] < > = ; ; , . : / # - é /* // \n'
      .split(' ')
      .map((word) => `${word} `);
  const source = fc.array(fc.constantFrom(...vocabulary), { maxLength: 60 }).map((words) => words.join(''));
  fc.assert(fc.property(source, checkTree), { seed: 1, numRuns: 3000 });
});

test('pieces of a file give a tree', () => {
  const whole = `edition = "2024"; package a.b; import option "c.proto"; option (d.e).f = { g: [1, 2] h < i: -inf > };
export message A { repeated int32 b = 1 [default = 2, (c) = "d"]; map<string, A> e = 3; oneof f { A g = 4; }
extensions 5 to 7, 9 [verification = UNVERIFIED]; reserved 10, 11 to max; reserved q; extend A { int32 r = 5; } enum S { T = -1; } }
service U { rpc V(stream A) returns (.a.b.A) { option deprecated = true; } }`;
  for (let length = 0; length <= whole.length; length++) {
    checkTree(whole.slice(0, length));
    checkTree(whole.slice(length));
  }
});

test('deep nesting is refused, not run into', () => {
  assert.ok(problems('message A { '.repeat(10_000)).some((problem) => problem.endsWith('nesting-too-deep')));
  checkTree(`syntax = "proto2"; message A { ${'optional group G = 1 { '.repeat(5000)}`);
  checkTree(`option (a) = ${'{ b '.repeat(20_000)}`);
  checkTree(`option (a) = ${'{ b '.repeat(5000)}${'}'.repeat(5000)};`);
  checkTree(`option (a) = { b: ${'['.repeat(20_000)} };`);
});
