// The four kinds of calls against the sample service: messages, headers, trailers, details, cancel, backpressure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { listenPipe, parsePipeAddress } from '../../pipe/index.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { temporaryFolder } from '../temporary-folder.js';
import { call, orders, serve } from './call-fixture.js';

test('unary: 64-bit numbers, Any, headers and trailers', async (t) => {
  const address = await serve(t, createSampleServer());
  const { started, headers, messages, finished } = await call({
    address,
    method: `${orders}/GetOrder`,
    messages: ['{"id":"64"}'],
  });
  assert.equal(started?.target, `http://${address}`);
  assert.equal(started?.method?.output, 'protopipe.sample.v1.Order');
  const order = JSON.parse(messages[0].json);
  assert.equal(order.totalMinor, '9223372036854775807');
  assert.deepEqual(order.extra, {
    '@type': 'type.googleapis.com/protopipe.sample.v1.Payment',
    method: 'card',
    reference: '18446744073709551615',
  });
  assert.equal(order.signature, 'AP9A');
  assert.ok(messages[0].sizeBytes > 100);
  assert.deepEqual(headers?.metadata.find(({ name }) => name === 'sample-method')?.value, {
    $case: 'text',
    value: 'GetOrder',
  });
  const trace = finished?.trailers.find(({ name }) => name === 'sample-trace-bin')?.value?.value;
  assert.deepEqual(Buffer.from(trace as Uint8Array), Buffer.from([1, 2, 3]));
  assert.equal(finished?.code, status.OK);
  assert.equal(finished?.codeName, 'OK');
  assert.deepEqual([finished?.messagesSent, finished?.messagesReceived], [1, 1]);
});

test('over a Unix socket and a pipe name', { skip: process.platform === 'win32' && 'sockets' }, async (t) => {
  const folder = temporaryFolder(t);
  const endpoint = parsePipeAddress(`unix:${folder}/s`);
  assert.ok(endpoint);
  const listener = await listenPipe(createSampleServer(), endpoint, { access: { kind: 'open' } });
  t.after(() => listener.close());
  for (const address of [`unix:${folder}/s`, `pipe:${folder}/s`]) {
    const { started, messages } = await call({ address, method: `/${orders}/GetOrder`, messages: ['{"id":"1"}'] });
    assert.equal(started?.target, address);
    assert.equal(JSON.parse(messages[0].json).id, '1');
  }
});

test('server stream', async (t) => {
  const address = await serve(t, createSampleServer());
  const { messages, finished } = await call({
    address,
    method: `${orders}.WatchOrders`,
    messages: ['{"count":1000,"paddingBytes":100}'],
  });
  assert.equal(messages.length, 1000);
  assert.deepEqual(
    messages.map(({ json }) => JSON.parse(json).number),
    messages.map((_, index) => index + 1),
  );
  assert.equal(finished?.messagesReceived, 1000);
  assert.equal(
    Number(finished?.bytesReceived),
    messages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
});

test('a stream that fails keeps what came before', async (t) => {
  const address = await serve(t, createSampleServer());
  const { messages, finished } = await call({
    address,
    method: `${orders}/WatchOrders`,
    messages: ['{"count":10,"failAfter":3}'],
  });
  assert.equal(messages.length, 3);
  assert.equal(finished?.codeName, 'DATA_LOSS');
  assert.equal(finished?.message, 'lost after 3 events');
});

test('client stream', async (t) => {
  const address = await serve(t, createSampleServer());
  const many = Array.from({ length: 500 }, (_, index) => `{"id":"${index}","totalMinor":9007199254740993}`);
  const { messages, finished } = await call({ address, method: `${orders}/ImportOrders`, messages: many });
  // The numbers are not in quotes and larger than a double holds.
  assert.deepEqual(JSON.parse(messages[0].json), { orders: 500, totalMinor: String(500n * 9007199254740993n) });
  assert.equal(finished?.messagesSent, 500);
});

test('bidirectional stream, message by message, with a message that does not fit', async (t) => {
  const address = await serve(t, createSampleServer());
  let answered = () => {};
  async function* inputs() {
    const sent = (text: string) => {
      const answer = new Promise<void>((resolve) => {
        answered = resolve;
      });
      return { text, answer };
    };
    for (const { text, answer } of ['{"text":"a"}', '{"txet":"b"}', '{"text":"c"}'].map(sent)) {
      yield text;
      await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
    yield 'halfClose';
  }
  const { messages, refused, finished } = await call({
    address,
    method: `${orders}/Chat`,
    inputs: inputs(),
    onResponse: () => answered(),
  });
  assert.deepEqual(
    messages.map(({ json }) => JSON.parse(json).text),
    ['You said: a', 'You said: c'],
  );
  assert.equal(refused.length, 1);
  assert.equal(refused[0].messageNumber, 2);
  assert.match(refused[0].reason, /ChatMessage.*"txet" is unknown/);
  assert.equal(finished?.code, status.OK);
});

test('details of errors are decoded', async (t) => {
  const address = await serve(t, createSampleServer());
  const missing = await call({ address, method: `${orders}/GetOrder`, messages: ['{"id":"no"}'] });
  assert.equal(missing.finished?.codeName, 'NOT_FOUND');
  assert.deepEqual(
    missing.finished?.detailsJson.map((json) => JSON.parse(json)),
    [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'NO_SUCH_ORDER',
        domain: 'sample.protopipe',
        metadata: { id: 'no' },
      },
      {
        '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
        locale: 'de',
        message: 'Bestellung no gibt es nicht.',
      },
    ],
  );
  const empty = await call({ address, method: `${orders}/GetOrder`, messages: ['{}'] });
  assert.match(empty.finished?.detailsJson[0] ?? '', /BadRequest/);
});

test('gzip', async (t) => {
  const address = await serve(t, createSampleServer());
  const note = 'x'.repeat(100_000);
  const { messages } = await call({
    address,
    method: `${orders}/ImportOrders`,
    messages: [JSON.stringify({ note, totalMinor: '7' })],
    target: { gzip: true },
  });
  assert.equal(JSON.parse(messages[0].json).totalMinor, '7');
});

test('large messages come in pieces', async (t) => {
  const address = await serve(t, createSampleServer());
  const { messages } = await call({
    address,
    method: `${orders}/WatchOrders`,
    messages: ['{"count":2,"paddingBytes":1500000}'],
  });
  assert.deepEqual(
    messages.map(({ json }) => Buffer.from(JSON.parse(json).padding, 'base64').length),
    [1_500_000, 1_500_000],
  );
});

test('cancel at every stage ends the call with CANCELLED', async (t) => {
  const address = await serve(t, createSampleServer());
  const method = `${orders}/WatchOrders`;
  async function* beforeMessages() {
    yield 'cancel';
  }
  const early = await call({ address, method, inputs: beforeMessages() });
  assert.equal(early.finished?.codeName, 'CANCELLED');
  assert.equal(early.finished?.messagesReceived, 0);

  let cameOne = () => {};
  const one = new Promise<void>((resolve) => {
    cameOne = resolve;
  });
  async function* inStream() {
    yield '{"count":1000000,"interval":"0.01s"}';
    yield 'halfClose';
    await one;
    yield 'cancel';
  }
  const late = await call({
    address,
    method,
    inputs: inStream(),
    onResponse: ({ event }) => {
      if (event?.$case === 'messages') cameOne();
    },
  });
  assert.equal(late.finished?.codeName, 'CANCELLED');
  assert.ok(late.messages.length > 0);

  const controller = new AbortController();
  const aborted = call({
    address,
    method,
    messages: ['{"count":1000000,"interval":"0.01s"}'],
    signal: controller.signal,
    onResponse: ({ event }) => {
      if (event?.$case === 'messages') controller.abort();
      controller.signal.throwIfAborted();
    },
  });
  await assert.rejects(aborted, { name: 'AbortError' });
});

test('a reader that is slow holds the target back', async (t) => {
  const address = await serve(t, createSampleServer());
  let most = 0;
  const { finished } = await call({
    address,
    method: `${orders}/WatchOrders`,
    messages: ['{"count":5000,"paddingBytes":1000}'],
    deadlineMs: 60_000,
    async onResponse({ event }) {
      if (event?.$case !== 'messages') return;
      most = Math.max(most, event.value.messages.length);
      await new Promise((resolve) => setTimeout(resolve, 2));
    },
  });
  assert.equal(finished?.messagesReceived, 5000);
  // A batch is all that ever waits.
  assert.ok(most <= 600, `${most} messages at once`);
});
