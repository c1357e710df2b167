// LanguageService over the pipe: positions in UTF-16, versions, refusals, references as a stream.
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type ServiceError, status } from '@grpc/grpc-js';
import {
  type CompleteResponse,
  type FindDefinitionResponse,
  type FindReferencesResponse,
  type HoverResponse,
  LanguageServiceClient,
  type RenameFilesResponse,
  type RenameResponse,
  type ResolveCompletionResponse,
} from '../../protos/gen/protopipe/v1/language.js';
import { all, openFolder, startTestBackend } from '../backend-process.js';
import { temporaryFolder } from '../temporary-folder.js';

const files = {
  'proto/acme/user.proto':
    'syntax = "proto3";\npackage acme;\n\n// Somebody.\nmessage User { string full_name = 1; }\n',
  'proto/acme/api.proto':
    'syntax = "proto3";\npackage acme;\nimport "acme/user.proto";\n/* größe 😀 */ message Holder { User user = 1; }\nservice Api { rpc Get(User) returns (stream User); }\n',
};

async function started(context: TestContext, more: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder(context, { ...files, ...more });
  const backend = await startTestBackend(context);
  await openFolder(backend, folder);
  const client = backend.process.channel.client(LanguageServiceClient);
  const uri = (name: string) => pathToFileURL(path.join(folder, name)).href;
  /** The position of a text in a file, as an editor counts. */
  const at = (name: keyof typeof files, text: string) => {
    const before = files[name].slice(0, files[name].indexOf(text)).split('\n');
    return { uri: uri(name), version: 0, line: before.length - 1, column: before[before.length - 1].length };
  };
  return { client, uri, at };
}

/** One unary call as a promise. */
function answer<Response>(
  call: (done: (error: ServiceError | null, response: Response) => void) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))));
}

test('definition and hover count columns in UTF-16', async (context) => {
  const { client, uri, at } = await started(context);
  const position = at('proto/acme/api.proto', 'User user');
  const { links } = await answer<FindDefinitionResponse>((done) => client.findDefinition({ position }, done));
  const origin = {
    startLine: position.line,
    startColumn: position.column,
    endLine: position.line,
    endColumn: position.column + 4,
  };
  assert.deepEqual(links, [
    {
      origin,
      targetUri: uri('proto/acme/user.proto'),
      targetRange: { startLine: 4, startColumn: 0, endLine: 4, endColumn: 38 },
      targetSelection: { startLine: 4, startColumn: 8, endLine: 4, endColumn: 12 },
    },
  ]);
  const { contents, range } = await answer<HoverResponse>((done) => client.hover({ position }, done));
  assert.match(contents, /Somebody\./);
  assert.deepEqual(range, origin);
});

test('completion: an import statement once for all items of a file, documentation when it is asked for', async (context) => {
  const { client, uri } = await started(context, {
    'proto/acme/list.proto': 'syntax = "proto3";\npackage acme;\nmessage A { Us }\n',
    'proto/acme/user.proto': `${files['proto/acme/user.proto']}message Users {}\nmessage Usage {}\n`,
  });
  const position = { uri: uri('proto/acme/list.proto'), version: 0, line: 2, column: 14 };
  const { items, origins } = await answer<CompleteResponse>((done) => client.complete({ position }, done));
  const types = items.filter(({ label }) => /^Us/.test(label));
  assert.deepEqual(types.map(({ label }) => label).sort(), ['Usage', 'User', 'Users']);
  assert.deepEqual(
    [...new Set(types.map(({ origin }) => origins[origin]))],
    [
      {
        detail: ' import "acme/user.proto"',
        description: 'acme',
        additionalEdits: [
          {
            range: { startLine: 1, startColumn: 13, endLine: 1, endColumn: 13 },
            newText: '\n\nimport "acme/user.proto";',
          },
        ],
      },
    ],
  );
  const { symbol } = types.find(({ label }) => label === 'User') ?? {};
  const resolve = (of: typeof symbol) =>
    answer<ResolveCompletionResponse>((done) => client.resolveCompletion({ symbol: of }, done));
  assert.match((await resolve(symbol)).documentation, /Somebody\./);
  for (const unknown of [undefined, { file: 1_000_000, path: symbol?.path ?? 0 }, { file: symbol?.file ?? 0, path: 0 }])
    assert.equal((await resolve(unknown)).documentation, '');
});

test('hover on an import tells which root led to the file', async (context) => {
  const { client, at } = await started(context);
  const position = at('proto/acme/api.proto', 'acme/user');
  const { contents } = await answer<HoverResponse>((done) => client.hover({ position }, done));
  assert.match(contents, /proto\/acme\/user\.proto` · found by inferred/);
});

test('references are streamed', async (context) => {
  const { client, at } = await started(context);
  const position = at('proto/acme/user.proto', 'User {');
  const batches = await all<FindReferencesResponse>(client.findReferences({ position, includeDeclaration: false }));
  assert.equal(batches.flatMap(({ locations }) => locations).length, 3);
});

test('rename: the edits of every file, or the reason why not', async (context) => {
  const { client, at, uri } = await started(context);
  const position = at('proto/acme/user.proto', 'User {');
  const request = { position, newName: 'Person', companions: false };
  const { documents } = await answer<RenameResponse>((done) => client.rename(request, done));
  assert.deepEqual(documents.map((document) => [document.uri, document.edits.length]).sort(), [
    [uri('proto/acme/api.proto'), 3],
    [uri('proto/acme/user.proto'), 1],
  ]);
  const clash = { ...request, position: at('proto/acme/api.proto', 'Holder'), newName: 'Api' };
  await assert.rejects(
    answer<RenameResponse>((done) => client.rename(clash, done)),
    (error: ServiceError) => error.code === status.FAILED_PRECONDITION && /already declared/.test(error.details),
  );
});

test('imports follow a file that gets another name', async (context) => {
  const { client, uri } = await started(context);
  const renames = [{ oldUri: uri('proto/acme/user.proto'), newUri: uri('proto/acme/people/person.proto') }];
  const { documents } = await answer<RenameFilesResponse>((done) => client.renameFiles({ files: renames }, done));
  assert.deepEqual(
    documents.map((document) => document.edits.map(({ newText }) => newText)),
    [['"acme/people/person.proto"']],
  );
});

test('a version that never comes and a document that is not known', async (context) => {
  const { client, at, uri } = await started(context);
  const position = { ...at('proto/acme/user.proto', 'User {'), version: 7 };
  await assert.rejects(
    answer<HoverResponse>((done) => client.hover({ position }, done)),
    (error: ServiceError) => error.code === status.ABORTED,
  );
  const unknown = { ...position, uri: uri('proto/none.proto') };
  await assert.rejects(
    answer<HoverResponse>((done) => client.hover({ position: unknown }, done)),
    (error: ServiceError) => error.code === status.NOT_FOUND,
  );
});
