// Where the schema comes from, reflection that lies, and JSON that does not fit.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Server, type ServerDuplexStream, status } from '@grpc/grpc-js';
import {
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  ServerReflectionService,
} from '../../protos/gen/grpc/reflection/v1/reflection.js';
import { Origin, Reflection } from '../../protos/gen/protopipe/v1/call.js';
import { sampleDescriptors } from '../../protos/gen/sample-descriptors.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { quoteLargeIntegers } from '../../server/calls/messages/message-codec.js';
import { draftCall } from '../../server/rpc/draft-call.js';
import { call, describe, orders, ports, serve, targetOf } from './call-fixture.js';

const method = `${orders}/GetOrder`;
const messages = ['{"id":"3"}'];
const sampleSet = Buffer.from(sampleDescriptors, 'base64');

test('reflection v1, v1alpha, and none', async (t) => {
  for (const [reflection, origin] of [
    [['v1', 'v1alpha'], Origin.REFLECTION_V1],
    [['v1alpha'], Origin.REFLECTION_V1ALPHA],
  ] as const) {
    const address = await serve(t, createSampleServer({ reflection }));
    const result = await call({ address, method, messages });
    assert.equal(result.started?.origin, origin);
    assert.equal(result.started?.method?.comment.split('.')[0], 'One order');
    assert.equal(result.messages.length, 1);
  }
  const address = await serve(t, createSampleServer({ reflection: [] }));
  await assert.rejects(call({ address, method }), { code: status.NOT_FOUND, message: /has no server reflection/ });
});

test('the workspace comes first, a descriptor set second', async (t) => {
  const address = await serve(t, createSampleServer({ reflection: [] }));
  const own = `syntax = "proto3"; package protopipe.sample.v1; message Q { string id = 1; }
    message A { string id = 1; int64 total_minor = 2; } service OrderService { rpc GetOrder(Q) returns (A); }`;
  const local = await call({ address, method, messages, ports: await ports({ 'o.proto': own }) });
  assert.equal(local.started?.origin, Origin.WORKSPACE);
  assert.equal(local.messages[0].json, '{"id":"3","totalMinor":"5997"}');
  assert.ok(local.messages[0].unknownFields.length > 3);
  const set = await call({ address, method, messages, schema: { descriptorSets: [sampleSet] } });
  assert.equal(set.started?.origin, Origin.DESCRIPTOR_SET);
  const garbage = { descriptorSets: [Buffer.from('text')] };
  await assert.rejects(call({ address, method, schema: garbage }), {
    code: status.INVALID_ARGUMENT,
    message: /no google/,
  });
});

test('errors in the workspace are named; reflection only leaves them aside', async (t) => {
  const address = await serve(t, createSampleServer());
  const broken =
    'syntax = "proto3"; package protopipe.sample.v1;\nservice OrderService { rpc GetOrder(No) returns (No); }';
  const withError = await ports({ 'o.proto': broken });
  await assert.rejects(call({ address, method, ports: withError }), {
    code: status.FAILED_PRECONDITION,
    message: /\/w\/o\.proto:2:\d+: .*No/,
  });
  const reflected = await call({ address, method, messages, ports: withError, schema: { reflection: Reflection.ON } });
  assert.equal(reflected.messages.length, 1);
});

test('reflection gets the metadata', async (t) => {
  let seen: string | undefined;
  const address = await reflecting(t, (_, call) => {
    seen = String(call.metadata.get('authorization')[0]);
    return undefined;
  });
  const metadata = [{ name: 'authorization', value: { $case: 'text' as const, value: 'Bearer x' } }];
  await assert.rejects(call({ address, method, metadata }), { code: status.NOT_FOUND });
  assert.equal(seen, 'Bearer x');
});

test('a draft by reflection asks with the metadata', async (t) => {
  let seen: string | undefined;
  const address = await reflecting(t, (_, call) => {
    seen = String(call.metadata.get('authorization')[0]);
    return undefined;
  });
  const metadata = [{ name: 'authorization', value: { $case: 'text' as const, value: 'Bearer x' } }];
  const request = { method, target: '', schemaTarget: targetOf(address), metadata };
  await assert.rejects(draftCall(await ports(), request, new AbortController().signal), { code: status.NOT_FOUND });
  assert.equal(seen, 'Bearer x');
});

test('reflection that lies', async (t) => {
  const file = (name: string, dependency: string[], service = false) =>
    toBinary(
      FileDescriptorProtoSchema,
      create(FileDescriptorProtoSchema, {
        name,
        dependency,
        syntax: 'proto3',
        package: 'x',
        service: service ? [{ name: 'S', method: [{ name: 'M', inputType: '.x.In', outputType: '.x.Out' }] }] : [],
      }),
    );
  const cases: [string, (name: string) => Uint8Array | undefined, RegExp][] = [
    [
      'a missing file',
      (name) => (name === 'x.S' ? file('s.proto', ['gone.proto'], true) : undefined),
      /s\.proto imports gone\.proto, which it does not have/,
    ],
    [
      'a cycle',
      (name) => (name === 'b.proto' ? file('b.proto', ['a.proto']) : file('a.proto', ['b.proto'], true)),
      /files import each other: a\.proto → b\.proto → a\.proto/,
    ],
    ['another file', () => file('other.proto', []), /asked for x\.S it gave other\.proto, where it is not declared/],
    ['types that nobody declares', () => file('s.proto', [], true), /does not hold together: .*x\.In/],
    ['bytes', () => Buffer.from([255, 255]), /cannot be decoded/],
  ];
  for (const [name, give, message] of cases) {
    const address = await reflecting(t, (question) => give(question));
    await assert.rejects(call({ address, method: 'x.S/M' }), { code: status.FAILED_PRECONDITION, message }, name);
  }
});

test('an unknown method names those that there are', async (t) => {
  const address = await serve(t, createSampleServer());
  await assert.rejects(call({ address, method: `${orders}/Nope` }), {
    code: status.NOT_FOUND,
    message: /has no method Nope; it has GetOrder, WatchOrders, ImportOrders, Chat/,
  });
  await assert.rejects(call({ address, method: 'nonsense' }), { code: status.INVALID_ARGUMENT });
});

test('JSON that does not fit names the field', async (t) => {
  const address = await serve(t, createSampleServer());
  const refuse = async (json: string, reason: RegExp) => {
    const { refused, finished } = await call({ address, method: `${orders}/ImportOrders`, messages: [json] });
    assert.match(refused[0]?.reason ?? '', reason, json);
    assert.equal(finished?.messagesSent, 0);
  };
  await refuse('{"ids":"1"}', /"ids" is unknown/);
  await refuse('{"totalMinor":"x"}', /total_minor/);
  await refuse('{"totalMinor":9223372036854775808}', /total_minor/);
  await refuse('{"items":[{"count":-1}]}', /count/);
  await refuse('{"address":"a","shop":"b"}', /oneof|delivery|shop/i);
  await refuse('{"extra":{"@type":"type.googleapis.com/no.Such"}}', /no\.Such/);
  await refuse('{"id":', /JSON/);
});

test('integers that a double does not hold stay exact', () => {
  assert.equal(quoteLargeIntegers('{"a":9007199254740993,"b":[1]}'), '{"a":"9007199254740993","b":[1]}');
  assert.equal(
    quoteLargeIntegers('{"a":"x 9007199254740993 \\" 9007199254740993"}'),
    '{"a":"x 9007199254740993 \\" 9007199254740993"}',
  );
  assert.equal(
    quoteLargeIntegers('[1234567890123456.5, -9007199254740993]'),
    '[1234567890123456.5, "-9007199254740993"]',
  );
  assert.equal(quoteLargeIntegers('[9007199254740992]'), '[9007199254740992]');
});

test('list and describe', async (t) => {
  const address = await serve(t, createSampleServer({ reflection: ['v1alpha'] }));
  const services = await describe(address, []);
  assert.deepEqual(
    services.map((event) => event.$case === 'service' && [event.value.name, event.value.problem]),
    [
      ['grpc.health.v1.Health', ''],
      [orders, ''],
    ],
  );
  const [symbol] = await describe(address, ['protopipe.sample.v1.Order']);
  assert.ok(symbol.$case === 'symbol');
  assert.match(symbol.value.source, /^message Order \{\n {2}string id = 1;\n/);
  assert.match(
    symbol.value.source,
    / {2}map<string, string> labels = 7;\n\n {2}oneof delivery \{\n {4}\/\/ Sent by mail\.\n/,
  );
  // What is printed is what the compiler reads: printed again it is the same.
  const names = ['Order', 'Item', 'Payment', 'Status'].map((name) => `protopipe.sample.v1.${name}`);
  const texts = (await describe(address, names)).map((event) => (event.$case === 'symbol' ? event.value.source : ''));
  const imports = ['any', 'timestamp'].map((name) => `import "google/protobuf/${name}.proto";`).join('\n');
  const again = await ports({
    'o.proto': `syntax = "proto3";\npackage protopipe.sample.v1;\n${imports}\n${texts.join('\n')}`,
  });
  const second = await describe('', names, { ports: again, schema: { reflection: Reflection.OFF } });
  assert.deepEqual(
    second.map((event) => event.$case === 'symbol' && event.value.source),
    texts,
  );
});

/** A server that has nothing but reflection; `give` is asked with a symbol or the name of a file. */
async function reflecting(
  t: TestContext,
  give: (
    question: string,
    call: ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>,
  ) => Uint8Array | undefined,
): Promise<string> {
  const server = new Server();
  server.addService(ServerReflectionService, {
    serverReflectionInfo(call: ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>) {
      call.on('data', (request: ServerReflectionRequest) => {
        const bytes = give(String(request.messageRequest?.value), call);
        call.write({
          validHost: '',
          originalRequest: request,
          messageResponse: bytes
            ? { $case: 'fileDescriptorResponse', value: { fileDescriptorProto: [Buffer.from(bytes)] } }
            : { $case: 'errorResponse', value: { errorCode: status.NOT_FOUND, errorMessage: 'no' } },
        });
      });
      call.on('end', () => call.end());
    },
  });
  return serve(t, server);
}

test('the sample set holds what the tests think', () => {
  assert.ok(fromBinary(FileDescriptorSetSchema, sampleSet).file.length >= 4);
});
