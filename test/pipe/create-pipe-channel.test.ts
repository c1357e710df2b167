// The channel: states, reconnecting, deadlines, cancelling, limits, windows, proxies.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import {
  type ChannelState,
  createPipeChannel,
  createPrivateEndpoint,
  defaultMaxMessageBytes,
  listenPipe,
  RpcError,
} from '../../pipe/index.js';
import { openEcho } from './echo-pipe.js';
import { createEchoServer, EchoClient, unary } from './echo-service.js';

for (const [kind, options] of [
  ['', {}],
  [' (of grpc-js)', { grpc: {} }],
] as const) {
  test(`the state is observable${kind}`, async (t) => {
    const echo = await openEcho(t);
    const channel = echo.channel(options);
    const seen: ChannelState[] = [];
    channel.onState((state) => seen.push(state));
    assert.equal(channel.state, 'idle');
    await channel.whenReady({ timeoutMs: 5_000 });
    assert.equal(channel.state, 'ready');
    channel.close();
    assert.equal(channel.state, 'shutdown');
    assert.deepEqual(seen.slice(0, 2), ['connecting', 'ready']);
  });

  test(`clients of one channel share its connection${kind}`, async (t) => {
    const echo = await openEcho(t);
    const channel = echo.channel(options);
    await unary(channel.client(EchoClient), Buffer.from('1'));
    await unary(channel.client(EchoClient), Buffer.from('2'));
    assert.equal(echo.events.length, 1);
  });

  test(`after the listener is back, the same client works again${kind}`, async (t) => {
    const echo = await openEcho(t);
    const client = echo.channel(options).client(EchoClient);
    await unary(client, Buffer.from('1'));
    await echo.listener.close();
    await assert.rejects(unary(client, Buffer.from('2')), { code: 14 });
    const again = await listenPipe(createEchoServer().server, echo.endpoint, {
      access: { kind: 'secret', secret: echo.secret },
    });
    t.after(() => again.close());
    const metadata = new grpc.Metadata({ waitForReady: true });
    assert.equal((await unary(client, Buffer.from('3'), metadata)).response.toString(), '3');
  });

  test(`a listener that never answers: the connect has a deadline, the call hears of it${kind}`, async (t) => {
    const { endpoint, remove } = createPrivateEndpoint();
    const sockets = new Set<net.Socket>();
    const silent = net.createServer((socket) => {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => sockets.delete(socket))
        .resume();
    });
    silent.listen({ path: endpoint.path });
    await once(silent, 'listening');
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
      remove();
    });
    const channel = createPipeChannel(endpoint, { ...options, connectTimeoutMs: 100 });
    t.after(() => channel.close());
    await assert.rejects(unary(channel.client(EchoClient), Buffer.from('x')), (error) => {
      assert.equal(RpcError.from(error).codeName, 'UNAVAILABLE');
      assert.match(String(error), /no HTTP\/2 answer within 100 ms/);
      return true;
    });
  });

  test(`a deadline ends a call, and the server hears of it${kind}`, async (t) => {
    const echo = await openEcho(t);
    const client = echo.channel(options).client(EchoClient);
    const code = await new Promise((resolve) => {
      client.hang(Buffer.from('x'), new grpc.Metadata(), { deadline: Date.now() + 50 }, (error) =>
        resolve(error?.code),
      );
    });
    assert.equal(code, grpc.status.DEADLINE_EXCEEDED);
    await echo.cancellation('hang');
  });

  test(`messages up to the limit pass in both directions, longer ones are refused by status${kind}`, async (t) => {
    const echo = await openEcho(t);
    const client = echo.channel(options).client(EchoClient);
    const large = Buffer.alloc(16 * 1024 * 1024, 5);
    const answer = await unary(client, large);
    assert.ok(answer.response.equals(large));
    const tooLarge = Buffer.alloc(defaultMaxMessageBytes + 1);
    await assert.rejects(unary(client, tooLarge), { code: grpc.status.RESOURCE_EXHAUSTED });
    const narrow = echo.channel({ ...options, maxMessageBytes: 1000 }).client(EchoClient);
    await assert.rejects(unary(narrow, Buffer.alloc(1001)), { code: grpc.status.RESOURCE_EXHAUSTED });
    assert.equal((await unary(narrow, Buffer.alloc(1000))).response.length, 1000);
  });

  test(`all four call types, metadata and status details${kind}`, async (t) => {
    const echo = await openEcho(t);
    const client = echo.channel(options).client(EchoClient);
    const metadata = new grpc.Metadata();
    metadata.add('x-text', 'a');
    metadata.add('x-text', 'b');
    metadata.add('x-raw-bin', Buffer.of(0, 255));
    const answer = await unary(client, Buffer.from('x'), metadata);
    assert.deepEqual(answer.headers.get('x-text'), ['a, b']);
    assert.deepEqual(answer.headers.get('x-raw-bin'), [Buffer.of(0, 255)]);
    assert.deepEqual(answer.trailers.get('trailer'), ['yes']);

    const failing = new grpc.Metadata();
    failing.set('fail', '9');
    const failure = RpcError.from(await unary(client, Buffer.from('x'), failing).catch((error) => error));
    assert.equal(failure.toString(), 'FAILED_PRECONDITION: asked to fail: ünïcode');
    assert.deepEqual(failure.metadata.get('grpc-status-details-bin'), [Buffer.from([8, 9, 18, 1, 120])]);

    let streamed = 0;
    for await (const message of client.serverStream(Buffer.from('1000:2000'))) streamed += (message as Buffer).length;
    assert.equal(streamed, 2_000_000);

    const total = await new Promise<string>((resolve, reject) => {
      const call = client.clientStream(new grpc.Metadata(), {}, (error, value) => {
        if (error) reject(error);
        else resolve(String(value));
      });
      for (let i = 0; i < 1000; i++) call.write(Buffer.alloc(2000));
      call.end();
    });
    assert.equal(total, '2000000');

    const bidi = client.bidi();
    const echoed: string[] = [];
    for (const text of ['1', '2', '3']) bidi.write(Buffer.from(text));
    bidi.end();
    for await (const message of bidi) echoed.push(String(message));
    assert.deepEqual(echoed, ['1', '2', '3']);
  });

  test(`cancelling a stream reaches the server${kind}`, async (t) => {
    const echo = await openEcho(t);
    const call = echo.channel(options).client(EchoClient).serverStream(Buffer.from('1000000:65536'));
    await once(call, 'data');
    const ended = new Promise<number>((resolve) => call.on('error', (error) => resolve(RpcError.from(error).code)));
    call.cancel();
    assert.equal(await ended, grpc.status.CANCELLED);
    await echo.cancellation('serverStream');
  });
}

test('target, credentials and options work with grpc-js alone', async (t) => {
  const echo = await openEcho(t);
  const { target, credentials, options } = echo.channel();
  const client = new EchoClient(target, credentials, options);
  assert.equal((await unary(client, Buffer.from('x'))).response.toString(), 'x');
  client.close();
});

test('nobody listens: a call ends at once, whenReady at its limit', async (t) => {
  const { endpoint, remove } = createPrivateEndpoint();
  t.after(remove);
  const channel = createPipeChannel(endpoint);
  t.after(() => channel.close());
  await assert.rejects(unary(channel.client(EchoClient), Buffer.from('x')), { code: 14 });
  await assert.rejects(channel.whenReady({ timeoutMs: 50 }), { name: 'RpcError', code: 4 });
});

test('whenReady: abort, closed channel, aborted channel', async (t) => {
  const { endpoint, remove } = createPrivateEndpoint();
  t.after(remove);
  const controller = new AbortController();
  const channel = createPipeChannel(endpoint, { signal: controller.signal });
  const waiting = channel.whenReady({ signal: AbortSignal.timeout(20) });
  await assert.rejects(waiting, { name: 'RpcError', code: 1 });
  const closed = assert.rejects(channel.whenReady(), /the channel is closed/);
  controller.abort();
  await closed;
  assert.equal(channel.state, 'shutdown');
  const failure = RpcError.from(await unary(channel.client(EchoClient), Buffer.from('x')).catch((error) => error));
  assert.equal(failure.codeName, 'UNAVAILABLE');
});

test('proxies of the environment are never asked', async (t) => {
  let asked = 0;
  const proxy = http
    .createServer()
    .on('connect', () => asked++)
    .on('connection', () => asked++);
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as net.AddressInfo;
  const names = ['http_proxy', 'https_proxy', 'grpc_proxy', 'HTTP_PROXY'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = `http://127.0.0.1:${port}`;
  t.after(() => {
    names.forEach((name, i) => {
      if (before[i] === undefined) delete process.env[name];
      else process.env[name] = before[i];
    });
    proxy.close();
  });
  const echo = await openEcho(t);
  await unary(echo.channel().client(EchoClient), Buffer.from('x'));
  assert.equal(asked, 0);
});
