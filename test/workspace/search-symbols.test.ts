import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzyQuery, fuzzyScore } from '../../server/workspace/fuzzy-match.js';
import { searchSymbols } from '../../server/workspace/search-symbols.js';
import { workspaceFixture } from './workspace-fixture.js';

function ranking(query: string, ...names: string[]): string[] {
  const encoder = new TextEncoder();
  return names
    .map((name) => ({ name, score: fuzzyScore(fuzzyQuery(query), encoder.encode(name)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);
}

test('the characters must occur in their order, whatever their case', () => {
  assert.deepEqual(ranking('gus', 'GetUserService', 'SuG'), ['GetUserService']);
  assert.deepEqual(ranking('xyz', 'XylophoneZ', 'Xyl'), ['XylophoneZ']);
  assert.deepEqual(ranking('a b', 'AB'), ['AB']);
  assert.deepEqual(ranking('toolong', 'too'), []);
});

test('whole names, then starts, then humps, then what lies within', () => {
  assert.deepEqual(ranking('user', 'FooUserBar', 'User', 'abuser', 'UserService'), [
    'User',
    'UserService',
    'FooUserBar',
    'abuser',
  ]);
  assert.equal(ranking('gu', 'regular', 'GetUser')[0], 'GetUser');
  assert.equal(ranking('us', 'USAddress', 'usAddress')[0], 'usAddress');
});

const files = {
  '/w/a.proto': `syntax = "proto2";
package acme.v1;
message User {
  optional string name = 1;
  repeated group Phone = 2 { optional string number = 1; }
  map<string, string> labels = 3;
  oneof contact { string mail = 4; }
  enum Role { ADMIN = 0; }
  message Inner { optional int32 é = 9; }
  extensions 100 to 200;
}
extend User { optional string nick = 100; }
service UserService { rpc GetUser(User) returns (User); }
`,
  '/w/b.proto': 'syntax = "proto3";\nmessage User {}\n',
};

async function found(query: string, limit = 100): Promise<string[]> {
  const { open } = workspaceFixture(files);
  const snapshot = await open();
  const symbols: string[] = [];
  for await (const batch of searchSymbols(snapshot, query, limit)) {
    for (const { name, container, uri, range } of batch) {
      symbols.push(
        `${container}.${name} ${uri.slice(-7)}:${range.start.line}:${range.start.column}-${range.end.column}`,
      );
    }
  }
  return symbols;
}

test('finds symbols with their places, best first', async () => {
  assert.deepEqual((await found('User')).slice(0, 3), [
    '.User b.proto:1:8-12',
    'acme.v1.User a.proto:2:8-12',
    'acme.v1.UserService a.proto:12:8-19',
  ]);
});

test('a dot matches against what holds the symbol', async () => {
  assert.deepEqual(await found('acme.User'), [
    'acme.v1.User a.proto:2:8-12',
    'acme.v1.UserService a.proto:12:8-19',
    'acme.v1.UserService.GetUser a.proto:12:26-33',
  ]);
  assert.deepEqual(await found('user.phone.num'), ['acme.v1.User.Phone.number a.proto:4:45-51']);
  assert.deepEqual(await found('nowhere.User'), []);
});

test('every kind of symbol is found, values of an enum beside it', async () => {
  const names = (await found('')).map((symbol) => symbol.split(' ')[0]).sort();
  assert.deepEqual(names, [
    '.User',
    'acme.v1.User',
    'acme.v1.User.ADMIN',
    'acme.v1.User.Inner',
    'acme.v1.User.Phone',
    'acme.v1.User.Phone.number',
    'acme.v1.User.Role',
    'acme.v1.User.contact',
    'acme.v1.User.labels',
    'acme.v1.User.mail',
    'acme.v1.User.name',
    'acme.v1.UserService',
    'acme.v1.UserService.GetUser',
    'acme.v1.nick',
  ]);
});

test('at most as many as asked for, the best of them', async () => {
  assert.deepEqual(await found('user', 2), (await found('user')).slice(0, 2));
  assert.equal((await found('', 3)).length, 3);
});

test('stops on abort', async () => {
  const { open } = workspaceFixture(files);
  const snapshot = await open();
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  const run = async () => {
    for await (const batch of searchSymbols(snapshot, 'u', 10, controller.signal)) assert.ok(batch.length > 0);
  };
  await assert.rejects(run, { message: 'enough' });
});
