// CallService over a pipe: nothing for a workspace that is not trusted, and the request stream as a client sends it.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import {
  createPipeChannel,
  createPipeServer,
  createPrivateEndpoint,
  createSecret,
  listenPipe,
  RpcError,
} from '../../pipe/index.js';
import { type CallResponse, CallServiceClient, CallServiceService } from '../../protos/gen/protopipe/v1/call.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { callService } from '../../server/rpc/call-service.js';
import { streamHandlers } from '../../server/rpc/stream-handlers.js';
import { orders, ports, serve } from './call-fixture.js';

async function open(t: TestContext, isTrusted: boolean): Promise<CallServiceClient> {
  const server = createPipeServer();
  const all = await ports();
  all.trust.isTrusted = isTrusted;
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
  t.after(async () => {
    channel.close();
    await listener.close();
    remove();
  });
  return channel.client(CallServiceClient);
}

function startOf(address: string, method: string) {
  const target = { address, tls: undefined, maxMessageBytes: 0, gzip: false, connectTimeoutMs: 0 };
  const rest = { metadata: [], deadlineMs: 60_000, waitForReady: false, emitDefaults: false, blocks: false };
  return { event: { $case: 'start' as const, value: { target, schema: undefined, method, ...rest } } };
}

test('an untrusted workspace makes no call', async (t) => {
  const address = await serve(t, createSampleServer());
  const client = await open(t, false);
  const stream = client.call();
  stream.write(startOf(address, `${orders}/GetOrder`));
  const failure = await new Promise<unknown>((resolve) => stream.on('data', () => {}).on('error', resolve));
  assert.equal(RpcError.from(failure).code, status.PERMISSION_DENIED);
  assert.match(RpcError.from(failure).message, /not trusted, so nothing is called/);
  const discovering = client.discoverTargets({ timeoutMs: 100 });
  const refused = await new Promise<unknown>((resolve) => discovering.on('data', () => {}).on('error', resolve));
  assert.equal(RpcError.from(refused).code, status.PERMISSION_DENIED);
});

test('20,000 messages go out and one comes back', async (t) => {
  const address = await serve(t, createSampleServer());
  const stream = (await open(t, true)).call();
  stream.write(startOf(address, `${orders}/ImportOrders`));
  const count = 20_000;
  const sending = (async () => {
    for (let i = 0; i < count; i++) {
      if (!stream.write({ event: { $case: 'message', value: `{"id":"${i}","totalMinor":"1"}` } })) {
        await new Promise((resolve) => stream.once('drain', resolve));
      }
    }
    stream.write({ event: { $case: 'halfClose', value: {} } });
    stream.end();
  })();
  const events: NonNullable<CallResponse['event']>[] = [];
  for await (const { event } of stream as AsyncIterable<CallResponse>) if (event) events.push(event);
  await sending;
  const messages = events.flatMap((event) => (event.$case === 'messages' ? event.value.messages : []));
  assert.deepEqual(JSON.parse(messages[0].json), { orders: count, totalMinor: String(count) });
  const last = events.at(-1);
  assert.ok(last?.$case === 'finished');
  assert.equal(last.value.code, status.OK);
});
