// LanguageService over the pipe: positions in UTF-16, versions, refusals, references as a stream.
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type ServiceError, status } from '@grpc/grpc-js';
import { LanguageServiceClient } from '../../protos/gen/protopipe/v1/language.js';
import { all, openFolder, startTestBackend } from '../backend-process.js';
import { temporaryFolder } from '../temporary-folder.js';

const files = {
  'proto/acme/user.proto': 'syntax = "proto3";\npackage acme;\n\n// Somebody.\nmessage User { string full_name = 1; }\n',
  'proto/acme/api.proto':
    'syntax = "proto3";\npackage acme;\nimport "acme/user.proto";\n/* größe 😀 */ message Holder { User user = 1; }\nservice Api { rpc Get(User) returns (stream User); }\n',
};

async function started(context: TestContext) {
  const folder = temporaryFolder(context, files);
  const backend = await startTestBackend(context);
  await openFolder(backend, folder);
  const client = backend.channel.client(LanguageServiceClient);
  const uri = (name: string) => pathToFileURL(path.join(folder, name)).href;
  /** The position of a text in a file, as an editor counts. */
  const at = (name: keyof typeof files, text: string) => {
    const before = files[name].slice(0, files[name].indexOf(text)).split('\n');
    return { uri: uri(name), version: 0, line: before.length - 1, column: before[before.length - 1].length };
  };
  return { client, uri, at };
}

/** One unary call as a promise. */
function answer<Response>(call: (done: (error: ServiceError | null, response: Response) => void) => void) {
  return new Promise<Response>((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))));
}

test('definition and hover count columns in UTF-16', async (context) => {
  const { client, uri, at } = await started(context);
  const position = at('proto/acme/api.proto', 'User user');
  const { links } = await answer<Awaited<ReturnType<typeof findDefinition>>>((done) =>
    client.findDefinition({ position }, done),
  );
  assert.equal(links.length, 1);
  assert.equal(links[0].targetUri, uri('proto/acme/user.proto'));
  assert.deepEqual(links[0].targetSelection, { startLine: 4, startColumn: 8, endLine: 4, endColumn: 12 });
  assert.deepEqual(links[0].origin, {
    startLine: position.line,
    startColumn: position.column,
    endLine: position.line,
    endColumn: position.column + 4,
  });
});
