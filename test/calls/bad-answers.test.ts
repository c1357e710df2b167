// Answers that are not what gRPC says, over both transports: each gives a status and a message that says what to look at.
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { type Call, type CallResult, call, ports } from './call-fixture.js';
import { answering, frame, http2Server, type Peer, type Transport, transports } from './http2-peer.js';

const files = {
  'a.proto': `syntax = "proto3"; package a;
    message M { string text = 1; int64 number = 2; repeated M children = 3; }
    service S { rpc Unary(M) returns (M); rpc Stream(M) returns (stream M); }`,
};
const ok = { 'grpc-status': '0' };

async function callPeer(peer: Peer, options: Partial<Call> = {}): Promise<CallResult> {
  return call({
    method: 'a.S/Unary',
    ports: await ports(files),
    deadlineMs: 10_000,
    ...peer,
    ...options,
  });
}

async function fails(peer: Peer | undefined, code: string, message: RegExp, options: Partial<Call> = {}) {
  if (!peer) return undefined;
  const result = await callPeer(peer, options);
  assert.equal(result.finished?.codeName, code, result.finished?.message);
  assert.match(result.finished?.message ?? '', message);
  return result;
}

/** One test for each transport. */
function each(name: string, run: (t: TestContext, transport: Transport) => Promise<void>): void {
  for (const transport of transports) test(`${name} (${transport})`, (t) => run(t, transport));
}

each('a server that is slower than the deadline', async (t, transport) => {
  const peer = await http2Server(t, transport, () => {});
  const message = /^no answer from https?:\S+ before the deadline$/;
  await fails(peer, 'DEADLINE_EXCEEDED', message, { deadlineMs: 1_500 });
});

each('HTTP/2 that is not gRPC', async (t, transport) => {
  const page = await http2Server(t, transport, (stream) => {
    stream.respond({ ':status': 404, 'content-type': 'text/html' });
    stream.end('<html>');
  });
  await fails(page, 'UNIMPLEMENTED', /HTTP status 404, which is not gRPC/);
});

each('an answer without trailers', async (t, transport) => {
  const peer = await http2Server(t, transport, (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.end(frame(Buffer.from([10, 1, 97])));
  });
  const result = await fails(peer, 'INTERNAL', /without trailers/, { method: 'a.S/Stream' });
  if (result) assert.equal(result.messages[0].json, '{"text":"a"}');
});

each('a connection that is cut in the middle of a message', async (t, transport) => {
  const peer = await http2Server(t, transport, (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.write(Buffer.from([0, 0, 0, 1, 0, 10, 20]));
    setTimeout(() => stream.session?.destroy(), 50);
  });
  await fails(peer, 'UNAVAILABLE', /^the connection to \S+ broke during the call/);
});

each('an answer that ends in the middle of a message', async (t, transport) => {
  const peer = await answering(t, transport, Buffer.from([0, 0, 0, 1, 0, 10, 20]), ok);
  await fails(peer, 'INTERNAL', /message/);
});

each('RST_STREAM', async (t, transport) => {
  const peer = await http2Server(t, transport, (stream) => stream.close(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM));
  await fails(peer, 'RESOURCE_EXHAUSTED', /RST_STREAM|bandwidth/i);
});

each('GOAWAY', async (t, transport) => {
  const peer = await http2Server(t, transport, (stream) => {
    stream.session?.goaway(http2.constants.NGHTTP2_INTERNAL_ERROR);
  });
  if (!peer) return;
  const { finished } = await callPeer(peer, { deadlineMs: 2_000 });
  assert.notEqual(finished?.code, status.OK);
  assert.notEqual(finished?.message, '');
});

each('a status that gRPC does not define', async (t, transport) => {
  const trailers = { 'grpc-status': '99', 'grpc-message': 'odd%20one' };
  const peer = await answering(t, transport, frame(Buffer.alloc(0)), trailers);
  await fails(peer, 'CODE_99', /^odd one$/);
});

each('OK without a message, and with two where one belongs', async (t, transport) => {
  await fails(await answering(t, transport, Buffer.alloc(0), ok), 'INTERNAL', /OK with no message/);
  const two = Buffer.concat([frame(Buffer.alloc(0)), frame(Buffer.alloc(0))]);
  await fails(await answering(t, transport, two, ok), 'INTERNAL', /OK with 2 messages/);
});

each('a message over the limit', async (t, transport) => {
  const target = { maxMessageBytes: 1000 };
  const large = await answering(t, transport, frame(Buffer.alloc(3000)), ok);
  const message = /^a message of the answer is larger than the limit of 1000 bytes/;
  await fails(large, 'RESOURCE_EXHAUSTED', message, { target });
  // What is sent is the server's to refuse.
  const small = await answering(t, transport, frame(Buffer.alloc(0)), ok);
  if (!small) return;
  const { finished } = await callPeer(small, { messages: [JSON.stringify({ text: 'x'.repeat(2000) })], target });
  assert.deepEqual([finished?.code, finished?.bytesSent], [0, 2003n]);
});

each('a header that announces 4 GB takes no memory', async (t, transport) => {
  const peer = await answering(t, transport, Buffer.from([0, 255, 255, 255, 255, 1]), ok);
  await fails(peer, 'RESOURCE_EXHAUSTED', /larger than the limit of 67108864 bytes/);
});

each('a message that is larger when it is unpacked than the limit', async (t, transport) => {
  const bomb = frame(gzipSync(Buffer.alloc(10 << 20)), true);
  const peer = await answering(t, transport, bomb, ok, { 'grpc-encoding': 'gzip' });
  const message = /^a message of the answer is larger than the limit of 1000000 bytes/;
  await fails(peer, 'RESOURCE_EXHAUSTED', message, { target: { maxMessageBytes: 1_000_000 } });
});

each('bytes that are no message, and text that is not UTF-8', async (t, transport) => {
  const garbage = await answering(t, transport, frame(Buffer.from([10, 200, 1, 2])), ok);
  const invalid = await answering(t, transport, frame(Buffer.from([10, 2, 0xc3, 0x28])), ok);
  if (!garbage || !invalid) return;
  const cut = await callPeer(garbage);
  assert.match(cut.messages[0].problem, /cannot be decoded as a\.M/);
  assert.deepEqual(Buffer.from(cut.messages[0].raw), Buffer.from([10, 200, 1, 2]));
  const text = await callPeer(invalid);
  assert.match(text.messages[0].problem, /cannot be decoded as a\.M: .*utf-8/i);
  assert.deepEqual(Buffer.from(text.messages[0].raw), Buffer.from([10, 2, 0xc3, 0x28]));
});

each('compression that is none, or that nobody knows', async (t, transport) => {
  const body = frame(Buffer.from([1, 2, 3]), true);
  const broken = await answering(t, transport, body, ok, { 'grpc-encoding': 'gzip' });
  await fails(broken, 'INTERNAL', /compress|unpack|decompress/);
  const unknown = await answering(t, transport, body, ok, { 'grpc-encoding': 'lzma' });
  await fails(unknown, 'UNIMPLEMENTED', /lzma|grpc-encoding/);
  const unsaid = await answering(t, transport, body, ok);
  await fails(unsaid, transport === 'TLS' ? 'UNIMPLEMENTED' : 'INTERNAL', /compressed/);
});

each('cancel while nothing has answered, before the headers, and in a message', async (t, transport) => {
  let reached = () => {};
  const stages: [string, Peer | undefined][] = [
    ['before the headers', await http2Server(t, transport, () => reached())],
    [
      'in a message',
      await http2Server(t, transport, (stream) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
        stream.write(Buffer.from([0, 0, 0, 1, 0, 10, 20]), () => reached());
      }),
    ],
  ];
  for (const [stage, peer] of stages) {
    if (!peer) return;
    const there = new Promise<void>((resolve) => {
      reached = resolve;
    });
    async function* inputs() {
      yield '{}';
      yield 'halfClose';
      await there;
      yield 'cancel';
    }
    const { finished } = await callPeer(peer, { inputs: inputs(), deadlineMs: 60_000 });
    assert.equal(finished?.codeName, 'CANCELLED', stage);
  }
});
