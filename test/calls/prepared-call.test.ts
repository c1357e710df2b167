// From a request file to an answer: what PrepareRequest makes of a request is called, its schema by reflection alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Origin } from '../../protos/gen/protopipe/v1/call.js';
import { wellKnownTypes } from '../../protos/gen/well-known-types.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { draftCall } from '../../server/rpc/draft-call.js';
import { prepareCall } from '../../server/rpc/prepare-call.js';
import { MemoryFileSystem } from '../workspace/memory-file-system.js';
import { call, orders, ports, serve, targetOf } from './call-fixture.js';

const { signal } = new AbortController();

/** Prepares the first request of a file, which is at `line`, and makes the call of it. */
async function run(text: string, environmentFile: string, line: number) {
  const all = await ports({ 'a.grpc': text });
  const fs = new MemoryFileSystem({ '/w/http-client.env.json': environmentFile });
  const position = { uri: 'file:///w/a.grpc', version: 0, line, column: 0 };
  const input = { position, environment: 'dev', variables: {}, secrets: { TOKEN: 'hush' } };
  const requestPorts = { ...all, workspace: await all.loadWorkspace(), fs, bundledFiles: new Map(wellKnownTypes) };
  const prepared = await prepareCall(requestPorts, input, signal);
  assert.deepEqual(prepared.missing, []);
  const { start, messages } = prepared;
  assert.ok(start?.target);
  const { method, metadata, schema, deadlineMs, target } = start;
  return call({ address: target.address, method, messages, metadata, schema, deadlineMs, ports: all });
}

test('a request whose method no file declares is called by reflection', async (t) => {
  const address = await serve(t, createSampleServer());
  const text = `GRPC {{host}}/${orders}/GetOrder
# @deadline 10s
authorization: Bearer {{$secret TOKEN}}

{"id": "{{id}}"}
`;
  const { started, messages, finished } = await run(text, JSON.stringify({ dev: { host: address, id: 7 } }), 0);
  assert.equal(started?.origin, Origin.REFLECTION_V1);
  assert.equal(JSON.parse(messages[0].json).id, '7');
  assert.equal(finished?.code, 0);
});

test('several messages go to a client stream', async (t) => {
  const address = await serve(t, createSampleServer());
  const text = `GRPC {{host}}/${orders}/ImportOrders\n\n{"totalMinor": "1"}\n===\n{"totalMinor": "2"}\n`;
  const { messages } = await run(text, JSON.stringify({ dev: { host: address } }), 0);
  assert.deepEqual(JSON.parse(messages[0].json), { orders: 2, totalMinor: '3' });
});

test('the draft of a method of a target is a request that can be called', async (t) => {
  const address = await serve(t, createSampleServer());
  const request = { method: `${orders}/GetOrder`, target: '{{host}}', schemaTarget: targetOf(address), metadata: [] };
  const { text } = await draftCall(await ports(), request, signal);
  const withId = text.replace('"id": ""', '"id": "9"');
  assert.notEqual(withId, text);
  const line = text.split('\n').findIndex((each) => each.startsWith('GRPC '));
  const { messages, finished } = await run(withId, JSON.stringify({ dev: { host: address } }), line);
  assert.equal(finished?.code, 0, finished?.message);
  assert.equal(JSON.parse(messages[0].json).id, '9');
});
