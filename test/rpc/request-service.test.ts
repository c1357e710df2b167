// RequestService over the pipe: listing, preparing, drafting; and that request files stay apart from .proto files.
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type ServiceError, status } from '@grpc/grpc-js';
import { Reflection, TlsMode } from '../../protos/gen/protopipe/v1/call.js';
import {
  type DraftRequestResponse,
  type ListRequestsResponse,
  type PrepareRequestResponse,
  RequestServiceClient,
} from '../../protos/gen/protopipe/v1/request.js';
import type { CheckResponse, OpenRequest } from '../../protos/gen/protopipe/v1/workspace.js';
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
    answer<DraftRequestResponse>((done) => client.draftRequest({ method, target: '', schemaTarget: undefined }, done));
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
