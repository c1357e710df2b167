// A call as the editor runs it, through CallService over a pipe against the sample service.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  createPipeChannel,
  createPipeServer,
  createPrivateEndpoint,
  createSecret,
  listenPipe,
} from '../../pipe/index.js';
import { CallServiceClient, CallServiceService } from '../../protos/gen/protopipe/v1/call.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { callService } from '../../server/rpc/call-service.js';
import { streamHandlers } from '../../server/rpc/stream-handlers.js';
import { headerEntry } from '../../src/calls/header-entry.js';
import { type CallPlan, LiveCall } from '../../src/calls/live-call.js';
import { transcript } from '../../src/calls/transcript.js';
import { EntryKind } from '../../src/spool/entry-index.js';
import { MessageLog } from '../../src/spool/message-log.js';
import { prettyJson } from '../../src/views/call/json-layout.js';
import { temporaryFolder } from '../temporary-folder.js';
import { orders, ports, serve } from './call-fixture.js';

interface Started {
  start(method: string, messages: readonly string[], more?: Partial<CallPlan> & { deadlineMs?: number }): LiveCall;
}

async function open(t: TestContext): Promise<Started> {
  const server = createPipeServer();
  const all = await ports();
  all.trust.isTrusted = true;
  server.addService(
    CallServiceService,
    callService(
      streamHandlers(() => {}),
      all,
    ),
  );
  const { endpoint, remove } = createPrivateEndpoint();
  const secret = createSecret();
  const listener = await listenPipe(server, endpoint, { access: { kind: 'secret', secret } });
  const channel = createPipeChannel(endpoint, { secret });
  const address = await serve(t, createSampleServer());
  const client = channel.client(CallServiceClient);
  const calls: LiveCall[] = [];
  const folder = temporaryFolder(t);
  t.after(async () => {
    for (const call of calls) await call.dispose();
    channel.close();
    await listener.close();
    remove();
  });
  return {
    start(method, messages, { keepOpen = false, deadlineMs = 60_000, secrets = {} } = {}) {
      const target = { address, tls: undefined, maxMessageBytes: 0, gzip: false, connectTimeoutMs: 0 };
      const rest = {
        schema: undefined,
        metadata: [],
        deadlineMs,
        waitForReady: false,
        emitDefaults: false,
        blocks: false,
      };
      const plan = { start: { target, method: `${orders}/${method}`, ...rest }, messages, keepOpen, secrets };
      const call = new LiveCall(client.call(), plan, new MessageLog(folder, `call-${calls.length}`));
      calls.push(call);
      return call;
    },
  };
}

async function jsonOf(call: LiveCall, kind = EntryKind.received): Promise<unknown[]> {
  const rows = await call.log.rows(0, call.log.count, 1 << 20);
  return rows.filter((row) => row.kind === kind).map(({ json }) => JSON.parse(json));
}

/** Resolves when `look` is true after a change. */
function until(call: LiveCall, look: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!look()) return;
      stop();
      resolve();
    };
    const stop = call.onChange(check);
    check();
  });
}

test('unary: the message, headers, trailers and the status', async (t) => {
  const { start } = await open(t);
  const call = start('GetOrder', ['{\n  "id": "64"\n}']);
  const { finished, headers, method, phase, failure } = await call.over;
  assert.equal(phase, 'over');
  assert.equal(failure, undefined);
  assert.equal(finished?.codeName, 'OK');
  assert.equal(method?.name, `${orders}/GetOrder`);
  assert.ok(headers?.some(({ name }) => name === 'sample-method'));
  assert.ok(finished?.trailers.some(({ name }) => name === 'sample-served'));
  const [order] = (await jsonOf(call)) as { totalMinor: string }[];
  assert.equal(order.totalMinor, '9223372036854775807');
  assert.deepEqual(await jsonOf(call, EntryKind.sent), [{ id: '64' }]);
});

test('an error with its details', async (t) => {
  const { start } = await open(t);
  const { finished } = await start('GetOrder', ['{"id":"100"}']).over;
  assert.equal(finished?.codeName, 'NOT_FOUND');
  assert.match(finished?.detailsJson[0] ?? '', /google\.rpc\.ErrorInfo/);
});

test('server stream, and a deadline that ends it', async (t) => {
  const { start } = await open(t);
  const all = start('WatchOrders', ['{"count":2000}']);
  assert.equal((await all.over).finished?.messagesReceived, 2000);
  assert.equal((await jsonOf(all)).length, 2000);
  const late = start('WatchOrders', ['{"count":3,"interval":"60s"}'], { deadlineMs: 1_500 });
  const { finished } = await late.over;
  assert.equal(finished?.codeName, 'DEADLINE_EXCEEDED');
  assert.equal((await jsonOf(late)).length, 1);
});

test('client stream out of a plan', async (t) => {
  const { start } = await open(t);
  const call = start('ImportOrders', ['{"totalMinor":"1"}', '{"totalMinor":"41"}']);
  await call.over;
  assert.deepEqual(await jsonOf(call), [{ orders: 2, totalMinor: '42' }]);
});

test('bidirectional: one message at a time, a refused one, then half-close', async (t) => {
  const { start } = await open(t);
  const call = start('Chat', ['{"text":"first"}'], { keepOpen: true });
  const received = () => call.log.countOf(EntryKind.received);
  await until(call, () => received() === 1);
  assert.equal(call.state.isSendOpen, true);
  call.send('{"text":"second"}');
  await until(call, () => received() === 2);
  call.send('{"txt":"third"}');
  await until(call, () => call.log.countOf(EntryKind.refused) === 1);
  assert.match((await call.log.note(call.log.count - 1))?.problem ?? '', /Message 3 was not sent: .*txt/);
  call.send('{"text":"fourth"}');
  await until(call, () => received() === 3);
  call.closeSending();
  call.send('{"text":"too late"}');
  const { finished, isSendOpen } = await call.over;
  assert.equal(finished?.codeName, 'OK');
  assert.equal(isSendOpen, false);
  assert.deepEqual([finished?.messagesSent, finished?.messagesReceived], [3, 3]);
});

test('cancelling ends the call with CANCELLED, also while the view holds it back', async (t) => {
  const { start } = await open(t);
  const call = start('WatchOrders', ['{"count":1000000}']);
  call.gate = () => (call.log.count > 1_000 ? new Promise(() => {}) : undefined);
  await until(call, () => call.log.count > 1_000);
  call.cancel();
  assert.equal(call.state.isCancelling, true);
  const { finished, isCancelling } = await call.over;
  assert.equal(finished?.codeName, 'CANCELLED');
  assert.equal(isCancelling, false);
});

test('a method that nobody knows is a failure without a status', async (t) => {
  const { start } = await open(t);
  const { finished, failure, phase } = await start('Nothing', ['{}']).over;
  assert.equal(finished, undefined);
  assert.equal(phase, 'over');
  assert.match(failure ?? '', /Nothing/);
});

test('a message that does not fit ends a call that nobody can correct', async (t) => {
  const { start } = await open(t);
  const call = start('GetOrder', ['{"ident":"1"}']);
  const { finished } = await call.over;
  assert.notEqual(finished?.code ?? 0, 0);
  assert.equal(finished?.messagesSent, 0);
  assert.equal(call.log.countOf(EntryKind.refused), 1);
});

test('the transcript holds everything, for programs and for people', async (t) => {
  const { start } = await open(t);
  const call = start('WatchOrders', ['{"count":450,"failAfter":448}']);
  await call.over;
  const text = async (format: 'ndjson' | 'text') => {
    let all = '';
    for await (const piece of transcript(call.state, call.log, format, prettyJson)) all += piece;
    return all;
  };
  const lines = (await text('ndjson')).trimEnd().split('\n');
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal((objects[0].call as { method: string }).method, `${orders}/WatchOrders`);
  assert.deepEqual(objects.find(({ sent }) => sent === 1)?.message, { count: 450, failAfter: 448 });
  assert.equal(objects.filter(({ received }) => received !== undefined).length, 448);
  assert.equal(objects.at(-1)?.status, 'DATA_LOSS');
  const readable = await text('text');
  assert.match(readable, /--- received 448, after .* ms, \d+ bytes\n\{\n {2}"number": 448,/);
  assert.match(readable, /=== DATA_LOSS after .* ms: lost after 448 events/);
});

test('values of secrets are in no log and no transcript of what was sent', async (t) => {
  const { start } = await open(t);
  const secrets = { ID: 'x "y"', NUMBER: '4', LONG: 'x "y" z', ALL: '{"id": "all"}', NONE: '' };
  const message = `{"id":${JSON.stringify(`a ${secrets.LONG} ${secrets.ID}`)}, "totalMinor": 4, "currency": "14"}`;
  const call = start('ImportOrders', [message, secrets.ALL], { secrets });
  assert.equal((await call.over).finished?.code, 0);
  // What was sent has the values.
  assert.deepEqual(await jsonOf(call), [{ orders: 2, totalMinor: '4' }]);
  assert.deepEqual(await jsonOf(call, EntryKind.sent), [
    { id: 'a {{$secret LONG}} {{$secret ID}}', totalMinor: '{{$secret NUMBER}}', currency: '1{{$secret NUMBER}}' },
    '{{$secret ALL}}',
  ]);
  const refused = start('GetOrder', [`{"created": ${JSON.stringify(secrets.ID)}}`], { secrets });
  await refused.over;
  let all = '';
  for (const each of [call, refused]) {
    for await (const piece of transcript(each.state, each.log, 'ndjson', prettyJson)) all += piece;
  }
  assert.match(all, /\{\{\$secret ID\}\}/);
  assert.doesNotMatch(all, /x \\*"y/);
});

test('a message that is written by hand on the base of one with secrets is sent with them', async (t) => {
  const { start } = await open(t);
  const secrets = { TEXT: 'x "y"', ALL: '{"text": "z"}' };
  const call = start('Chat', [], { secrets, keepOpen: true });
  await until(call, () => call.state.isSendOpen);
  call.send('{"text":"a {{$secret TEXT}}"}');
  call.send('"{{$secret ALL}}"');
  call.closeSending();
  await call.over;
  assert.deepEqual(
    (await jsonOf(call)).map((message) => (message as { text: string }).text),
    ['You said: a x "y"', 'You said: z'],
  );
  assert.deepEqual(await jsonOf(call, EntryKind.sent), [{ text: 'a {{$secret TEXT}}' }, '{{$secret ALL}}']);
});

test('headers of saved targets', () => {
  assert.deepEqual(headerEntry('a-bin', 'AP8='), {
    name: 'a-bin',
    value: { $case: 'binary', value: Buffer.from([0, 255]) },
  });
  assert.deepEqual(headerEntry('a', 'x y'), { name: 'a', value: { $case: 'text', value: 'x y' } });
  for (const text of ['secret!', 'AAAAA', 'A===']) {
    assert.throws(
      () => headerEntry('a-bin', text),
      ({ message }: Error) => message.includes('a-bin') && !message.includes(text),
    );
  }
});
