// Peers that are not what was expected: each gives a status and a message that says what to look at.
import assert from 'node:assert/strict';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Server, status } from '@grpc/grpc-js';
import type { CallResponse } from '../../protos/gen/protopipe/v1/call.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { type Call, call, listen, ports, serve } from './call-fixture.js';

const files = {
  'a.proto': `syntax = "proto3"; package a;
    message M { string text = 1; int64 number = 2; repeated M children = 3; }
    service S { rpc Unary(M) returns (M); rpc Stream(M) returns (stream M); }`,
};

async function fails(options: Partial<Call> & { address: string }, code: string, message: RegExp) {
  const result = await call({
    method: 'a.S/Unary',
    ports: await ports(files),
    target: { connectTimeoutMs: 500 },
    deadlineMs: 5_000,
    ...options,
  });
  assert.equal(result.finished?.codeName, code, result.finished?.message);
  assert.match(result.finished?.message ?? '', message);
  return result;
}

test('nothing listens', async (t) => {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await fails({ address: `127.0.0.1:${port}` }, 'UNAVAILABLE', /nothing listens there .*ECONNREFUSED/);
  t.diagnostic('and with reflection');
  await fails({ address: `127.0.0.1:${port}`, method: 'x.S/M' }, 'UNAVAILABLE', /reflection.*nothing listens/);
});

test('no such socket, no such host', { skip: process.platform === 'win32' && 'sockets' }, async () => {
  await fails({ address: 'unix:/nowhere/s' }, 'UNAVAILABLE', /no such pipe or socket/);
  await fails({ address: 'http://no-such-host.invalid:1' }, 'UNAVAILABLE', /cannot be resolved/);
});

test('a listener that never answers', async (t) => {
  const address = await listen(t, () => {});
  await fails({ address }, 'UNAVAILABLE', /gave no HTTP\/2 answer \(no answer within 0.5 s\)/);
  await fails({ address: `https://${address}` }, 'UNAVAILABLE', /gave no TLS answer/);
});

test('a listener that hangs up', async (t) => {
  const address = await listen(t, (socket) => socket.destroy());
  await fails({ address }, 'UNAVAILABLE', /cannot connect .*(does not speak HTTP\/2 in plaintext)/);
  await fails({ address: `https://${address}` }, 'UNAVAILABLE', /cannot connect.*TLS/);
});

test('TLS to a plaintext port', async (t) => {
  const address = await serve(t, createSampleServer());
  await fails({ address: `https://${address}` }, 'UNAVAILABLE', /does not speak TLS here/);
});

test('an HTTP/1 server', async (t) => {
  const server = http.createServer((_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await fails(
    { address: `http://127.0.0.1:${port}` },
    'UNAVAILABLE',
    /does not speak HTTP\/2 in plaintext; is it an HTTP\/1/,
  );
});

test('a server that is slower than the deadline', async (t) => {
  const address = await http2Server(t, () => {});
  const result = await fails({ address, deadlineMs: 200 }, 'DEADLINE_EXCEEDED', /no answer .* before the deadline/);
  assert.ok((result.finished?.elapsedMs ?? 0) >= 100);
});

test('HTTP/2 that is not gRPC', async (t) => {
  const address = await http2Server(t, (stream) => {
    stream.respond({ ':status': 404, 'content-type': 'text/html' });
    stream.end('<html>');
  });
  await fails({ address }, 'UNIMPLEMENTED', /HTTP status 404, which is not gRPC/);
});

test('an answer without trailers', async (t) => {
  const address = await http2Server(t, (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.end(frame(Buffer.from([10, 1, 97])));
  });
  const { messages } = await fails({ address, method: 'a.S/Stream' }, 'INTERNAL', /without trailers/);
  assert.equal(messages[0].json, '{"text":"a"}');
});

test('a connection that is cut in the middle of a message', async (t) => {
  const address = await http2Server(t, (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.write(Buffer.from([0, 0, 0, 1, 0, 10, 20]));
    setTimeout(() => stream.session?.destroy(), 50);
  });
  await fails({ address }, 'UNAVAILABLE', /connection .* broke during the call|Connection dropped/);
});

test('RST_STREAM and GOAWAY', async (t) => {
  const reset = await http2Server(t, (stream) => stream.close(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM));
  await fails({ address: reset }, 'RESOURCE_EXHAUSTED', /RST_STREAM|bandwidth/i);
  const goaway = await http2Server(t, (stream) => stream.session?.goaway(http2.constants.NGHTTP2_INTERNAL_ERROR));
  const { finished } = await call({
    address: goaway,
    method: 'a.S/Unary',
    ports: await ports(files),
    deadlineMs: 1_000,
  });
  assert.notEqual(finished?.code, status.OK);
});

test('a status that gRPC does not define', async (t) => {
  const address = await answering(t, frame(Buffer.alloc(0)), { 'grpc-status': '99', 'grpc-message': 'odd%20one' });
  const result = await call({ address, method: 'a.S/Unary', ports: await ports(files) });
  assert.equal(result.finished?.codeName, 'CODE_99');
  assert.equal(result.finished?.message, 'odd one');
});

test('OK without a message, and with two where one belongs', async (t) => {
  const none = await answering(t, Buffer.alloc(0), { 'grpc-status': '0' });
  await fails({ address: none }, 'INTERNAL', /OK with no message/);
  const two = await answering(t, Buffer.concat([frame(Buffer.alloc(0)), frame(Buffer.alloc(0))]), {
    'grpc-status': '0',
  });
  await fails({ address: two }, 'INTERNAL', /OK with 2 messages/);
});

test('a message over the limit', async (t) => {
  const address = await answering(t, frame(Buffer.alloc(3000)), { 'grpc-status': '0' });
  await fails(
    { address, target: { maxMessageBytes: 1000 } },
    'RESOURCE_EXHAUSTED',
    /larger than the limit of 1000 bytes/,
  );
  // What is sent is the server's to refuse.
  const small = await answering(t, frame(Buffer.alloc(0)), { 'grpc-status': '0' });
  const { finished } = await call({
    address: small,
    method: 'a.S/Unary',
    ports: await ports(files),
    messages: [JSON.stringify({ text: 'x'.repeat(2000) })],
    target: { maxMessageBytes: 1000 },
  });
  assert.deepEqual([finished?.code, finished?.bytesSent], [0, 2003n]);
});

test('a header that announces 4 GB takes no memory', async (t) => {
  const address = await answering(t, Buffer.from([0, 255, 255, 255, 255, 1]), { 'grpc-status': '0' });
  await fails({ address }, 'RESOURCE_EXHAUSTED', /larger than the limit/);
});

test('bytes that are no message, and text that is not UTF-8', async (t) => {
  const garbage = await answering(t, frame(Buffer.from([10, 200, 1, 2])), { 'grpc-status': '0' });
  const cut = await call({ address: garbage, method: 'a.S/Unary', ports: await ports(files) });
  assert.match(cut.messages[0].problem, /cannot be decoded as a\.M/);
  assert.deepEqual(Buffer.from(cut.messages[0].raw), Buffer.from([10, 200, 1, 2]));
  const invalid = await answering(t, frame(Buffer.from([10, 2, 0xc3, 0x28])), { 'grpc-status': '0' });
  const text = await call({ address: invalid, method: 'a.S/Unary', ports: await ports(files) });
  assert.notEqual(text.messages[0].problem, '');
});

test('compression that is none', async (t) => {
  const address = await http2Server(t, (stream) => {
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.from([1, 0, 0, 0, 3, 1, 2, 3]));
  });
  const { finished } = await call({ address, method: 'a.S/Unary', ports: await ports(files), deadlineMs: 2_000 });
  assert.notEqual(finished?.code, status.OK);
});

test('unknown fields of an answer are shown', async (t) => {
  const inner = Buffer.from([26, 2, 72, 5]);
  const address = await answering(t, frame(Buffer.concat([inner, Buffer.from([58, 2, 104, 105])])), {
    'grpc-status': '0',
  });
  const { messages } = await call({ address, method: 'a.S/Unary', ports: await ports(files) });
  const shown = messages[0].unknownFields.map(({ path, number, wireType, value }) => [
    path,
    number,
    wireType,
    Buffer.from(value).toString('hex'),
  ]);
  assert.deepEqual(shown, [
    ['', 7, 'LEN', '6869'],
    ['children[0]', 9, 'VARINT', '05'],
  ]);
});

test('a method that the server does not have', async (t) => {
  await fails({ address: await serve(t, new Server()) }, 'UNIMPLEMENTED', /does not implement|unknown|Unary/i);
});

test('wait-for-ready waits until the deadline and no longer', async (t) => {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const address = `127.0.0.1:${port}`;
  await fails(
    { address, waitForReady: true, deadlineMs: 300 },
    'DEADLINE_EXCEEDED',
    /no connection .* before the deadline/,
  );
  let seen: CallResponse | undefined;
  const waiting = call({
    address,
    method: 'a.S/Unary',
    ports: await ports(files),
    waitForReady: true,
    deadlineMs: 20_000,
    onResponse: (response) => {
      seen ??= response;
      if (seen === response) late.listen(port, '127.0.0.1');
    },
  });
  const late = http2.createServer();
  late.on('stream', (stream) => answer(stream, frame(Buffer.from([10, 1, 98])), { 'grpc-status': '0' }));
  t.after(() => closeHttp2(late, sessions));
  const sessions = track(late);
  assert.equal((await waiting).messages[0].json, '{"text":"b"}');
});

type Sessions = Set<http2.ServerHttp2Session>;

function track(server: http2.Http2Server): Sessions {
  const sessions: Sessions = new Set();
  server.on('session', (session) => sessions.add(session.on('error', () => {})));
  return sessions;
}

function closeHttp2(server: http2.Http2Server, sessions: Sessions): void {
  for (const session of sessions) session.destroy();
  server.close();
}

async function http2Server(t: TestContext, onStream: (stream: http2.ServerHttp2Stream) => void): Promise<string> {
  const server = http2.createServer();
  const sessions = track(server);
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    onStream(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => closeHttp2(server, sessions));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers each call with these bytes and trailers. */
function answering(t: TestContext, body: Buffer, trailers: http2.OutgoingHttpHeaders): Promise<string> {
  return http2Server(t, (stream) => answer(stream, body, trailers));
}

function answer(stream: http2.ServerHttp2Stream, body: Buffer, trailers: http2.OutgoingHttpHeaders): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

/** A message as gRPC frames it, uncompressed. */
function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
