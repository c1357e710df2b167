// Messages that come together pass grpc-js as one: the private parts that this rests on are where they are looked for,
// and nothing is lost at the edges of frames, with compression, or at the end.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Client, credentials, Metadata, type StatusObject } from '@grpc/grpc-js';
import { FrameBatches } from '../../server/calls/call/frame-batches.js';
import { messagesOf, type ReceivedFrames } from '../../server/calls/call/whole-frames.js';

function frame(message: Buffer, compressed = false): Buffer {
  const content = compressed ? gzipSync(message) : message;
  const head = Buffer.alloc(5);
  head[0] = compressed ? 1 : 0;
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

interface Result {
  readonly batches: string[][];
  readonly status: StatusObject;
}

/** What a client gets of an answer in these pieces, each an HTTP/2 DATA frame of its own. */
async function receive(
  t: TestContext,
  pieces: readonly Buffer[],
  maxMessageBytes = 1 << 20,
  code = 0,
): Promise<Result> {
  const server = http2.createServer();
  server.on('stream', async (stream) => {
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(code) }));
    stream.on('error', () => {});
    for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
    stream.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new Client(`127.0.0.1:${(server.address() as net.AddressInfo).port}`, credentials.createInsecure(), {
    'grpc.enable_retries': 0,
  });
  t.after(() => {
    client.close();
    server.close();
  });
  const batches = new FrameBatches(maxMessageBytes);
  const stream = client.makeBidiStreamRequest('/x.S/M', (bytes: Buffer) => bytes, batches.deserialize, new Metadata());
  const found: string[][] = [];
  let isInstalled = false;
  stream.once('metadata', () => {
    isInstalled = batches.install(stream);
  });
  stream.on('error', () => {});
  stream.on('data', (frames: ReceivedFrames) => found.push([...messagesOf(frames)].map(String)));
  const status = await new Promise<StatusObject>((resolve) => stream.once('status', resolve));
  assert.ok(isInstalled, 'the parts of grpc-js are not where they were');
  return { batches: found, status };
}

const words = Array.from({ length: 1000 }, (_, i) => `message ${i}`);

test('many small messages are few batches', async (t) => {
  const { batches, status } = await receive(
    t,
    words.map((word) => frame(Buffer.from(word))),
  );
  assert.deepEqual(batches.flat(), words);
  assert.equal(status.code, 0);
  assert.ok(batches.length < words.length / 2, `${batches.length} batches`);
});

test('frames that are cut anywhere', async (t) => {
  const all = Buffer.concat(words.slice(0, 50).map((word) => frame(Buffer.from(word))));
  const pieces = Array.from({ length: Math.ceil(all.length / 7) }, (_, i) => all.subarray(i * 7, i * 7 + 7));
  const { batches } = await receive(t, pieces);
  assert.deepEqual(batches.flat(), words.slice(0, 50));
});

test('empty and compressed messages keep their places', async (t) => {
  const large = 'x'.repeat(500_000);
  const answers = ['a', '', 'b', 'c', large, '', 'd'];
  const pieces = answers.map((text, i) => frame(Buffer.from(text), i === 3 || i === 4 || i === 5));
  for (const given of [pieces, [Buffer.concat(pieces)]]) {
    const { batches, status } = await receive(t, given);
    assert.deepEqual(batches.flat(), answers);
    assert.equal(status.code, 0);
  }
});

test('a message over the limit ends the call, after those before it', async (t) => {
  const { batches, status } = await receive(t, [frame(Buffer.from('a')), frame(Buffer.alloc(2000))], 1000);
  assert.equal(status.code, 8);
  assert.match(status.details, /^Received message larger than max \(2000 vs 1000\)/);
  assert.deepEqual(batches.flat(), []);
});

test('an answer without messages', async (t) => {
  const { batches, status } = await receive(t, []);
  assert.deepEqual(batches, []);
  assert.equal(status.code, 0);
});

test('messages before an error status are not lost', async (t) => {
  for (const given of [words.slice(0, 3), words]) {
    const { batches, status } = await receive(
      t,
      given.map((word) => frame(Buffer.from(word))),
      1 << 20,
      15,
    );
    assert.deepEqual(batches.flat(), given);
    assert.equal(status.code, 15);
  }
});
