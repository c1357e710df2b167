// The channel's own HTTP/2: losing and regaining connections, servers that are not what they should be, order of
// messages and status, flow control, and what calls may ask for beside their message.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as grpc from '@grpc/grpc-js';
import {
  createPipeChannel,
  createPipeServer,
  createPrivateEndpoint,
  listenPipe,
  type PipeChannel,
  type PipeEndpoint,
  RpcError,
} from '../../pipe/index.js';
import { openEcho } from './echo-pipe.js';
import { createEchoServer, EchoClient, echoService, unary } from './echo-service.js';

type Answer = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void;

interface RawServer {
  readonly channel: PipeChannel;
  readonly client: EchoClient;
  readonly sessions: http2.ServerHttp2Session[];
  /** Ends all connections without a word of HTTP/2, as the end of the process does. */
  vanish(): void;
}

/** An HTTP/2 server that answers each stream with `answer`, and a channel to it. */
async function rawServer(t: TestContext, answer: Answer): Promise<RawServer> {
  const { endpoint, remove } = createPrivateEndpoint();
  const sessions: http2.ServerHttp2Session[] = [];
  const server = http2.createServer();
  const sockets: net.Socket[] = [];
  server.on('connection', (socket: net.Socket) => sockets.push(socket));
  server.on('session', (session) => sessions.push(session)).on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    answer(stream, headers);
  });
  server.listen(endpoint.path);
  await once(server, 'listening');
  const channel = createPipeChannel(endpoint);
  t.after(() => {
    channel.close();
    for (const session of sessions) session.destroy();
    server.close();
    remove();
  });
  const vanish = () => {
    for (const socket of sockets.splice(0)) socket.destroy();
  };
  return { channel, client: channel.client(EchoClient), sessions, vanish };
}

function privateEndpoint(t: TestContext): PipeEndpoint {
  const { endpoint, remove } = createPrivateEndpoint();
  t.after(remove);
  return endpoint;
}

/** The one message `text`, as gRPC frames it. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.of(0, 0, 0, 0, text.length), Buffer.from(text)]);
}

function answerWith(text: string): Answer {
  return (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(frame(text));
  };
}

async function failure(call: Promise<unknown>): Promise<string> {
  return RpcError.from(await call.catch((error: unknown) => error)).toString();
}

/** Everything of a stream in order, and the name of its status at the end. */
function record(call: grpc.ClientReadableStream<Buffer>): Promise<string[]> {
  const seen: string[] = [];
  call.on('data', (message: Buffer) => seen.push(String(message)));
  let end = '';
  call.on('error', () => {});
  call.on('status', ({ code }: grpc.StatusObject) => {
    end = grpc.status[code];
  });
  return new Promise((resolve) => call.on('end', () => setImmediate(() => resolve([...seen, end]))));
}

test('after GOAWAY the running call ends well and the next one gets a connection of its own', async (t) => {
  const running: http2.ServerHttp2Stream[] = [];
  const server = await rawServer(t, (stream) => {
    if (running.push(stream) > 1) answerWith('second')(stream, {});
  });
  const first = unary(server.client, Buffer.from('x'));
  while (running.length === 0) await delay(1);
  server.sessions[0]?.goaway();
  while (server.channel.state === 'ready') await delay(1);
  assert.equal((await unary(server.client, Buffer.from('x'))).response.toString(), 'second');
  assert.equal(server.sessions.length, 2);
  const [stream] = running;
  assert.ok(stream);
  answerWith('first')(stream, {});
  assert.equal((await first).response.toString(), 'first');
});

test('GOAWAY with an error ends the running call, though the connection stays', async (t) => {
  let streams = 0;
  const server = await rawServer(t, () => {
    streams++;
  });
  const call = failure(unary(server.client, Buffer.from('x')));
  while (streams === 0) await delay(1);
  const [session] = server.sessions;
  session?.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM);
  assert.match(
    await call,
    /^UNAVAILABLE: the connection was lost during the call: the peer ended it with HTTP\/2 error 11/,
  );
});

test('an answer that is no gRPC is told by what it is', async (t) => {
  const server = await rawServer(t, (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'text/html' });
    stream.end('<html></html>');
  });
  assert.equal(
    await failure(unary(server.client, Buffer.from('x'))),
    'UNKNOWN: the server answers with "text/html", which is not gRPC',
  );
});

test('a lost connection ends its calls as UNAVAILABLE; the next call connects again', async (t) => {
  let streams = 0;
  const server = await rawServer(t, (stream, headers) => {
    if (++streams > 2) answerWith('again')(stream, headers);
  });
  const calls = [failure(unary(server.client, Buffer.from('1'))), failure(unary(server.client, Buffer.from('2')))];
  while (streams < 2) await delay(1);
  server.vanish();
  for (const text of await Promise.all(calls)) assert.match(text, /^UNAVAILABLE: the connection was lost/);
  assert.equal((await unary(server.client, Buffer.from('3'))).response.toString(), 'again');
});

for (const [what, answer, expected] of [
  ['answers 404', (stream) => stream.respond({ ':status': 404 }, { endStream: true }), /^UNIMPLEMENTED: .*404/],
  ['sends a page', (stream) => stream.respond({ ':status': 503 }) ?? stream.end('<html>Busy'), /^UNAVAILABLE: .*503/],
  ['ends without a status', (stream) => stream.respond({ ':status': 200 }) ?? stream.end(), /^INTERNAL: .*status/],
  [
    'ends with a message but no status',
    (stream) => stream.respond({ ':status': 200 }) ?? stream.end(frame('x')),
    /^INTERNAL: the stream ended without a status/,
  ],
  ['ends before it begins', (stream) => stream.close(http2.constants.NGHTTP2_NO_ERROR), /^INTERNAL: .*status/],
  ['refuses', (stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM), /^UNAVAILABLE: .*refused/],
  ['cancels', (stream) => stream.close(http2.constants.NGHTTP2_CANCEL), /^CANCELLED: the server cancelled/],
  ['breaks', (stream) => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR), /^INTERNAL: .*code 2/],
  ['is tired', (stream) => stream.close(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM), /^RESOURCE_EXHAUSTED: /],
  [
    'compresses unasked',
    (stream) =>
      stream.respond({ ':status': 200, 'grpc-encoding': 'gzip' }) ?? stream.write(Buffer.of(1, 0, 0, 0, 1, 0)),
    /^INTERNAL: a message is compressed/,
  ],
  [
    'fails with headers alone',
    (stream) =>
      stream.respond({ ':status': 200, 'grpc-status': '5', 'grpc-message': '100%25 %C3%BC%2F' }, { endStream: true }),
    /^NOT_FOUND: 100% ü\/$/,
  ],
  [
    'encodes its message badly',
    (stream) => stream.respond({ ':status': 200, 'grpc-status': '5', 'grpc-message': '100%' }, { endStream: true }),
    /^NOT_FOUND: 100%$/,
  ],
] as const satisfies readonly (readonly [string, Answer, RegExp])[]) {
  test(`a server that ${what}`, async (t) => {
    const { client } = await rawServer(t, answer);
    assert.match(await failure(unary(client, Buffer.from('x'))), expected);
  });
}

test('the headers are those of gRPC, with the time that is left', async (t) => {
  let seen: http2.IncomingHttpHeaders = {};
  const { client } = await rawServer(t, (stream, headers) => {
    seen = headers;
    answerWith('ok')(stream, headers);
  });
  const metadata = new grpc.Metadata();
  metadata.set('x-key', 'value');
  metadata.set('x-bytes-bin', Buffer.of(1, 2));
  await unary(client, Buffer.from('x'), metadata, { deadline: Date.now() + 60_000, host: 'name.example' });
  assert.equal(seen[':method'], 'POST');
  assert.equal(seen[':path'], echoService.unary.path);
  assert.equal(seen[':authority'], 'name.example');
  assert.equal(seen['content-type'], 'application/grpc');
  assert.equal(seen.te, 'trailers');
  assert.equal(seen['x-key'], 'value');
  assert.equal(seen['x-bytes-bin'], 'AQI=');
  const timeout = /^(\d{1,8})m$/.exec(String(seen['grpc-timeout']))?.[1];
  assert.ok(Number(timeout) > 30_000 && Number(timeout) <= 60_000, String(seen['grpc-timeout']));
  await unary(client, Buffer.from('x'), undefined, { deadline: Date.now() + 40 * 24 * 3_600_000 });
  assert.match(String(seen['grpc-timeout']), /^3\d{6}S$/);
});

test('every message before an error is delivered, also to a slow reader', async (t) => {
  const { client } = await rawServer(t, (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '9', 'grpc-message': 'enough' }));
    stream.end(Buffer.concat(Array.from({ length: 100 }, (_, i) => frame(String(i)))));
  });
  const expected = [...Array.from({ length: 100 }, (_, i) => String(i)), 'FAILED_PRECONDITION'];
  assert.deepEqual(await record(client.serverStream(Buffer.from('x'))), expected);
  const slow = client.serverStream(Buffer.from('x'));
  const recorded = record(slow);
  slow.on('data', () => {
    slow.pause();
    setImmediate(() => slow.resume());
  });
  assert.deepEqual(await recorded, expected);
});

test('a reader that stops reading makes the server wait, and gets everything later', async (t) => {
  const endpoint = privateEndpoint(t);
  const server = createPipeServer();
  const message = Buffer.alloc(64 * 1024, 3);
  const count = 1_000;
  let written = 0;
  const { unary: _unary, serverStream, ...others } = echoService;
  server.addService({ serverStream } as unknown as typeof echoService, {
    async serverStream(call: grpc.ServerWritableStream<Buffer, Buffer>) {
      for (; written < count; written++) if (!call.write(message)) await once(call, 'drain');
      call.end();
    },
    ...Object.fromEntries(Object.keys(others).map((name) => [name, () => {}])),
  });
  const listener = await listenPipe(server, endpoint, { access: { kind: 'open' } });
  const windowBytes = 1024 * 1024;
  const channel = createPipeChannel(endpoint, { windowBytes });
  t.after(async () => {
    channel.close();
    await listener.close();
  });
  const call = channel.client(EchoClient).serverStream(Buffer.from('x'));
  let received = 0;
  call.on('data', (bytes: Buffer) => {
    received += bytes.length;
  });
  await once(call, 'data');
  call.pause();
  let before = -1;
  while (before !== written) {
    before = written;
    await delay(200);
  }
  // The window, what the sockets hold, and what is on its way through the streams of both ends.
  assert.ok(written * message.length < windowBytes + 6 * 1024 * 1024, `${written} messages were written`);
  call.resume();
  await once(call, 'end');
  assert.equal(received, count * message.length);
});

test('waiting for a connection: answered when somebody listens, ended by deadline and cancel', async (t) => {
  const endpoint = privateEndpoint(t);
  const channel = createPipeChannel(endpoint);
  t.after(() => channel.close());
  const client = channel.client(EchoClient);
  const patient = new grpc.Metadata({ waitForReady: true });
  const answered = unary(client, Buffer.from('patient'), patient);
  assert.match(await failure(unary(client, Buffer.from('x'))), /^UNAVAILABLE: no connection: /);
  assert.match(await failure(unary(client, Buffer.from('x'), patient, { deadline: Date.now() + 50 })), /^DEADLINE_EX/);
  const cancelled = new Promise<unknown>((resolve) => {
    const call = client.unary(Buffer.from('x'), patient, {}, (error) => resolve(error?.code));
    setTimeout(() => call.cancel(), 20);
  });
  assert.equal(await cancelled, grpc.status.CANCELLED);
  const listener = await listenPipe(createEchoServer().server, endpoint, { access: { kind: 'open' } });
  t.after(() => listener.close());
  assert.equal((await answered).response.toString(), 'patient');
});

test('closing the channel: running calls go on, waiting and later ones end', async (t) => {
  const echo = await openEcho(t);
  const channel = echo.channel();
  const call = channel.client(EchoClient).bidi();
  call.write(Buffer.from('1'));
  await once(call, 'data');
  channel.close();
  assert.match(
    await failure(unary(channel.client(EchoClient), Buffer.from('x'))),
    /^UNAVAILABLE: the channel is closed/,
  );
  call.write(Buffer.from('2'));
  const [second] = await once(call, 'data');
  assert.equal(String(second), '2');
  call.end();
  const [{ code }] = (await once(call, 'status')) as [grpc.StatusObject];
  assert.equal(code, grpc.status.OK);

  const waiting = createPipeChannel(privateEndpoint(t));
  const waited = failure(
    unary(waiting.client(EchoClient), Buffer.from('x'), new grpc.Metadata({ waitForReady: true })),
  );
  waiting.close();
  assert.match(await waited, /^UNAVAILABLE: the channel is closed/);
});

test('a call that is made for another ends with it, and has no more time', async (t) => {
  const echo = await openEcho(t);
  const inner = echo.channel().client(EchoClient);
  const endpoint = privateEndpoint(t);
  const server = createPipeServer();
  const ends: string[] = [];
  const forward = (call: grpc.ServerUnaryCall<Buffer, Buffer>) =>
    inner.hang(call.request, new grpc.Metadata(), { parent: call }, (error) => {
      ends.push(error ? RpcError.from(error).codeName : 'OK');
    });
  server.addService({ hang: echoService.hang }, { hang: forward });
  const listener = await listenPipe(server, endpoint, { access: { kind: 'open' } });
  const channel = createPipeChannel(endpoint);
  t.after(async () => {
    channel.close();
    await listener.close();
  });
  const outer = channel.client(EchoClient);
  const call = outer.hang(Buffer.from('x'), new grpc.Metadata(), {}, () => {});
  while (!echo.calls.includes('hang')) await delay(1);
  call.cancel();
  await echo.cancellation('hang');
  while (ends.length < 1) await delay(1);
  outer.hang(Buffer.from('x'), new grpc.Metadata(), { deadline: Date.now() + 100 }, () => {});
  while (ends.length < 2) await delay(1);
  assert.equal(ends[0], 'CANCELLED');
  assert.ok(['CANCELLED', 'DEADLINE_EXCEEDED'].includes(ends[1] ?? ''));
});

test('credentials of a call become its metadata, or end it', async (t) => {
  const echo = await openEcho(t);
  const client = echo.channel().client(EchoClient);
  const told: string[] = [];
  const good = grpc.credentials.createFromMetadataGenerator(({ service_url }, callback) => {
    told.push(service_url);
    const metadata = new grpc.Metadata();
    metadata.set('x-token', 'abc');
    setTimeout(() => callback(null, metadata), 5);
  });
  const { headers } = await unary(client, Buffer.from('x'), undefined, { credentials: good });
  assert.deepEqual(headers.get('x-token'), ['abc']);
  assert.deepEqual(told, ['https://localhost/protopipe.test.Echo']);
  const bad = grpc.credentials.createFromMetadataGenerator((_, callback) => callback(new Error('no token')));
  const text = await failure(unary(client, Buffer.from('x'), undefined, { credentials: bad }));
  assert.equal(text, 'UNAUTHENTICATED: no credentials for the call: no token');
});

test('interceptors of clients work as ever', async (t) => {
  const echo = await openEcho(t);
  const seen: string[] = [];
  const interceptor: grpc.Interceptor = (options, next) =>
    new grpc.InterceptingCall(next(options), {
      start(metadata, _listener, proceed) {
        metadata.set('x-added', 'yes');
        proceed(metadata, {
          onReceiveMessage(message, pass) {
            seen.push('message');
            setImmediate(() => pass(message));
          },
          onReceiveStatus(status, pass) {
            seen.push('status');
            pass(status);
          },
        });
      },
    });
  const client = echo.channel().client(EchoClient);
  const { headers, response } = await unary(client, Buffer.from('x'), undefined, { interceptors: [interceptor] });
  assert.deepEqual(headers.get('x-added'), ['yes']);
  assert.equal(response.toString(), 'x');
  assert.deepEqual(seen, ['message', 'status']);
});

test('a connection without calls keeps no process alive, a call does', async (t) => {
  const echo = await openEcho(t, { access: { kind: 'open' } });
  const here = pathToFileURL(fileURLToPath(new URL('.', import.meta.url))).href;
  const script = `
    const { createPipeChannel } = await import('${here}../../pipe/index.js');
    const { EchoClient, unary } = await import('${here}echo-service.js');
    const client = createPipeChannel(${JSON.stringify(echo.endpoint)}).client(EchoClient);
    console.log((await unary(client, Buffer.from('answered'))).response.toString());
  `;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });
  assert.equal((await run).stdout, 'answered\n');
});

test('a writer is never left waiting, whenever the call ends', async (t) => {
  const { client } = await rawServer(t, (stream) =>
    stream.respond({ ':status': 200, 'grpc-status': '5' }, { endStream: true }),
  );
  const message = Buffer.alloc(100_000);
  const ended = new Promise<unknown>((resolve) => {
    const call = client.clientStream(new grpc.Metadata(), {}, (error) => resolve(error?.code));
    const write = (left: number) => {
      if (left === 0) call.end();
      else call.write(message, () => setImmediate(write, left - 1));
    };
    write(200);
    call.on('finish', () => finished.push('after its end'));
  });
  const finished: string[] = [];
  assert.equal(await ended, grpc.status.NOT_FOUND);
  const nobody = createPipeChannel(privateEndpoint(t)).client(EchoClient);
  const failed = new Promise<unknown>((resolve) => {
    const call = nobody.clientStream(new grpc.Metadata(), {}, (error) => resolve(error?.code));
    call.on('finish', () => finished.push('before its connection'));
    call.write(message, () => call.end());
  });
  assert.equal(await failed, grpc.status.UNAVAILABLE);
  while (finished.length < 2) await delay(1);
});

test('calls end once, whatever comes together', async (t) => {
  const echo = await openEcho(t);
  const client = echo.channel().client(EchoClient);
  for (let i = 0; i < 50; i++) {
    let ends = 0;
    const call = client.bidi();
    call.on('error', () => {});
    call.on('status', () => ends++);
    call.on('data', () => call.cancel());
    call.write(Buffer.from('x'));
    call.end();
    while (ends === 0) await delay(0);
    await delay(0);
    assert.equal(ends, 1);
  }
});
