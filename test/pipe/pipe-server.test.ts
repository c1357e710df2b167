// The server of createPipeServer: what handlers see of a call, how calls end, and streams that are no sockets. The
// clients are our own and those of grpc-js.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { type TestContext, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { ClientChannel } from '../../pipe/client-channel.js';
import {
  createPipeChannel,
  createPipeServer,
  createPrivateEndpoint,
  listenPipe,
  type PipeChannel,
  type PipeChannelOptions,
  RpcError,
} from '../../pipe/index.js';
import { openEcho } from './echo-pipe.js';
import { createEchoServer, EchoClient, echoService, unary } from './echo-service.js';

type Handlers = Partial<Record<keyof typeof echoService, grpc.UntypedHandleCall>>;

/** A server of some methods of the echo service, and a channel to it. */
async function serve(
  t: TestContext,
  handlers: Handlers,
  options: PipeChannelOptions & { maxServerBytes?: number } = {},
): Promise<PipeChannel> {
  const { endpoint, remove } = createPrivateEndpoint();
  const server = createPipeServer({ maxMessageBytes: options.maxServerBytes });
  server.addService(echoService, handlers as grpc.UntypedServiceImplementation);
  const listener = await listenPipe(server, endpoint, { access: { kind: 'open' } });
  const channel = createPipeChannel(endpoint, options);
  t.after(async () => {
    channel.close();
    await listener.close();
    remove();
  });
  return channel;
}

async function failure(call: Promise<unknown>): Promise<string> {
  return RpcError.from(await call.catch((error: unknown) => error)).toString();
}

for (const [kind, options] of [
  ['', {}],
  [' (client of grpc-js)', { grpc: {} }],
] as const) {
  test(`a handler sees metadata, path, host, deadline and peer${kind}`, async (t) => {
    let seen: unknown[] = [];
    const channel = await serve(
      t,
      {
        unary(call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
          const leftMs = Number(call.getDeadline()) - Date.now();
          seen = [call.metadata.get('x-key'), call.metadata.get('x-bin'), call.metadata.get('grpc-timeout')];
          seen.push(
            call.getPath(),
            call.getHost(),
            leftMs > 30_000 && leftMs <= 60_000,
            call.getPeer(),
            call.cancelled,
          );
          callback(null, call.request);
        },
      },
      options,
    );
    const metadata = new grpc.Metadata();
    metadata.set('x-key', 'value');
    metadata.set('x-bin', Buffer.of(0, 255));
    await unary(channel.client(EchoClient), Buffer.from('x'), metadata, { deadline: Date.now() + 60_000 });
    const { path } = echoService.unary;
    assert.deepEqual(seen, [['value'], [Buffer.of(0, 255)], [], path, 'localhost', true, 'unknown', false]);
  });

  test(`calls that nobody answers, and handlers that throw${kind}`, async (t) => {
    const channel = await serve(
      t,
      {
        hang() {
          throw new Error('secret of the inside');
        },
        serverStream(call: grpc.ServerWritableStream<Buffer, Buffer>) {
          call.write(Buffer.from('1'));
          call.emit('error', { code: grpc.status.NOT_FOUND, details: 'ünïcode % done\n' });
        },
      },
      options,
    );
    const client = channel.client(EchoClient);
    assert.match(await failure(unary(client, Buffer.from('x'))), /^UNIMPLEMENTED: .*\/protopipe.test.Echo\/Unary/);
    const thrown = new Promise((_, reject) => {
      client.hang(Buffer.from('x'), new grpc.Metadata(), {}, reject);
    });
    assert.equal(await failure(thrown), 'UNKNOWN: Unknown error');
    const call = client.serverStream(Buffer.from('x'));
    const messages: string[] = [];
    const reading = (async () => {
      for await (const message of call) messages.push(String(message));
    })();
    assert.equal(await failure(reading), 'NOT_FOUND: ünïcode % done\n');
    assert.deepEqual(messages, ['1']);
  });

  test(`messages longer than the server allows are refused, either way${kind}`, async (t) => {
    const channel = await serve(
      t,
      {
        unary: (call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) =>
          callback(null, Buffer.alloc(Number(String(call.request).trim()))),
      },
      { ...options, maxServerBytes: 1_000 },
    );
    const client = channel.client(EchoClient);
    assert.match(await failure(unary(client, Buffer.alloc(1_001))), /^RESOURCE_EXHAUSTED: /);
    assert.match(await failure(unary(client, Buffer.from('1001'))), /^RESOURCE_EXHAUSTED: /);
    assert.equal((await unary(client, Buffer.from('1000'))).response.length, 1_000);
  });

  test(`a call that ends before its client has sent everything${kind}`, async (t) => {
    const channel = await serve(
      t,
      {
        clientStream(call: grpc.ServerReadableStream<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
          call.once('data', () => callback(null, Buffer.from('enough')));
        },
      },
      options,
    );
    const answer = new Promise<string>((resolve, reject) => {
      const call = channel.client(EchoClient).clientStream(new grpc.Metadata(), {}, (error, value) => {
        if (error) reject(error);
        else resolve(String(value));
      });
      call.on('error', () => {});
      for (let i = 0; i < 100; i++) call.write(Buffer.alloc(100_000));
    });
    assert.equal(await answer, 'enough');
  });
}

test('messages that a client has packed are unpacked, within the limit', async (t) => {
  const handlers: Handlers = {
    unary: (call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) =>
      callback(null, Buffer.from(String(call.request.length))),
  };
  for (const algorithm of [grpc.compressionAlgorithms.deflate, grpc.compressionAlgorithms.gzip]) {
    const packing = { 'grpc.default_compression_algorithm': algorithm };
    const channel = await serve(t, handlers, { grpc: packing, maxServerBytes: 50_000 });
    const client = channel.client(EchoClient);
    assert.equal((await unary(client, Buffer.alloc(50_000))).response.toString(), '50000');
    assert.match(await failure(unary(client, Buffer.alloc(50_001))), /^RESOURCE_EXHAUSTED: /);
  }
});

test('more calls than a connection takes at a time wait for one another', async (t) => {
  let running = 0;
  let most = 0;
  const channel = await serve(t, {
    unary(call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        callback(null, call.request);
      }, 20);
    },
  });
  const client = channel.client(EchoClient);
  const answers = await Promise.all(Array.from({ length: 2_500 }, (_, i) => unary(client, Buffer.from(String(i)))));
  assert.deepEqual(
    answers.map(({ response }) => Number(response.toString())),
    Array.from({ length: 2_500 }, (_, i) => i),
  );
  assert.ok(most <= 1_000, `${most} at a time`);
});

test('a stream that is not read does not hold up others, and ends as cancelled when its client does', async (t) => {
  const echo = await openEcho(t);
  const client = echo.channel().client(EchoClient);
  const stuck = client.serverStream(Buffer.from('1000:65536'));
  stuck.on('error', () => {});
  await once(stuck, 'readable');
  assert.equal((await unary(client, Buffer.alloc(8_000_000))).response.length, 8_000_000);
  stuck.cancel();
  await echo.cancellation('serverStream');
});

/** Two streams, each of which reads what the other writes. */
function duplexPair(): [Duplex, Duplex] {
  const sides: Duplex[] = [];
  const side = (other: number) =>
    new Duplex({
      read() {},
      write(piece, _encoding, done) {
        sides[other]?.push(piece);
        setImmediate(done);
      },
      final(done) {
        sides[other]?.push(null);
        done();
      },
    });
  sides.push(side(1), side(0));
  return sides as [Duplex, Duplex];
}

test('client and server need no more than a duplex stream', async (t) => {
  const injector = createEchoServer().server.createConnectionInjector({ windowBytes: 1 << 20 });
  const channel = new ClientChannel({
    target: 'memory',
    connect: async () => {
      const [ours, theirs] = duplexPair();
      injector.injectConnection(theirs);
      return ours;
    },
    timeoutMs: 5_000,
    windowBytes: 1 << 20,
    maxMessageBytes: 1 << 26,
  });
  t.after(() => {
    channel.close();
    injector.destroy();
  });
  const client = new EchoClient('memory', grpc.credentials.createInsecure(), { channelOverride: channel });
  const large = Buffer.alloc(5_000_000, 3);
  assert.ok((await unary(client, large)).response.equals(large));
  let bytes = 0;
  for await (const message of client.serverStream(Buffer.from('100:100000'))) bytes += (message as Buffer).length;
  assert.equal(bytes, 10_000_000);
});
