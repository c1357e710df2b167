// RequestService over the pipe: listing, preparing, drafting; and that request files stay apart from .proto files.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { type ServiceError, status } from '@grpc/grpc-js';
import { Reflection, TlsMode } from '../../protos/gen/protopipe/v1/call.js';
import {
  type CompleteResponse,
  type FindDefinitionResponse,
  type FindReferencesResponse,
  type FormatResponse,
  type HoverResponse,
  LanguageServiceClient,
  type RenameResponse,
  type ResolveCompletionResponse,
} from '../../protos/gen/protopipe/v1/language.js';
import {
  CommandTool,
  type DraftRequestResponse,
  type ExportRequestResponse,
  type ImportCommandResponse,
  type ListRequestsResponse,
  type PrepareRequestResponse,
  RequestServiceClient,
} from '../../protos/gen/protopipe/v1/request.js';
import type { CheckResponse, DocumentDiagnostics, OpenRequest } from '../../protos/gen/protopipe/v1/workspace.js';
import { all, openFolder, startTestBackend } from '../backend-process.js';
import { temporaryFolder } from '../temporary-folder.js';

const proto = `syntax = "proto3";
package shop.v1;
// Takes orders.
service OrderService {
  // Gets one order.
  rpc Get(GetRequest) returns (Order);
  rpc Put(stream Order) returns (Order);
}
message GetRequest {
  // Which one.
  string order_id = 1;
  oneof by { string name = 2; int64 number = 3; }
  State state = 4;
}
message Order { string id = 1; map<string, Order> parts = 2; bytes image = 3; }
enum State { OPEN = 0; DONE = 1; }
`;

const requests = `@base = {{host}}:{{port}}
### First
# @name get-one
# @deadline 2500ms
# @ca certs/ca.pem
GRPC {{base}}/shop.v1.OrderService/Get
Authorization: Bearer {{$secret TOKEN}}
x-id-bin: AQID

{
  // Which one
  "orderId": "é{{id}}", "number": 9007199254740993
}

###
GRPC pipe:orders/shop.v1.OrderService/Put

< body.json
===
{"id": "2", "image": "{{$file image.png}}"}

### Wrong
GRPC pipe:orders/shop.v1.OrderService/Get

{"orderIdd": "1"}
`;

const files = {
  'protos/shop.proto': proto,
  'calls/orders.grpc': requests,
  'calls/body.json': '{ /* one */ "id": "1" }',
  'calls/image.png': 'PNG',
  'calls/certs/ca.pem': 'PEM',
  'calls/http-client.env.json': '{"dev": {"host": "dev.example.com", "id": 7}, "$shared": {"port": 443}}',
  'http-client.env.json': '{"dev": {"host": "outer.example.com"}}',
};

async function started(context: TestContext, more: Partial<OpenRequest> = {}) {
  const folder = temporaryFolder(context, files);
  const backend = await startTestBackend(context);
  await openFolder(backend, folder, more);
  const client = backend.process.channel.client(RequestServiceClient);
  const uri = pathToFileURL(path.join(folder, 'calls/orders.grpc')).href;
  const prepare = (line: number, more: { environment?: string; secrets?: Record<string, string> } = {}) =>
    answer<PrepareRequestResponse>((done) =>
      client.prepareRequest(
        { position: { uri, version: 0, line, column: 0 }, environment: '', variables: {}, secrets: {}, ...more },
        done,
      ),
    );
  return { backend, client, uri, prepare };
}

function answer<Response>(
  call: (done: (error: ServiceError | null, response: Response) => void) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))));
}

test('the requests of a file are listed with their methods', async (context) => {
  const { client, uri } = await started(context);
  const document = { uri, version: 0 };
  const { requests: found } = await answer<ListRequestsResponse>((done) => client.listRequests({ document }, done));
  assert.deepEqual(
    found.map(({ name, target, method, knownMethod }) => [name, target, method, knownMethod?.clientStreaming]),
    [
      ['get-one', '{{base}}', 'shop.v1.OrderService/Get', false],
      ['', 'pipe:orders', 'shop.v1.OrderService/Put', true],
      ['Wrong', 'pipe:orders', 'shop.v1.OrderService/Get', false],
    ],
  );
  assert.equal(found[0].knownMethod?.comment, 'Gets one order.');
  assert.equal(found[0].methodRange?.startLine, 5);
  assert.deepEqual([found[0].range?.startLine, found[0].range?.endLine], [1, 14]);
});

test('a request is prepared with variables, secrets, files and settings', async (context) => {
  const { prepare } = await started(context);
  const missing = await prepare(5);
  assert.equal(missing.start, undefined);
  assert.deepEqual(
    missing.missing.map(({ name, secret, range }) => [name, secret, range?.startLine]),
    [
      ['host', false, 5],
      ['TOKEN', true, 6],
      ['id', false, 11],
    ],
  );
  const { start, messages, name } = await prepare(5, { environment: 'dev', secrets: { TOKEN: 'hush' } });
  assert.equal(name, 'get-one');
  assert.equal(start?.target?.address, 'dev.example.com:443');
  assert.equal(start?.target?.tls?.mode, TlsMode.TLS);
  assert.equal(start?.target?.tls?.caPem.toString(), 'PEM');
  assert.equal(start?.schema?.reflection, Reflection.UNSPECIFIED);
  assert.equal(start?.deadlineMs, 2500);
  assert.equal(start?.method, 'shop.v1.OrderService/Get');
  assert.deepEqual(
    start?.metadata.map((entry) => [
      entry.name,
      String(entry.value?.$case === 'binary' ? [...entry.value.value] : entry.value?.value),
    ]),
    [
      ['authorization', 'Bearer hush'],
      ['x-id-bin', '1,2,3'],
    ],
  );
  assert.deepEqual(messages, ['{"orderId":"é7","number":9007199254740993}']);
});

test('messages come from files, bytes in base64', async (context) => {
  const { prepare } = await started(context);
  const { messages } = await prepare(15);
  assert.deepEqual(messages, ['{"id":"1"}', `{"id":"2","image":"${Buffer.from('PNG').toString('base64')}"}`]);
});

test('.proto files that a request names are compiled for it', async (context) => {
  const folder = temporaryFolder(context, {
    'work/calls/a.grpc': '# @import-path ../../other\n# @proto api/a.proto\nGRPC h:1/other.A/Get\n\n{"x": 1}\n',
    'work/calls/wrong.grpc': '# @proto ../../other/api/wrong.proto\nGRPC h:1/other.A/Get\n',
    'other/api/a.proto':
      'syntax = "proto3";\npackage other;\nimport "google/protobuf/any.proto";\nimport "b.proto";\nservice A { rpc Get(B) returns (google.protobuf.Any); }\n',
    'other/b.proto': 'syntax = "proto3";\npackage other;\nmessage B { int32 x = 1; }\n',
    'other/api/wrong.proto': 'syntax = "proto3";\nmessage {}\n',
  });
  const backend = await startTestBackend(context);
  await openFolder(backend, path.join(folder, 'work'));
  const client = backend.process.channel.client(RequestServiceClient);
  const prepare = (name: string) => {
    const uri = pathToFileURL(path.join(folder, 'work/calls', name)).href;
    const position = { uri, version: 0, line: 2, column: 0 };
    return answer<PrepareRequestResponse>((done) =>
      client.prepareRequest({ position, environment: '', variables: {}, secrets: {} }, done),
    );
  };
  const { start } = await prepare('a.grpc');
  const [set] = start?.schema?.descriptorSets ?? [];
  const names = fromBinary(FileDescriptorSetSchema, set).file.map(({ name }) => name);
  assert.deepEqual(names.sort(), ['api/a.proto', 'b.proto', 'google/protobuf/any.proto']);
  await assert.rejects(prepare('wrong.grpc'), { code: status.FAILED_PRECONDITION, details: /wrong\.proto:2:9/ });
});

test('a request with an unknown field is refused', async (context) => {
  const { prepare } = await started(context);
  await assert.rejects(prepare(23), {
    code: status.FAILED_PRECONDITION,
    details: /orders\.grpc:25:2: shop\.v1\.GetRequest has no field "orderIdd": did you mean "orderId"\?/,
  });
});

test('nothing is prepared in a workspace that is not trusted', async (context) => {
  const { prepare } = await started(context, { trusted: false });
  await assert.rejects(prepare(15), { code: status.PERMISSION_DENIED });
});

test('a draft has every field with its comment', async (context) => {
  const { client } = await started(context);
  const draft = (method: string) =>
    answer<DraftRequestResponse>((done) =>
      client.draftRequest({ method, target: '', schemaTarget: undefined, metadata: [] }, done),
    );
  const { text } = await draft('shop.v1.OrderService/Get');
  assert.equal(
    text,
    `### Get
# Gets one order.
GRPC {{target}}/shop.v1.OrderService/Get

{
  // Which one.
  "orderId": "", // string
  "name": "", // string, oneof by
  // or of by: "number": "0" // int64, oneof by
  "state": "OPEN" // State, OPEN | DONE
}
`,
  );
  await assert.rejects(draft('shop.v1.OrderService/Nope'), { code: status.NOT_FOUND });
  await assert.rejects(draft('shop.v1.Other/Get'), { code: status.NOT_FOUND });
});

test('Check tells what is wrong with request files of the workspace', async (context) => {
  const { backend, uri } = await started(context);
  const responses = await all<CheckResponse>(backend.workspace.check({ uris: [] }));
  const found = responses.flatMap(({ event }) => (event?.$case === 'file' ? [event.value] : []));
  assert.deepEqual(
    found.map((file) => [file.uri, file.diagnostics.map(({ code }) => code)]),
    [[uri, ['json-unknown-field']]],
  );
  const [summary] = responses.flatMap(({ event }) => (event?.$case === 'summary' ? [event.value] : []));
  assert.deepEqual([summary.files, summary.errors], [2, 1]);
});

test('a command line holds no secret and no private value', async (context) => {
  const { client, uri } = await started(context);
  const position = { uri, version: 0, line: 5, column: 0 };
  const request = { position, environment: 'dev', variables: {}, secrets: { TOKEN: 'hush' } };
  const { command, leftOut } = await answer<ExportRequestResponse>((done) =>
    client.exportRequest({ request, tool: CommandTool.GRPCURL }, done),
  );
  assert.equal(
    command,
    `grpcurl \\
  -cacert certs/ca.pem \\
  -H 'authorization: Bearer '"$TOKEN" \\
  -H 'x-id-bin: AQID' \\
  -max-time 2.5 \\
  -d '{"orderId":"é7","number":9007199254740993}' \\
  dev.example.com:443 \\
  shop.v1.OrderService/Get`,
  );
  assert.deepEqual(leftOut, []);
});

test('a command line becomes a request', async (context) => {
  const { client } = await started(context);
  const imported = (command: string) =>
    answer<ImportCommandResponse>((done) => client.importCommand({ command, documentUri: '' }, done));
  const { text } = await imported(`grpcurl -plaintext -d '{"id":"1"}' localhost:1 shop.v1.OrderService/Put`);
  assert.equal(text, '### Put\nGRPC localhost:1/shop.v1.OrderService/Put\n\n{\n  "id": "1"\n}\n');
  await assert.rejects(imported('ls -l'), { code: status.INVALID_ARGUMENT });
});

test('the language features of request files, and of the declarations they use', async (context) => {
  const { backend, uri } = await started(context);
  const language = backend.process.channel.client(LanguageServiceClient);
  const at = (text: string, more = 0) => {
    const before = requests.slice(0, requests.indexOf(text) + more).split('\n');
    return { uri, version: 0, line: before.length - 1, column: before[before.length - 1].length };
  };
  const protoUri = uri.replace('calls/orders.grpc', 'protos/shop.proto');
  const { contents } = await answer<HoverResponse>((done) => language.hover({ position: at('"orderId', 3) }, done));
  assert.match(contents, /string order_id = 1;[\s\S]*Which one\./);
  const { links } = await answer<FindDefinitionResponse>((done) =>
    language.findDefinition({ position: at('"orderId', 3) }, done),
  );
  assert.deepEqual(
    links.map(({ targetUri, targetSelection }) => [targetUri, targetSelection?.startLine]),
    [[protoUri, 10]],
  );
  const { items } = await answer<CompleteResponse>((done) => language.complete({ position: at('"orderIdd', 3) }, done));
  const symbol = items.find(({ label }) => label === 'orderId')?.symbol;
  const { documentation } = await answer<ResolveCompletionResponse>((done) =>
    language.resolveCompletion({ symbol }, done),
  );
  assert.match(documentation, /string order_id = 1;[\s\S]*Which one\./);

  const field = { uri: protoUri, version: 0, line: 10, column: 10 };
  const batches = await all<FindReferencesResponse>(
    language.findReferences({ position: field, includeDeclaration: true }),
  );
  assert.deepEqual(
    batches.flatMap(({ locations }) => locations.map((place) => [place.uri, place.range?.startLine])),
    [
      [protoUri, 10],
      [uri, 11],
    ],
  );
  for (const position of [field, at('"orderId', 3)]) {
    const { documents } = await answer<RenameResponse>((done) =>
      language.rename({ position, newName: 'key_of_order', companions: false }, done),
    );
    assert.deepEqual(
      documents.map((document) => [document.uri, document.edits.map(({ newText }) => newText)]),
      [
        [protoUri, ['key_of_order']],
        [uri, ['keyOfOrder']],
      ],
    );
  }
  const document = { uri, version: 0 };
  const { edits } = await answer<FormatResponse>((done) =>
    language.format({ document, range: undefined, defaults: undefined }, done),
  );
  assert.ok(edits.some(({ newText }) => newText.includes('  "orderId": "é{{id}}",\n  "number": 9007199254740993\n')));
});

test('a variable that an environment file begins to give is no mistake any more', async (context) => {
  const { backend, uri } = await started(context);
  const sync = backend.workspace.sync();
  const told: string[][] = [];
  let tell = () => {};
  sync.on('data', ({ event }) => {
    told.push(event.value.diagnostics.map(({ message }: { message: string }) => message));
    tell();
  });
  sync.on('error', () => {});
  const until = async (wanted: (messages: string[]) => boolean) => {
    while (!told.some(wanted)) await new Promise<void>((resolve) => (tell = resolve));
  };
  const text = 'GRPC {{unheard}}:1/shop.v1.OrderService/Get\n\n{}\n';
  sync.write({ event: { $case: 'opened', value: { uri, version: 2, text, languageId: 'grpc-request' } } });
  await until((messages) => messages.some((message) => message.includes('unheard')));
  told.length = 0;
  const file = new URL('.env.staging', uri);
  fs.writeFileSync(file, 'unheard=localhost\n');
  const changes = { createdUris: [], changedUris: [file.href], deletedUris: [] };
  sync.write({ event: { $case: 'files', value: changes } });
  await until((messages) => messages.length === 0);
  sync.end();
});

test('diagnostics of an open request follow its edits and its .proto', async (context) => {
  const { backend, uri } = await started(context);
  const sync = backend.workspace.sync();
  const told: string[][] = [];
  let tell = () => {};
  sync.on('data', ({ event }: { event: { value: DocumentDiagnostics } }) => {
    told.push(event.value.diagnostics.map(({ code }) => code));
    tell();
  });
  sync.on('error', () => {});
  /** What comes next, or came while nobody waited. */
  const next = async () => {
    for (;;) {
      const codes = told.shift();
      if (codes) return codes;
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
    }
  };
  const untitled = 'untitled:Untitled-1';
  const text = 'GRPC h:1/shop.v1.OrderService/Get\n\n{"orderId": 1}\n';
  const opened = next();
  sync.write({ event: { $case: 'opened', value: { uri: untitled, version: 1, text, languageId: 'grpc-request' } } });
  assert.deepEqual(await opened, ['json-type']);
  const edited = next();
  const range = { startLine: 2, startColumn: 12, endLine: 2, endColumn: 13 };
  sync.write({ event: { $case: 'changed', value: { uri: untitled, version: 2, edits: [{ range, newText: '"1"' }] } } });
  assert.deepEqual(await edited, []);
  const protoUri = uri.replace('calls/orders.grpc', 'protos/shop.proto');
  const broken: string[][] = [
    await (async () => {
      const first = next();
      const value = { uri: protoUri, version: 1, text: proto.replace('order_id', 'id'), languageId: 'proto' };
      sync.write({ event: { $case: 'opened', value } });
      return first;
    })(),
  ];
  while (!broken.some((codes) => codes.includes('json-unknown-field'))) broken.push(await next());
  sync.end();
});
