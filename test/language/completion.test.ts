// Completion in every place of the language, mostly in files that do not parse.
import assert from 'node:assert/strict';
import test from 'node:test';
import { complete } from '../../server/language/completion/complete.js';
import type { CompletionItem } from '../../server/language/completion/item.js';
import { allAreKnown } from '../../server/language/declaration-index.js';
import { Schema } from '../../server/schema/schema.js';
import { Parser } from '../../server/syntax/parse.js';
import { applied, fixture } from './fixture.js';

/** The items at the cursor in the order in which they are shown. */
function items(source: string): CompletionItem[] {
  const { snapshot, file, offset } = fixture(source);
  return [...(complete(snapshot, file, offset)?.items ?? [])].sort(
    (a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1),
  );
}

function labels(source: string): string[] {
  return items(source).map(({ label }) => label);
}

/** Checks that exactly these items are offered, in this order. */
function check(source: string, expected: readonly string[]): void {
  assert.deepEqual(labels(source), expected);
}

/** Checks that some items are offered and others are not. */
function offers(source: string, wanted: readonly string[], unwanted: readonly string[] = []): void {
  const found = new Set(labels(source));
  assert.deepEqual(
    wanted.filter((label) => !found.has(label)),
    [],
    `missing among ${[...found].join(', ')}`,
  );
  assert.deepEqual(
    unwanted.filter((label) => found.has(label)),
    [],
  );
}

/** Checks the text after an item was accepted. */
function accepts(source: string, label: string, expected: string): void {
  const { snapshot, file, offset, text } = fixture(source);
  const found = complete(snapshot, file, offset);
  const item = found?.items.find((candidate) => candidate.label === label);
  assert.ok(found && item, `${label} is not among ${found?.items.map((each) => each.label).join(', ')}`);
  const edits = [{ ...found.replace, text: item.insert ?? item.label }, ...(item.edits ?? [])];
  assert.equal(applied(text(file), edits), expected.replace(/^\n/, ''));
}

test('an empty file offers syntax and edition first', () => {
  assert.deepEqual(labels('$0').slice(0, 2), ['edition', 'syntax']);
  accepts('syn$0', 'syntax', 'syntax = "proto3";');
});

test('values of syntax and edition, with and without quotes', () => {
  check('syntax = "$0"', ['proto3', 'proto2']);
  accepts('edition = $0', '2023', 'edition = "2023";');
});

test('keywords at file level, by edition', () => {
  offers(
    'syntax = "proto3";\n$0',
    ['package', 'import', 'option', 'message', 'enum', 'service', 'extend'],
    ['syntax', 'rpc', 'local'],
  );
  offers('edition = "2024";\n$0', ['export', 'local']);
  offers('edition = "2024";\nlocal $0', ['message', 'enum'], ['service']);
});

test('keywords in blocks', () => {
  offers(
    'syntax = "proto3";\nmessage A {\n  $0\n}',
    ['oneof', 'map', 'repeated', 'optional', 'reserved', 'string'],
    ['required', 'rpc', 'extensions'],
  );
  offers('syntax = "proto2";\nmessage A {\n  $0\n}', ['required', 'extensions']);
  offers('edition = "2023";\nmessage A {\n  $0\n}', ['repeated', 'extensions'], ['optional', 'required']);
  offers('syntax = "proto3";\nservice A {\n  $0\n}', ['rpc', 'option'], ['message', 'string']);
  offers('syntax = "proto3";\nenum E {\n  $0\n}', ['E_', 'E_UNSPECIFIED', 'reserved', 'option'], ['string']);
});

test('nothing in comments and in strings that are no imports', () => {
  check('// mess$0', []);
  check('syntax = "proto3"; /* mess$0 */', []);
  check('syntax = "proto3";\nmessage A { string a = 1 [json_name = "x$0"]; }', []);
});

test('types: local and imported ones, scalars, the shortest name that resolves', () => {
  const source = `
//- a.proto
syntax = "proto3";
package acme.v1;
import "b.proto";
message Outer {
  message Inner {}
  In$0
}
//- b.proto
syntax = "proto3";
package acme.common;
message Shared {}
enum Color { COLOR_UNSPECIFIED = 0; }
`;
  offers(source, ['Inner', 'Outer', 'Shared', 'Color', 'int32'], []);
  const shared = items(source).find(({ label }) => label === 'Shared');
  assert.equal(shared?.insert, 'common.Shared');
  assert.equal(items(source).find(({ label }) => label === 'Inner')?.insert, 'Inner');
});

test('a name that is hidden by a nearer one is written longer', () => {
  const source = `
//- a.proto
syntax = "proto3";
package acme.v1;
import "b.proto";
message Shared {}
message A {
  message acme {}
  Sh$0
}
//- b.proto
syntax = "proto3";
package acme.common;
message Shared {}
`;
  const inserts = items(source)
    .filter(({ label }) => label === 'Shared')
    .map(({ insert }) => insert);
  assert.deepEqual(inserts, ['Shared', 'common.Shared']);
});

test('a type that is not imported brings its import', () => {
  accepts(
    `
//- a.proto
syntax = "proto3";

package acme.v1;

message A {
  Shar$0
}
//- acme/common/b.proto
syntax = "proto3";
package acme.common;
message Shared {}
`,
    'Shared',
    `
syntax = "proto3";

package acme.v1;

import "acme/common/b.proto";

message A {
  common.Shared
}
`,
  );
});

test('what a qualifier holds', () => {
  const files = `
//- acme/b.proto
syntax = "proto3";
package acme.common;
message Shared { message Part {} enum Kind { KIND_UNSPECIFIED = 0; } }
`;
  check(`//- a.proto\nsyntax = "proto3";\nimport "acme/b.proto";\nmessage A {\n  acme.$0\n}\n${files}`, ['common']);
  check(`//- a.proto\nsyntax = "proto3";\nimport "acme/b.proto";\nmessage A {\n  acme.common.Shared.P$0\n}\n${files}`, [
    'Kind',
    'Part',
  ]);
  accepts(
    `//- a.proto\nsyntax = "proto3";\nmessage A {\n  acme.common.Sh$0 x = 1;\n}\n${files}`,
    'Shared',
    'syntax = "proto3";\n\nimport "acme/b.proto";\nmessage A {\n  acme.common.Shared x = 1;\n}\n',
  );
});

test('map keys and values', () => {
  offers('syntax = "proto3";\nmessage A {\n  map<$0\n}', ['string', 'int32', 'bool'], ['double', 'bytes', 'A']);
  offers('syntax = "proto3";\nmessage A {\n  map<string, $0\n}', ['string', 'double', 'A']);
});

test('rpc types: the one that custom gives comes first', () => {
  const head = 'syntax = "proto3";\nmessage GetRequest {}\nmessage GetResponse {}\nenum E { A = 0; }\nservice S {\n';
  assert.equal(labels(`${head}  rpc Get($0\n}`)[0], 'GetRequest');
  offers(`${head}  rpc Get($0\n}`, ['stream', 'GetResponse'], ['E', 'string']);
  assert.equal(labels(`${head}  rpc Get(GetRequest) returns (stream $0)\n}`)[0], 'GetRequest');
  assert.equal(labels(`${head}  rpc Get(GetRequest) returns ($0);\n}`)[0], 'GetResponse');
  check(`${head}  rpc Get(GetRequest) $0\n}`, ['returns']);
});

test('import paths leave out the file itself and what is imported already', () => {
  const files = '\n//- x/b.proto\nsyntax = "proto3";\n//- x/c.proto\nsyntax = "proto3";\n';
  check(`//- x/a.proto\nsyntax = "proto3";\nimport "x/c.proto";\nimport "x/$0"${files}`, ['x/b.proto']);
  accepts(`//- x/a.proto\nimport $0${files}`, 'x/b.proto', 'import "x/b.proto";\n');
});

test('field numbers: the next one, then a gap; reserved and extension ranges are left out', () => {
  check(
    'syntax = "proto2";\nmessage A {\n  optional int32 a = 1;\n  reserved 2 to 4, 6;\n  extensions 7 to 9;\n  optional int32 b = 5;\n  optional int32 c = $0\n}',
    ['10'],
  );
  check(
    'syntax = "proto3";\nmessage A {\n  int32 a = 1;\n  int32 b = 5;\n  oneof o { int32 d = 6; }\n  int32 c = $0;\n}',
    ['7', '2'],
  );
  check('syntax = "proto3";\nmessage A {\n  int32 a = 18999;\n  int32 c = $0;\n}', ['20000', '1']);
  accepts(
    'syntax = "proto3";\nmessage A {\n  int32 c = $0\n}',
    '1',
    'syntax = "proto3";\nmessage A {\n  int32 c = 1;\n}',
  );
});

test('extension numbers come from the extended message', () => {
  check(
    '//- a.proto\nsyntax = "proto2";\nimport "b.proto";\nextend B {\n  optional int32 x = 100;\n  optional int32 y = $0\n}\n//- b.proto\nsyntax = "proto2";\nmessage B { extensions 100 to 199; }',
    ['101'],
  );
});

test('enum numbers begin with 0', () => {
  check('syntax = "proto3";\nenum E {\n  A = $0\n}', ['0']);
  check('syntax = "proto3";\nenum E {\n  A = 0;\n  reserved 1;\n  B = $0\n}', ['2']);
});

test('field names from the type', () => {
  check('syntax = "proto3";\nmessage UserProfile {}\nmessage A {\n  UserProfile $0\n}', ['user_profile', 'profile']);
  check('syntax = "proto3";\nmessage Category {}\nmessage A {\n  repeated Category $0\n}', ['categories']);
  check('syntax = "proto3";\nmessage UserProfile {}\nmessage A {\n  UserProfile profile = 1;\n  UserProfile $0\n}', [
    'user_profile',
  ]);
});

test('option names: plain ones by element, json_name and default', () => {
  offers('syntax = "proto3";\noption $0', ['java_package', 'optimize_for'], ['uninterpreted_option', 'map_entry']);
  offers(
    'syntax = "proto3";\nmessage A {\n  string a = 1 [$0];\n}',
    ['deprecated', 'json_name', 'jstype'],
    ['default', 'java_package'],
  );
  offers('syntax = "proto2";\nmessage A {\n  optional string a = 1 [deprecated = true, $0\n}', ['default']);
  offers('syntax = "proto3";\nenum E {\n  A = 0 [$0];\n}', ['deprecated', 'debug_redact']);
  offers('edition = "2023";\nmessage A {\n  string a = 1 [features.$0];\n}', ['field_presence', 'utf8_validation']);
});

test('option values: enum values, true and false, default of an enum field', () => {
  check('syntax = "proto3";\noption optimize_for = $0', ['SPEED', 'CODE_SIZE', 'LITE_RUNTIME']);
  check('syntax = "proto3";\nmessage A {\n  string a = 1 [deprecated = $0];\n}', ['true', 'false']);
  check('syntax = "proto2";\nenum E { X = 0; Y = 1; }\nmessage A {\n  optional E a = 1 [default = $0];\n}', ['X', 'Y']);
  offers('edition = "2023";\noption features.field_presence = $0', ['EXPLICIT', 'IMPLICIT']);
});

const annotations = `
//- opt.proto
syntax = "proto3";
package acme;
import "google/protobuf/descriptor.proto";
message Rule {
  string get = 1;
  repeated Rule more = 2;
  Mode mode = 3;
  map<string, Mode> modes = 4;
}
enum Mode { MODE_UNSPECIFIED = 0; MODE_FAST = 1; }
extend google.protobuf.MethodOptions { Rule http = 5000; }
extend google.protobuf.FieldOptions { Mode mode = 5000; }
`;

test('custom options, their import when it is missing, nested parts', () => {
  const head = '//- a.proto\nsyntax = "proto3";\n';
  offers(
    `${head}import "opt.proto";\nmessage A { string a = 1 [$0]; }${annotations}`,
    ['(acme.mode)'],
    ['(acme.http)'],
  );
  accepts(
    `${head}message A { string a = 1 [$0]; }${annotations}`,
    '(acme.mode)',
    'syntax = "proto3";\n\nimport "opt.proto";\nmessage A { string a = 1 [(acme.mode)]; }\n',
  );
  const rpc = (option: string): string =>
    `${head}import "opt.proto";\nmessage M {}\nservice S {\n  rpc Get(M) returns (M) {\n    option ${option}\n  }\n}\n${annotations}`;
  offers(rpc('(acme.http).$0'), ['get', 'more', 'mode']);
  offers(rpc('(acme.$0'), ['http']);
  check(rpc('(acme.http).mode = $0'), ['MODE_UNSPECIFIED', 'MODE_FAST']);
});

test('fields and values of aggregates, also nested, in lists and in maps', () => {
  const rpc = (value: string): string =>
    `//- a.proto\nsyntax = "proto3";\nimport "opt.proto";\nmessage M {}\nservice S {\n  rpc Get(M) returns (M) {\n    option (acme.http) = {\n      ${value}\n    }\n  }\n}\n${annotations}`;
  check(rpc('$0'), ['get', 'mode', 'modes', 'more']);
  check(rpc('get: "x" $0'), ['mode', 'modes', 'more']);
  check(rpc('get: "x"\n mode: $0'), ['MODE_UNSPECIFIED', 'MODE_FAST']);
  check(rpc('more { mode: $0 }'), ['MODE_UNSPECIFIED', 'MODE_FAST']);
  check(rpc('more: [{ $0 }]'), ['get', 'mode', 'modes', 'more']);
  check(rpc('modes: { $0 }'), ['key', 'value']);
  check(rpc('modes: { key: "a", value: $0 }'), ['MODE_UNSPECIFIED', 'MODE_FAST']);
});

test('a statement that was not ended does not disturb the next line', () => {
  offers('syntax = "proto3";\nmessage A {\n  string name = 1\n  $0\n}', ['oneof', 'string']);
  offers('syntax = "proto3";\nmessage A {\n  string name = 1 [deprecated = true]\n  str$0\n  int32 b = 2;\n}', [
    'oneof',
    'string',
  ]);
  check('syntax = "proto3";\nmessage A {\n  str\n  int32 b = $0\n}', ['1']);
});

test('packages from the files beside and from the folder', () => {
  check(
    '//- acme/v1/a.proto\nsyntax = "proto3";\npackage $0\n//- acme/v1/b.proto\nsyntax = "proto3";\npackage acme.one;',
    ['acme.one', 'acme.v1'],
  );
});

test('ranges of reserved numbers', () => {
  check('syntax = "proto3";\nmessage A {\n  reserved 4 $0\n}', ['to']);
  check('syntax = "proto3";\nmessage A {\n  reserved 4 to $0\n}', ['max']);
});

test('documentation is asked for by the declaration that an item stands for', () => {
  const found = items('syntax = "proto3";\nmessage Known {}\nmessage A {\n  Kn$0\n}').find(
    ({ label }) => label === 'Known',
  );
  assert.equal(typeof found?.symbol?.path, 'number');
});

const any = `
//- any.proto
syntax = "proto3";
package acme;
import "google/protobuf/any.proto";
import "google/protobuf/descriptor.proto";
message Box { google.protobuf.Any content = 1; }
message Part { string serial = 1; Kind kind = 2; }
enum Kind { KIND_UNSPECIFIED = 0; KIND_SPARE = 1; }
extend google.protobuf.MessageOptions { Box box = 5000; }
`;

test('messages in a google.protobuf.Any: the URL, its type, its fields', () => {
  const content = (value: string): string =>
    `//- a.proto\nsyntax = "proto3";\nimport "any.proto";\nmessage M { option (acme.box) = { content { ${value} } }; }\n${any}`;
  offers(content('$0'), ['[type.googleapis.com/', 'type_url']);
  check(content('[$0]'), ['type.googleapis.com/']);
  offers(content('[type.googleapis.com/$0] {}'), ['M', 'acme']);
  check(content('[type.googleapis.com/acme.$0] {}'), ['Box', 'Part']);
  check(content('[type.googleapis.com/acme.Part] { $0 }'), ['kind', 'serial']);
  check(content('[type.googleapis.com/acme.Part] { kind: $0 }'), ['KIND_UNSPECIFIED', 'KIND_SPARE']);
});

test('a dot alone begins a name that is looked up from the outside', () => {
  check(
    '//- a.proto\nsyntax = "proto3";\nmessage A {\n  .$0\n}\n//- b.proto\nsyntax = "proto3";\npackage acme.v1;\nmessage B {}',
    ['A', 'acme', 'google'],
  );
});

test('the words behind import, by edition', () => {
  offers('syntax = "proto3";\nimport $0', ['public', 'weak'], ['option']);
  offers('edition = "2024";\nimport $0', ['public', 'option'], ['weak']);
});

test('features: only those that can be set there, in this edition, to a known value', () => {
  check('edition = "2023";\nmessage A { option features.$0 }', ['json_format']);
  offers('edition = "2024";\noption features.$0', ['enforce_naming_style', 'field_presence']);
  offers('edition = "2023";\noption features.$0', ['field_presence'], ['enforce_naming_style']);
  check('edition = "2023";\noption features = { field_presence: $0 };', ['EXPLICIT', 'IMPLICIT', 'LEGACY_REQUIRED']);
  check('edition = "2023";\noption features.message_encoding = $0;', ['LENGTH_PREFIXED', 'DELIMITED']);
});

test('snippets of fields carry the next free number', () => {
  const [map] = items('syntax = "proto3";\nmessage A {\n  int32 a = 1;\n  reserved 2;\n  ma$0\n}').filter(
    ({ label }) => label === 'map',
  );
  assert.match(map.insert ?? '', /= \$\{4:3\};$/);
});

test('types and options of a file that changes or goes are those it has then', () => {
  const { schema, snapshot, offset, file, id } = fixture(
    '//- a.proto\nsyntax = "proto3";\nmessage A {\n  Bo$0\n}\n//- b.proto\nsyntax = "proto3";\nmessage Book {}\n//- c.proto\nsyntax = "proto3";\nmessage boat {}\n',
  );
  const offered = (of: typeof snapshot) =>
    (complete(of, file, offset)?.items ?? [])
      .filter(({ label, edits }) => /^bo/i.test(label) && edits)
      .map(({ label }) => label)
      .sort();
  assert.deepEqual(offered(snapshot), ['Book', 'boat']);
  const parsed = new Parser(schema.names).parse(new TextEncoder().encode('syntax = "proto3";\nmessage Border {}\n'));
  const changed = snapshot.files.map((each) => each && (each.id === id('b.proto') ? { ...each, parsed } : each));
  assert.deepEqual(offered(schema.snapshot(changed)), ['Border', 'boat']);
  assert.deepEqual(offered(schema.snapshot(changed.map((each) => (each?.id === id('c.proto') ? undefined : each)))), [
    'Border',
  ]);
  assert.deepEqual(offered(snapshot), ['Book', 'boat']);
});

test('of many types that begin alike: those of near packages, and the one that is typed to its end', () => {
  const many = (name: string) => Array.from({ length: 120 }, (_, i) => `message ${name}${i} {}`).join(' ');
  const found = labels(`//- a.proto
package near.a;
message M { Date$0 }
//- near.proto
package near.b;
${many('DateNear')}
//- far.proto
package far;
message Date {}
${many('DateFar')}`).filter((label) => label.startsWith('Date'));
  assert.equal(found.length, 100);
  assert.ok(found.includes('Date'));
  assert.ok(!found.some((label) => label.startsWith('DateFar')));
});

test('while declarations are still being noted, answers come from those that are, and say so', () => {
  const schema = new Schema();
  const parser = new Parser(schema.names);
  const source = (id: number, text: string) => {
    const parsed = parser.parse(new TextEncoder().encode(text));
    return { id, name: `${id}.proto`, parsed, imports: new Int32Array(0) };
  };
  const asked = 'message M { Wan';
  const others = Array.from({ length: 200 }, (_, i) => source(i + 1, `message Wanted${i} {}`));
  const snapshot = schema.snapshot([source(0, asked), ...others]);
  const counts: number[] = [];
  for (let incomplete = true; incomplete; ) {
    const found = complete(snapshot, 0, asked.length);
    counts.push(found?.items.filter(({ label }) => label.startsWith('Wanted')).length ?? 0);
    incomplete = !allAreKnown(snapshot);
    if (incomplete) assert.ok(found?.incomplete);
  }
  assert.ok(counts.length > 1 && counts[0] > 0 && counts[0] < 100, `${counts}`);
  assert.equal(counts.at(-1), 100);
  assert.equal(complete(snapshot, 0, 0)?.incomplete, false);
});

test('fields that an aggregate sets already are not offered again, unless they are repeated', () => {
  const source = (value: string) => `//- a.proto
syntax = "proto2";
import "google/protobuf/descriptor.proto";
message Rule { optional string get = 1; repeated string also = 2; optional Rule inner = 3; optional Kind kind = 4; map<string, string> more = 5; }
enum Kind { get_all = 0; }
extend google.protobuf.MessageOptions { optional Rule rule = 50000; }
message M { option (rule) = ${value}; }`;
  const all = ['also', 'get', 'inner', 'kind', 'more'];
  check(source('{ $0 }'), all);
  check(source('{ get: "a" also: "b" more { key: "c" } $0 }'), ['also', 'inner', 'kind', 'more']);
  check(source('{ $0 inner { get: "a" } kind: get_all }'), ['also', 'get', 'more']);
  check(source('{ get: "a", inner < $0 kind: get_all > }'), ['also', 'get', 'inner', 'more']);
  check(source('{ get$0: "a" kind: get_all }'), ['also', 'get', 'inner', 'more']);
  check(source('{ get: "a" $0'), ['also', 'inner', 'kind', 'more']);
});

test('of a oneof that an aggregate has a member of, and of brackets that set an option, nothing is offered twice', () => {
  const rule = `syntax = "proto3";
import "google/protobuf/descriptor.proto";
message Rule { oneof pattern { string get = 1; string put = 2; } string body = 3; }
extend google.protobuf.MethodOptions { Rule rule = 50000; }
message M {}
service S { rpc R(M) returns (M) { option (rule) = `;
  check(`${rule}{ $0 }; } }`, ['body', 'get', 'put']);
  check(`${rule}{ put: "/" $0 }; } }`, ['body']);
  offers(
    'syntax = "proto2";\nmessage A { optional int32 a = 1 [deprecated = true, default = 4, $0]; }',
    ['packed', 'json_name'],
    ['deprecated', 'default'],
  );
});

test('a dotted name of an option goes on from its qualifier: relative, full, from the outside', () => {
  const head = `syntax = "proto2";
import "google/protobuf/descriptor.proto";
package p.q;
message R { extensions 1 to 9; }
extend R { optional R inner = 1; }
extend google.protobuf.MessageOptions { optional R rule = 50000; }
`;
  for (const qualifier of ['', 'q.', 'p.q.', '.p.q.'])
    check(`${head}message A { option (${qualifier}$0) = {}; }`, ['rule']);
  check(`${head}message A { option (p.$0) = {}; }`, ['q.rule']);
  check(`${head}message A { option (rule).(p.q.$0) = {}; }`, ['inner']);
  check(`${head}message A { option (rule) = { [p.q.$0] {} }; }`, ['inner']);
  check(`${head}message A { option (rule) = { [p.q.inner] { [q.$0] } }; }`, ['inner']);
  check(`${head}message A { option (r.$0) = {}; }`, []);
});

test('a type behind a label or stream that begins with a dot', () => {
  const lib = '\n//- lib.proto\nsyntax = "proto3";\npackage lib;\nmessage User {}\n';
  const head = '//- a.proto\nsyntax = "proto3";\n';
  check(`${head}message A { repeated .lib.$0 }${lib}`, ['User']);
  check(`${head}service S { rpc R(stream .lib.$0) returns (stream .lib.User); }${lib}`, ['User']);
  check(`${head}service S { rpc R(stream .lib.User) returns (stream .lib.U$0); }${lib}`, ['User']);
});

test('what ends a statement is not inserted where it stands', () => {
  const other = '\n//- b/c.proto\nsyntax = "proto3";\npackage b.c;\n';
  accepts(`//- a.proto\nimport $0;${other}`, 'b/c.proto', 'import "b/c.proto";\n');
  accepts(`//- a.proto\nimport public $0${other}`, 'b/c.proto', 'import public "b/c.proto";\n');
  accepts('syntax = $0;\n', 'proto3', 'syntax = "proto3";\n');
  accepts(`//- b/a.proto\npackage $0;${other}`, 'b.c', 'package b.c;\n');
  accepts(`//- b/a.proto\npackage b.$0${other}`, 'c', 'package b.c;\n');
  accepts(
    'syntax = "proto2";\nmessage A { optional group G = $0 {} }\n',
    '1',
    'syntax = "proto2";\nmessage A { optional group G = 1 {} }\n',
  );
});

test('a type that is not imported, in every place of one: map values, streams, oneofs, extensions, extendees', () => {
  const lib =
    '\n//- lib/user.proto\nsyntax = "proto2";\npackage lib;\nmessage User { extensions 1 to 9; message Inner {} }\nenum Kind { K = 0; }\n';
  const head = '//- a.proto\nsyntax = "proto2";\npackage q;\n';
  const after = (text: string): string => `syntax = "proto2";\npackage q;\n\nimport "lib/user.proto";\n${text}\n`;
  for (const [before, label, name] of [
    ['message A { map<string, Us$0> m = 1; }', 'User', 'lib.User'],
    ['message A { map<string, Ki$0> m = 1; }', 'Kind', 'lib.Kind'],
    ['message A { oneof o { Us$0 u = 1; } }', 'User', 'lib.User'],
    ['message A { repeated Inn$0 i = 1; }', 'Inner', 'lib.User.Inner'],
    ['message A { optional lib.User.I$0 i = 1; }', 'Inner', 'Inner'],
    ['service S { rpc R(stream Us$0) returns (stream lib.User); }', 'User', 'lib.User'],
    ['service S { rpc R(lib.User) returns (stream Us$0); }', 'User', 'lib.User'],
    ['extend Us$0 { optional int32 x = 1; }', 'User', 'lib.User'],
    ['extend lib.User { optional Us$0 x = 1; }', 'User', 'lib.User'],
    ['message A { optional group G = 1 { optional Us$0 u = 1; } }', 'User', 'lib.User'],
  ]) {
    accepts(`${head}${before}${lib}`, label, after(before.replace(/\w+\$0/, name)));
  }
});

test('with a byte order mark, line feeds of Windows, characters beyond the BMP', () => {
  accepts(
    '\uFEFFsyntax = "proto3";\nmessage Near {}\nmessage A { Ne$0 }\n',
    'Near',
    '\uFEFFsyntax = "proto3";\nmessage Near {}\nmessage A { Near }\n',
  );
  accepts(
    'syntax = "proto3";\r\nmessage Near {}\r\nmessage A {\r\n  Ne$0\r\n}\r\n',
    'Near',
    'syntax = "proto3";\r\nmessage Near {}\r\nmessage A {\r\n  Near\r\n}\r\n',
  );
  accepts(
    'syntax = "proto3";\n/* 😀 */ message Near {} /*😀*/ message A { /*😀*/ Ne$0 }\n',
    'Near',
    'syntax = "proto3";\n/* 😀 */ message Near {} /*😀*/ message A { /*😀*/ Near }\n',
  );
});

test('declarations of edition 2024 that other files do not see are not offered', () => {
  const other = '\n//- b.proto\nedition = "2024";\nlocal message Hidden {}\nexport message Shown {}\n';
  offers(`//- a.proto\nedition = "2024";\nimport "b.proto";\nmessage A { H$0 }${other}`, ['Shown'], ['Hidden']);
  offers(`//- a.proto\nedition = "2024";\nmessage A { Hid$0 }${other}`, [], ['Hidden']);
  const nested = '\n//- b.proto\nedition = "2024";\nmessage O { message Inner {} export message Outer {} }\n';
  for (const [typed, shown, hidden] of [
    ['In', 'Outer', 'Inner'],
    ['O.', 'Outer', 'Inner'],
  ])
    offers(`//- a.proto\nedition = "2024";\nimport "b.proto";\nmessage A { ${typed}$0 }${nested}`, [shown], [hidden]);
  offers('edition = "2024";\nmessage A { message In {} I$0 }', ['In']);
  offers('edition = "2024";\nmessage A { $0 }', ['export', 'local', 'extensions'], ['optional', 'required']);
  check('edition = "2024";\nmessage A { local $0 }', ['enum', 'message']);
});

test('each item says what it is: documentation at hand, or a declaration to ask about', () => {
  const head = `//- a.proto
syntax = "proto2";
package p.q;
import "google/protobuf/descriptor.proto";
message Rule { optional Kind kind = 1; extensions 10; }
enum Kind { NONE = 0; }
extend google.protobuf.MessageOptions { optional Rule rule = 50000; }
`;
  const other = '\n//- lib/b.proto\nsyntax = "proto3";\npackage p.lib;\nmessage Rules {}\n';
  const places = [
    '$0',
    'message A { $0 }',
    'message A { optional R$0 r = 1; }',
    'message A { optional p.$0 r = 1; }',
    'message A { map<$0 }',
    'message A { option $0 }',
    'message A { option (rule) = { $0 }; }',
    'message A { option (rule) = { kind: $0 }; }',
    'enum E { A = 0 [$0]; }',
    'service S { $0 }',
    'service S { rpc R($0) }',
    'import "$0";',
    'import $0',
  ];
  // What these are is all that there is to say.
  const plain = new Set(['number', 'name', 'folder', 'snippet']);
  let count = 0;
  for (const place of [...places.map((each) => `${head}${each}${other}`), '$0', 'syntax = "$0"', 'edition = $0']) {
    for (const { label, kind, documentation, symbol } of items(place)) {
      count++;
      assert.ok(plain.has(kind) || documentation || symbol, `${label} (${kind}) in ${place}`);
    }
  }
  assert.ok(count > 150, `only ${count} items`);
});
