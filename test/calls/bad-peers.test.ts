// Peers that are not what was expected, or not there: each gives a status and a message that says what to look at.
import assert from 'node:assert/strict';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Server } from '@grpc/grpc-js';
import type { CallResponse } from '../../protos/gen/protopipe/v1/call.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { type Call, call, listen, ports, serve } from './call-fixture.js';
import { answer, answering, closing, frame } from './http2-peer.js';

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

test('unknown fields of an answer are shown', async (t) => {
  const inner = Buffer.from([26, 2, 72, 5]);
  const peer = await answering(t, 'plaintext', frame(Buffer.concat([inner, Buffer.from([58, 2, 104, 105])])), {
    'grpc-status': '0',
  });
  assert.ok(peer);
  const { messages } = await call({ ...peer, method: 'a.S/Unary', ports: await ports(files) });
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
  t.after(closing(late));
  assert.equal((await waiting).messages[0].json, '{"text":"b"}');
});
