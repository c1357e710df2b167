// The frames of a plaintext answer: nothing is lost at their edges, with compression, or before a failure.
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import type net from 'node:net';
import { test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { FrameSource } from '../../server/calls/call/frame-source.js';
import { messagesOf } from '../../server/calls/call/whole-frames.js';
import { call, ports } from './call-fixture.js';

function frame(content: Buffer, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head[0] = isCompressed ? 1 : 0;
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

function textsOf(bytes: Buffer | undefined): string[] {
  return bytes ? [...messagesOf({ bytes, isFramed: true })].map(String) : [];
}

const words = Array.from({ length: 100 }, (_, i) => `message ${i}`);

test('what was pushed comes out together', () => {
  const source = new FrameSource(1000, undefined);
  assert.equal(source.next(), undefined);
  for (const word of words) source.push(frame(Buffer.from(word)));
  assert.deepEqual(textsOf(source.next()), words);
  assert.equal(source.next(), undefined);
  assert.equal(source.unreadBytes, 0);
});

test('frames that are cut anywhere', () => {
  const all = Buffer.concat(words.map((word) => frame(Buffer.from(word))));
  for (const size of [1, 4, 7, 64]) {
    const source = new FrameSource(1000, undefined);
    const found: string[] = [];
    for (let at = 0; at < all.length; at += size) {
      source.push(all.subarray(at, at + size));
      if (at % 3 === 0) found.push(...textsOf(source.next()));
    }
    found.push(...textsOf(source.next()));
    assert.deepEqual(found, words);
  }
});

test('compressed messages keep their places', () => {
  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const) {
    const source = new FrameSource(1000, encoding);
    source.push(frame(Buffer.from('a')));
    source.push(frame(pack('b'), true));
    source.push(frame(Buffer.alloc(0)));
    source.push(frame(pack(''), true));
    assert.deepEqual(textsOf(source.next()), ['a', 'b', '', '']);
  }
});

test('messages before one over the limit come first', () => {
  const source = new FrameSource(1000, undefined);
  source.push(Buffer.concat([frame(Buffer.from('a')), frame(Buffer.alloc(2000))]));
  assert.deepEqual(textsOf(source.next()), ['a']);
  assert.throws(() => source.next(), { codeName: 'RESOURCE_EXHAUSTED', message: /2000 vs 1000/ });
});

test('compression that cannot be undone', () => {
  const refused = (encoding: string | undefined, content: Buffer) => {
    const source = new FrameSource(1000, encoding);
    source.push(frame(content, true));
    return () => source.next();
  };
  assert.throws(refused('gzip', Buffer.from('abc')), { codeName: 'INTERNAL' });
  assert.throws(refused('gzip', gzipSync(Buffer.alloc(5000))), { codeName: 'RESOURCE_EXHAUSTED' });
  assert.throws(refused('zstd', Buffer.from('abc')), { codeName: 'UNIMPLEMENTED' });
  assert.throws(refused(undefined, Buffer.from('abc')), { codeName: 'INTERNAL' });
});

test('an answer in gzip, to a call that says it takes that', async (t) => {
  const server = http2.createServer();
  let asked: http2.IncomingHttpHeaders = {};
  server.on('stream', (stream, headers) => {
    asked = headers;
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(frame(gzipSync(Buffer.from([10, 1, 97])), true));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as net.AddressInfo;
  const result = await call({
    address: `127.0.0.1:${port}`,
    method: 'a.S/Get',
    ports: await ports({
      'a.proto': 'syntax = "proto3"; package a; message M { string s = 1; } service S { rpc Get(M) returns (M); }',
    }),
  });
  assert.deepEqual(
    result.messages.map(({ json }) => json),
    ['{"s":"a"}'],
    result.finished?.message,
  );
  assert.equal(asked['grpc-accept-encoding'], 'identity,deflate,gzip');
  assert.equal(asked[':authority'], `127.0.0.1:${port}`);
  assert.match(asked['user-agent'] ?? '', /^protopipe/);
});
