// SchemaService over the pipe: the tree level by level, the filter, the way to a place, what changed.
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import {
  type ListChildrenRequest,
  type LocateResponse,
  type SchemaNode,
  SchemaServiceClient,
  type WatchPackagesResponse,
} from '../../protos/gen/protopipe/v1/schema.js';
import { SymbolKind } from '../../protos/gen/protopipe/v1/workspace.js';
import { all, openFolder, startTestBackend } from '../backend-process.js';
import { temporaryFolder } from '../temporary-folder.js';

const files = {
  'acme/user.proto':
    'syntax = "proto3";\npackage acme;\n/* größe 😀 */ message User {\n  string full_name = 1;\n  map<string, Kind> kinds = 2;\n  oneof contact { string mail = 3; }\n  enum Kind { NONE = 0; }\n  message Address { string street = 1; }\n}\nenum Color { RED = 0; }\n',
  'acme/api.proto':
    'syntax = "proto3";\npackage acme;\nimport "acme/user.proto";\nservice Api {\n  rpc Get(User) returns (stream User);\n}\nmessage Alone { option deprecated = true; }\n',
  'bare.proto':
    'syntax = "proto2";\nmessage Bare {\n  extensions 10;\n  optional group Inner = 1 { optional int32 a = 2; }\n}\nextend Bare { optional string more = 10; }\n',
};

async function started(context: TestContext) {
  const folder = temporaryFolder(context, files);
  const backend = await startTestBackend(context);
  await openFolder(backend, folder);
  const client = backend.process.channel.client(SchemaServiceClient);
  const uri = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const children = async (parent: ListChildrenRequest['parent'], filter = ''): Promise<SchemaNode[]> =>
    (await all(client.listChildren({ parent, filter }))).flatMap(({ nodes }) => nodes);
  const below = (name: string, fullName: string, filter = '') =>
    children({ $case: 'declaration', value: { uri: uri(name), fullName } }, filter);
  return { backend, client, folder, uri, children, below };
}

const names = (nodes: readonly SchemaNode[]): string[] =>
  nodes.map(({ kind, name, detail }) => `${SymbolKind[kind].toLowerCase()} ${name}${detail ? `: ${detail}` : ''}`);

test('packages, what they declare, what that holds', async (context) => {
  const { children, below, uri } = await started(context);
  assert.deepEqual(names(await children(undefined)), ['package ', 'package acme']);
  const top = await children({ $case: 'package', value: 'acme' });
  assert.deepEqual(names(top), ['service Api', 'message Alone', 'message User', 'enum Color']);
  assert.deepEqual(
    top.map(({ deprecated, hasChildren }) => [deprecated, hasChildren]),
    [
      [false, true],
      [true, false],
      [false, true],
      [false, true],
    ],
  );
  assert.deepEqual(top[2].declaration, { uri: uri('acme/user.proto'), fullName: 'acme.User' });
  const startColumn = files['acme/user.proto'].split('\n')[2].indexOf('User');
  assert.deepEqual(top[2].location, {
    uri: uri('acme/user.proto'),
    range: { startLine: 2, startColumn, endLine: 2, endColumn: startColumn + 4 },
  });
  assert.deepEqual(names(await below('acme/user.proto', 'acme.User')), [
    'field full_name: string',
    'field kinds: map<string, Kind>',
    'oneof contact',
    'enum Kind',
    'message Address',
  ]);
  assert.deepEqual(names(await below('acme/user.proto', 'acme.User.contact')), ['field mail: string']);
  assert.deepEqual(names(await below('acme/user.proto', 'acme.User.Kind')), ['enum_value NONE: 0']);
});

test('methods lead to their messages', async (context) => {
  const { below } = await started(context);
  const [get] = await below('acme/api.proto', 'acme.Api');
  assert.deepEqual(names([get]), ['method Get: (User) returns (stream User)']);
  const messages = await below('acme/api.proto', 'acme.Api.Get');
  assert.deepEqual(names(messages), ['message User: request', 'message User: stream of responses']);
  assert.equal(messages[0].hasChildren, true);
});

test('files without a package, extensions and groups', async (context) => {
  const { children, below } = await started(context);
  assert.deepEqual(names(await children({ $case: 'package', value: '' })), [
    'message Bare',
    'extension more: optional string in Bare',
  ]);
  assert.deepEqual(names(await below('bare.proto', 'Bare')), ['message Inner']);
  assert.deepEqual(names(await below('bare.proto', 'Bare.Inner')), ['field a: optional int32']);
});

test('a filter keeps what fits, what holds it and what it holds', async (context) => {
  const { children, below } = await started(context);
  assert.deepEqual(names(await children(undefined, 'STREET')), ['package acme']);
  const acme = await children({ $case: 'package', value: 'acme' }, 'street');
  assert.deepEqual(names(acme), ['message User']);
  assert.equal(acme[0].matched, false);
  assert.deepEqual(names(await below('acme/user.proto', 'acme.User', 'street')), ['message Address']);
  const user = await below('acme/user.proto', 'acme.User', 'user');
  assert.equal(user.length, 5);
  assert.ok(user.every(({ matched }) => matched));
  assert.equal((await children({ $case: 'package', value: 'acme' }, 'acm')).length, 4);
  assert.deepEqual(await children(undefined, 'nothing_is_called_so'), []);
});

test('a declaration that is gone is NOT_FOUND', async (context) => {
  const { below } = await started(context);
  await assert.rejects(
    below('acme/user.proto', 'acme.Nobody'),
    (error) => RpcError.from(error).code === status.NOT_FOUND,
  );
});

test('the way to a declaration, a use of it, and what is around a place', async (context) => {
  const { client, uri } = await started(context);
  const locate = (name: keyof typeof files, text: string, by = 1): Promise<string[]> => {
    const before = files[name].slice(0, files[name].indexOf(text) + by).split('\n');
    const position = { uri: uri(name), version: 0, line: before.length - 1, column: before[before.length - 1].length };
    return new Promise((resolve, reject) => {
      client.locate({ position }, (error, response: LocateResponse) =>
        error ? reject(error) : resolve(response.nodes.map((node) => node.name)),
      );
    });
  };
  assert.deepEqual(await locate('acme/user.proto', 'street'), ['acme', 'User', 'Address', 'street']);
  assert.deepEqual(await locate('acme/user.proto', 'mail'), ['acme', 'User', 'contact', 'mail']);
  assert.deepEqual(await locate('acme/api.proto', 'User)'), ['acme', 'User']);
  assert.deepEqual(await locate('acme/api.proto', 'returns', 2), ['acme', 'Api', 'Get']);
  assert.deepEqual(await locate('bare.proto', 'int32 a', 7), ['', 'Bare', 'Inner', 'a']);
  assert.deepEqual(await locate('bare.proto', 'more'), ['', 'more']);
  assert.deepEqual(await locate('acme/api.proto', 'syntax'), []);
});

test('changes are told by package; a package that comes or goes makes it all', async (context) => {
  const { backend, client, uri } = await started(context);
  const watch = client.watchPackages({});
  const messages: WatchPackagesResponse[] = [];
  let wake = (): void => {};
  watch.on('data', (message: WatchPackagesResponse) => {
    messages.push(message);
    wake();
  });
  watch.on('error', () => {});
  context.after(() => watch.cancel());
  const next = async (): Promise<WatchPackagesResponse> => {
    while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return messages.splice(0)[0];
  };
  const sync = backend.workspace.sync();
  sync.on('error', () => {});
  sync.resume();
  context.after(() => sync.cancel());
  const opened = { uri: uri('acme/api.proto'), version: 1, text: files['acme/api.proto'], languageId: 'proto' };
  sync.write({ event: { $case: 'opened', value: opened } });
  assert.deepEqual(await next(), { packages: ['acme'], all: false });
  const moved = { ...opened, version: 2, text: opened.text.replace('package acme', 'package other') };
  sync.write({ event: { $case: 'closed', value: { uri: opened.uri } } });
  sync.write({ event: { $case: 'opened', value: moved } });
  let change = await next();
  while (!change.all) change = await next();
  assert.deepEqual(change, { packages: [], all: true });
});
