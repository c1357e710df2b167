// CallService.ExportSchema: the files of a target and of descriptor sets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import { type ExportSchemaResponse, Origin } from '../../protos/gen/protopipe/v1/call.js';
import { sampleDescriptors } from '../../protos/gen/sample-descriptors.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { exportSchema } from '../../server/rpc/export-schema.js';
import { buildSet, openFiles } from '../schema/descriptors/build-set.js';
import { temporaryFolder } from '../temporary-folder.js';
import { call, orders, ports, serve, targetOf } from './call-fixture.js';

type Event = NonNullable<ExportSchemaResponse['event']>;

async function exported(address: string, symbols: string[] = [], descriptorSets: Buffer[] = []): Promise<Event[]> {
  const events: Event[] = [];
  const send = async ({ event }: ExportSchemaResponse) => void (event && events.push(event));
  const target = address === '' ? undefined : targetOf(address);
  const request = { target, descriptorSets, metadata: [], symbols, deadlineMs: 10_000 };
  await exportSchema(request, send, new AbortController().signal);
  return events;
}

function filesOf(events: readonly Event[]) {
  return events.flatMap((event) => (event.$case === 'file' ? [event.value] : []));
}

test('the files of a target: imports first, well-known types left out, then a summary', async (t) => {
  const address = await serve(t, createSampleServer());
  const events = await exported(address);
  const files = filesOf(events);
  assert.deepEqual(files.map(({ name }) => name).sort(), [
    'grpc/health/v1/health.proto',
    'protopipe/sample/v1/orders.proto',
  ]);
  const found = files.find(({ name }) => name.endsWith('orders.proto'));
  assert.deepEqual(found?.services, [orders]);
  assert.equal(found?.origin, Origin.REFLECTION_V1);
  assert.match(found?.source ?? '', /\/\/ "1" to "99" are known\.\n {2}string id = 1;/);
  assert.deepEqual(events.at(-1), { $case: 'summary', value: { files: 2, services: 2 } });

  // Workspace files from then on.
  const local = await ports(Object.fromEntries(files.map(({ name, source }) => [name, source])));
  const { started, messages } = await call({
    address,
    method: `${orders}/GetOrder`,
    messages: ['{"id":"3"}'],
    ports: local,
  });
  assert.equal(started?.origin, Origin.WORKSPACE);
  assert.equal(JSON.parse(messages[0].json).totalMinor, '5997');
});

test('only what a symbol needs', async (t) => {
  const address = await serve(t, createSampleServer());
  const files = filesOf(await exported(address, ['grpc.health.v1.HealthCheckRequest']));
  assert.deepEqual(
    files.map(({ name }) => name),
    ['grpc/health/v1/health.proto'],
  );
  await assert.rejects(exported(address, ['no.Such']), { code: status.NOT_FOUND, message: /no\.Such/ });
});

test('all files of a descriptor set, imports before what imports them', async (t) => {
  const folder = temporaryFolder(t, {
    'a.proto': 'syntax = "proto3"; package x; import "b/b.proto"; message A { b.B b = 1; }',
    'b/b.proto': 'edition = "2023"; package x.b; message B { string name = 1; }',
  });
  const set = buildSet(openFiles([folder], ['a.proto']), ['a.proto'], {
    includeImports: true,
    sourceInfo: false,
    retainOptions: false,
  });
  const files = filesOf(await exported('', [], [Buffer.from(set)]));
  assert.deepEqual(
    files.map(({ name }) => name),
    ['b/b.proto', 'a.proto'],
  );
  assert.equal(
    files[1].source,
    'syntax = "proto3";\n\npackage x;\n\nimport "b/b.proto";\n\nmessage A {\n  b.B b = 1;\n}\n',
  );
});

test('names that lead out of a folder are refused', async () => {
  for (const name of ['../x.proto', '/etc/x.proto', 'a/../../x.proto', 'c:\\x.proto', 'a//b.proto', 'a/./b.proto']) {
    const set = toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: [{ name }] }));
    await assert.rejects(
      exported('', [], [Buffer.from(set)]),
      { code: status.FAILED_PRECONDITION, message: /no path below a folder/ },
      name,
    );
  }
});

test('nothing to look at', async (t) => {
  await assert.rejects(exported(''), { code: status.INVALID_ARGUMENT });
  await assert.rejects(exported('', [], [Buffer.from('text')]), { code: status.INVALID_ARGUMENT });
  const address = await serve(t, createSampleServer({ reflection: [] }));
  await assert.rejects(exported(address), { code: status.FAILED_PRECONDITION, message: /no server reflection/ });
  const own = filesOf(await exported('', [], [Buffer.from(sampleDescriptors, 'base64')]));
  assert.ok(own.some(({ services }) => services.includes(orders)));
});
