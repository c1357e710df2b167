// CallService.CompareSchema: every kind of difference, and its place.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import {
  type CompareSchemaResponse,
  type CompareSchemaSummary,
  DifferenceAspect,
  DifferenceKind,
} from '../../protos/gen/protopipe/v1/call.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { compareSchema } from '../../server/rpc/compare-schema.js';
import { buildSet, openFiles } from '../schema/descriptors/build-set.js';
import { temporaryFolder } from '../temporary-folder.js';
import { ports, serve, targetOf } from './call-fixture.js';

interface Compared {
  /** `kind name aspects | target | local @line:column`; lines and columns count from 0. */
  readonly lines: string[];
  readonly summary: CompareSchemaSummary | undefined;
}

async function compare(
  given: { address: string } | { set: Uint8Array },
  local: Readonly<Record<string, string>>,
  services: string[] = [],
): Promise<Compared> {
  const lines: string[] = [];
  let summary: CompareSchemaSummary | undefined;
  const send = async ({ event }: CompareSchemaResponse) => {
    if (event?.$case === 'summary') summary = event.value;
    if (event?.$case !== 'difference') return;
    const { kind, name, aspects, targetDeclaration, localDeclaration, local: place } = event.value;
    const words = [DifferenceKind[kind], name, ...aspects.map((aspect) => DifferenceAspect[aspect])].join(' ');
    const at = place?.range ? ` @${place.range.startLine}:${place.range.startColumn}` : '';
    lines.push(`${words} | ${targetDeclaration} | ${localDeclaration}${at}`);
  };
  const request = {
    target: 'address' in given ? targetOf(given.address) : undefined,
    descriptorSets: 'set' in given ? [Buffer.from(given.set)] : [],
    metadata: [],
    services,
    deadlineMs: 10_000,
  };
  await compareSchema(await ports(local), request, send, new AbortController().signal);
  return { lines, summary };
}

function setOf(t: TestContext, files: Readonly<Record<string, string>>): { set: Uint8Array } {
  const names = Object.keys(files);
  const options = { includeImports: true, sourceInfo: false, retainOptions: false };
  return { set: buildSet(openFiles([temporaryFolder(t, files)], names), names, options) };
}

/** Differences of two files with the same head. */
async function differences(t: TestContext, target: string, local: string): Promise<string[]> {
  const head = 'syntax = "proto3"; package x;\n';
  return (await compare(setOf(t, { 'x.proto': head + target }), { 'other-name.proto': head + local })).lines;
}

test('no differences, however the declarations are divided into files and written', async (t) => {
  const target = setOf(t, {
    'a.proto':
      'syntax = "proto3"; package x; message A { optional int32 n = 1; repeated int32 r = 2; E e = 3; } enum E { Z = 0; }',
  });
  const local = {
    'one.proto': `edition = "2023"; package x; import "two.proto"; option features.field_presence = IMPLICIT;
      message A { int32 n = 1 [features.field_presence = EXPLICIT]; repeated int32 r = 2; E e = 3 [deprecated = true]; }`,
    'two.proto': 'syntax = "proto3"; package x; enum E { Z = 0; reserved 5; }',
  };
  const { lines, summary } = await compare(target, local);
  assert.deepEqual(lines, []);
  assert.deepEqual(summary, { services: 0, messages: 1, enums: 1, differences: 0 });
});

test('fields', async (t) => {
  const found = await differences(
    t,
    `message M { int32 a = 1; string b = 2; repeated string c = 3; string d = 4; int32 e_e = 5; oneof o { int32 f = 6; }
      string g = 7; repeated int32 p = 9; map<string, int32> m = 10; }`,
    `message M { int64 a = 1; string b = 12; string c = 3; optional string d = 4; int32 e_e = 5 [json_name = "x"]; int32 f = 6;
      string h = 8; repeated int32 p = 9 [packed = false]; map<string, string> m = 10; }`,
  );
  assert.deepEqual(found, [
    'CHANGED x.M.a TYPE | int32 a = 1 | int64 a = 1 @1:18',
    'CHANGED x.M.b NUMBER | string b = 2 | string b = 12 @1:32',
    'CHANGED x.M.c LABEL | repeated string c = 3 | string c = 3 @1:47',
    'CHANGED x.M.d LABEL | string d = 4 | optional string d = 4 @1:70',
    'CHANGED x.M.e_e JSON_NAME | int32 e_e = 5 | int32 e_e = 5 [json_name = "x"] @1:83',
    'CHANGED x.M.f ONEOF | int32 f = 6 | int32 f = 6 @1:116',
    'ONLY_TARGET x.M.g | string g = 7 |  @1:8',
    'CHANGED x.M.p ENCODING | repeated int32 p = 9 [packed] | repeated int32 p = 9 @2:35',
    'CHANGED x.M.m TYPE | map<string, int32> m = 10 | map<string, string> m = 10 @2:79',
    'ONLY_LOCAL x.M.h |  | string h = 8 @2:13',
  ]);
});

test('a number with another name is a renamed field; a name keeps its field', async (t) => {
  assert.deepEqual(
    await differences(t, 'message M { int32 a = 1; int32 b = 2; }', 'message M { int32 z = 1; int32 b = 3; }'),
    ['CHANGED x.M.a NAME | int32 a = 1 | int32 z = 1 @1:18', 'CHANGED x.M.b NUMBER | int32 b = 2 | int32 b = 3 @1:31'],
  );
});

test('defaults, groups and required fields of proto2, openness of enums, extensions', async (t) => {
  const file = (body: string) => `syntax = "proto2"; package x;\n${body}`;
  const target = setOf(t, {
    'x.proto':
      file(`message M { optional int32 a = 1 [default = 5]; optional group G = 2 {} required int32 r = 3; extensions 10 to 20; }
      enum E { Z = 0; } extend M { optional int32 ext = 10; }`),
  });
  const { lines } = await compare(target, {
    'x.proto':
      file(`message M { optional int32 a = 1; optional G g = 2; message G {} optional int32 r = 3; extensions 10 to 20; }
      extend M { optional int32 ext = 11; }`),
    'e.proto': 'syntax = "proto3"; package x; enum E { Z = 0; }',
  });
  assert.deepEqual(lines, [
    'CHANGED x.M.a DEFAULT | optional int32 a = 1 [default = 5] | optional int32 a = 1 @1:27',
    'CHANGED x.M.g ENCODING | x.M.G g = 2 [delimited] | x.M.G g = 2 @1:45',
    'CHANGED x.M.r LABEL | required int32 r = 3 | optional int32 r = 3 @1:80',
    'CHANGED x.E OPENNESS | closed enum E | enum E @0:35',
    'CHANGED x.ext NUMBER | extend x.M { optional int32 ext = 10 } | extend x.M { optional int32 ext = 11 } @2:32',
  ]);
});

test('enum values, aliases and other kinds', async (t) => {
  assert.deepEqual(
    await differences(
      t,
      'enum E { Z = 0; A = 1; B = 2; C = 3; } message K {}',
      'enum E { option allow_alias = true; Z = 0; A = 1; ALSO_A = 1; B = 4; D = 3; } enum K { KZ = 0; }',
    ),
    [
      'CHANGED x.K KIND | message K | enum K @1:83',
      'CHANGED x.E.B NUMBER | B = 2 | B = 4 @1:62',
      'CHANGED x.E.C NAME | C = 3 | D = 3 @1:69',
      'ONLY_LOCAL x.E.ALSO_A |  | ALSO_A = 1 @1:50',
    ],
  );
});

test('a missing message is one difference with all that is in it', async (t) => {
  assert.deepEqual(
    await differences(
      t,
      'message A {} message Gone { message Inner {} enum E { Z = 0; } }',
      'message A { message Own {} } message Ours { message Inner {} }',
    ),
    [
      'ONLY_LOCAL x.A.Own |  | message Own @1:20',
      'ONLY_TARGET x.Gone | message Gone | ',
      'ONLY_LOCAL x.Ours |  | message Ours @1:37',
    ],
  );
});

const services = `syntax = "proto3"; package protopipe.sample.v1;
message GetOrderRequest { string id = 1; }
message Order { string id = 1; }
service OrderService { rpc GetOrder(GetOrderRequest) returns (stream Order); rpc Own(Order) returns (Order); }`;

test('services of a target: methods, streaming, and services that only one side has', async (t) => {
  const address = await serve(t, createSampleServer());
  const other =
    'syntax = "proto3"; package protopipe.sample.v1; message Q {} service NewService { rpc Do(Q) returns (Q); }';
  const unrelated = 'syntax = "proto3"; package unrelated; message R {} service S { rpc Do(R) returns (R); }';
  const { lines, summary } = await compare(
    { address },
    { 'o.proto': services, 'n.proto': other, 'u.proto': unrelated },
  );
  assert.deepEqual(
    lines.filter((line) => /Service/.test(line)).map((line) => line.replaceAll('protopipe.sample.v1.', '')),
    [
      'ONLY_LOCAL NewService |  | service NewService @0:69',
      'CHANGED OrderService.GetOrder SERVER_STREAMING | rpc GetOrder(GetOrderRequest) returns (Order) | rpc GetOrder(GetOrderRequest) returns (stream Order) @3:27',
      'ONLY_TARGET OrderService.WatchOrders | rpc WatchOrders(WatchOrdersRequest) returns (stream OrderEvent) |  @3:8',
      'ONLY_TARGET OrderService.ImportOrders | rpc ImportOrders(stream Order) returns (ImportSummary) |  @3:8',
      'ONLY_TARGET OrderService.Chat | rpc Chat(stream ChatMessage) returns (stream ChatMessage) |  @3:8',
      'ONLY_LOCAL OrderService.Own |  | rpc Own(Order) returns (Order) @3:81',
    ],
  );
  assert.ok(!lines.some((line) => /unrelated|grpc\.health/.test(line)));
  assert.equal(summary?.services, 1);
  assert.equal(summary?.differences, lines.length);
});

test('named services only; one that nobody knows is NOT_FOUND', async (t) => {
  const address = await serve(t, createSampleServer());
  const health = await compare({ address }, { 'o.proto': services }, ['grpc.health.v1.Health']);
  assert.equal(health.lines[0], 'ONLY_TARGET grpc.health.v1.Health | service Health | ');
  assert.ok(health.lines.every((line) => line.includes('grpc.health.v1.')));
  const own = await compare({ address }, { 'o.proto': services.replace('OrderService', 'OwnService') }, [
    'protopipe.sample.v1.OwnService',
  ]);
  assert.equal(own.lines[0], 'ONLY_LOCAL protopipe.sample.v1.OwnService |  | service OwnService @3:8');
  await assert.rejects(compare({ address }, { 'o.proto': services }, ['no.Such']), {
    code: status.NOT_FOUND,
    message: /no\.Such/,
  });
});

test('local files with errors are named', async (t) => {
  const address = await serve(t, createSampleServer());
  await assert.rejects(compare({ address }, { 'o.proto': services.replace('string id', 'Nope id') }), {
    code: status.FAILED_PRECONDITION,
    message: /\/w\/o\.proto:2:\d+: .*Nope/,
  });
});
