// The adapter for connectrpc/conformance as its runner uses it: a process that is asked over stdin and answers on
// stdout. The runner itself is no npm package and is not run here; what it would ask is asked by hand.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { JsonObject } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { all, repository } from '../../backend-process.js';
import { serve } from '../../calls/call-fixture.js';
import type { ClientRequest, ClientResult, Header } from './client-request.js';
import { createConformanceServer } from './conformance-server.js';
import { ConformanceTypes, packageName } from './types.js';

interface Outcome {
  readonly testName: string;
  readonly response?: Partial<ClientResult>;
  readonly error?: { readonly message: string };
}

interface Payload {
  readonly data?: string;
  readonly requestInfo?: { readonly requestHeaders?: readonly Header[]; readonly requests?: readonly unknown[] };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Asks the adapter everything at once, as the runner does, and ends its input. */
async function ask(t: TestContext, requests: readonly Partial<ClientRequest>[]): Promise<Outcome[]> {
  const types = await ConformanceTypes.load();
  const [host, port] = (await serve(t, createConformanceServer(types))).split(':');
  const child = spawn(process.execPath, [path.join(repository, 'out/test/conformance/client/main.js')]);
  const common = {
    protocol: 'PROTOCOL_GRPC',
    httpVersion: 'HTTP_VERSION_2',
    codec: 'CODEC_PROTO',
    host,
    port: Number(port),
    service: `${packageName}.ConformanceService`,
  };
  for (const [i, request] of requests.entries()) {
    const bytes = types.encode('ClientCompatRequest', {
      testName: `test ${i}`,
      ...common,
      ...request,
    } as unknown as JsonObject);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(bytes.length);
    child.stdin.write(Buffer.concat([head, bytes]));
  }
  child.stdin.end();
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
  });
  const output = Buffer.concat(await all<Buffer>(child.stdout));
  assert.equal(stderr, '');
  const outcomes: Outcome[] = [];
  for (let at = 0; at < output.length; ) {
    const end = at + 4 + output.readUInt32BE(at);
    outcomes.push(types.decode('ClientCompatResponse', output.subarray(at + 4, end)) as unknown as Outcome);
    at = end;
  }
  assert.deepEqual(
    outcomes.map(({ testName }) => testName),
    requests.map((_, i) => `test ${i}`),
  );
  return outcomes;
}

function messages(method: string, ...all: object[]): Partial<ClientRequest> {
  const type = `type.googleapis.com/${packageName}.${method}Request`;
  return { method, requestMessages: all.map((message) => ({ '@type': type, ...message })) };
}

function payloadsOf({ response }: Outcome): Payload[] {
  return (response?.payloads ?? []) as Payload[];
}

function dataOf(outcome: Outcome): (string | undefined)[] {
  return payloadsOf(outcome).map(({ data }) => data && Buffer.from(data, 'base64').toString());
}

test('all kinds of calls, with headers and trailers', async (t) => {
  const headers = [
    { name: 'x-text', value: ['one', 'two'] },
    { name: 'x-bytes-bin', value: ['AAEC'] },
  ];
  const answered = { responseHeaders: headers, responseTrailers: [{ name: 'x-end', value: ['bye'] }] };
  const many = { ...answered, responseData: ['a', 'b'].map(base64) };
  const one = { ...answered, responseData: base64('a') };
  const outcomes = await ask(t, [
    { ...messages('Unary', { responseDefinition: one }), streamType: 'STREAM_TYPE_UNARY', requestHeaders: headers },
    { ...messages('ServerStream', { responseDefinition: many }), streamType: 'STREAM_TYPE_SERVER_STREAM' },
    {
      ...messages('ClientStream', { responseDefinition: one }, { requestData: base64('x') }),
      streamType: 'STREAM_TYPE_CLIENT_STREAM',
      requestDelayMs: 5,
    },
    {
      ...messages('BidiStream', { responseDefinition: many }, { requestData: base64('x') }),
      streamType: 'STREAM_TYPE_HALF_DUPLEX_BIDI_STREAM',
      compression: 'COMPRESSION_GZIP',
    },
    {
      ...messages('BidiStream', { responseDefinition: many, fullDuplex: true }, { requestData: base64('x') }),
      streamType: 'STREAM_TYPE_FULL_DUPLEX_BIDI_STREAM',
    },
  ]);
  assert.deepEqual(outcomes.map(dataOf), [['a'], ['a', 'b'], ['a'], ['a', 'b'], ['a', 'b']]);
  for (const { response, testName } of outcomes) {
    assert.equal(response?.error, undefined, testName);
    for (const header of headers) {
      const found = response?.responseHeaders?.find(({ name }) => name === header.name);
      assert.deepEqual(found?.value?.join(', '), header.value.join(', '), testName);
    }
    assert.deepEqual(
      response?.responseTrailers?.filter(({ name }) => name === 'x-end'),
      [{ name: 'x-end', value: ['bye'] }],
    );
  }
  const [unary, , client, , full] = outcomes.map(payloadsOf);
  const sent = unary[0].requestInfo?.requestHeaders ?? [];
  assert.deepEqual(sent.find(({ name }) => name === 'x-bytes-bin')?.value, ['AAEC']);
  assert.equal(client[0].requestInfo?.requests?.length, 2);
  // Of a full duplex stream each answer belongs to one request.
  assert.deepEqual(
    full.map(({ requestInfo }) => requestInfo?.requests?.length),
    [1, 1],
  );
});

test('errors: with details, behind messages, of a method that is not there, of a message over the limit', async (t) => {
  const detail = { '@type': `type.googleapis.com/${packageName}.Header`, name: 'why', value: ['because'] };
  const error = { code: status.RESOURCE_EXHAUSTED, message: 'no more: ünïcode', details: [detail] };
  const outcomes = await ask(t, [
    messages('Unary', { responseDefinition: { error } }),
    messages('ServerStream', { responseDefinition: { responseData: [base64('a')], error } }),
    messages('Unimplemented', {}),
    {
      ...messages('Unary', { responseDefinition: { responseData: base64('x'.repeat(2_000)) } }),
      messageReceiveLimit: 1_000,
    },
  ]);
  const [unary, stream, unimplemented, large] = outcomes.map(({ response }) => response);
  assert.equal(unary?.error?.code, status.RESOURCE_EXHAUSTED);
  assert.equal(unary?.error?.message, 'no more: ünïcode');
  assert.deepEqual(unary?.error?.details[0], detail);
  assert.match(JSON.stringify(unary?.error?.details[1]), /RequestInfo/);
  assert.deepEqual(dataOf(outcomes[1]), ['a']);
  assert.deepEqual(stream?.error?.details, [detail]);
  assert.equal(unimplemented?.error?.code, status.UNIMPLEMENTED);
  assert.equal(large?.error?.code, status.RESOURCE_EXHAUSTED);
});

test('timeouts and cancelling', async (t) => {
  const slow = { responseData: ['a', 'b', 'c', 'd'].map(base64), responseDelayMs: 100 };
  const outcomes = await ask(t, [
    { ...messages('ServerStream', { responseDefinition: { ...slow, responseDelayMs: 2_000 } }), timeoutMs: 200 },
    { ...messages('ServerStream', { responseDefinition: slow }), cancel: { afterNumResponses: 2 } },
    { ...messages('ClientStream', { responseDefinition: {} }, {}), cancel: { beforeCloseSend: {} } },
    {
      ...messages('BidiStream', { responseDefinition: { ...slow, responseDelayMs: 2_000 } }),
      streamType: 'STREAM_TYPE_HALF_DUPLEX_BIDI_STREAM',
      cancel: { afterCloseSendMs: 20 },
    },
  ]);
  assert.deepEqual(
    outcomes.map(({ response }) => response?.error?.code),
    [status.DEADLINE_EXCEEDED, status.CANCELLED, status.CANCELLED, status.CANCELLED],
  );
  assert.deepEqual(dataOf(outcomes[0]), []);
  // Another may have been on its way.
  assert.ok([2, 3].includes(dataOf(outcomes[1]).length), String(dataOf(outcomes[1])));
});

test('what is not gRPC over HTTP/2 is refused', async (t) => {
  const outcomes = await ask(t, [
    { ...messages('Unary', {}), protocol: 'PROTOCOL_CONNECT' },
    { ...messages('Unary', {}), httpVersion: 'HTTP_VERSION_1' },
    { ...messages('Unary', {}), compression: 'COMPRESSION_BR' },
  ]);
  for (const { error } of outcomes) assert.match(error?.message ?? '', /is not what this client speaks/);
});
