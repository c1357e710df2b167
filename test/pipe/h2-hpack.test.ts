// HPACK: the examples of RFC 7541, what other implementations encode, and blocks that nobody should believe.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameReader } from '../../pipe/h2/frame-reader.js';
import { type HeaderField, repeatedField, singleField } from '../../pipe/h2/header-field.js';
import { HpackDecoder } from '../../pipe/h2/hpack-decoder.js';
import { HpackEncoder } from '../../pipe/h2/hpack-encoder.js';
import { huffmanDecoded } from '../../pipe/h2/huffman.js';
import { errorCode, frameFlag, frameType, ProtocolViolation } from '../../pipe/h2/protocol.js';
import { createPrivateEndpoint } from '../../pipe/index.js';

const limit = 64 * 1024;
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const lines = (fields: readonly HeaderField[] | undefined) => fields?.map(({ name, value }) => `${name}: ${value}`);

const request1 = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
const request3 = [
  ':method: GET',
  ':scheme: https',
  ':path: /index.html',
  ':authority: www.example.com',
  'custom-key: custom-value',
];
const response = (status: string, seconds: string) => [
  `:status: ${status}`,
  'cache-control: private',
  `date: Mon, 21 Oct 2013 20:13:${seconds} GMT`,
  'location: https://www.example.com',
];
const cookie = 'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';

for (const [section, blocks] of [
  [
    'C.3, requests without Huffman',
    [
      ['8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d', request1],
      ['8286 84be 5808 6e6f 2d63 6163 6865', [...request1, 'cache-control: no-cache']],
      ['8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65', request3],
    ],
  ],
  [
    'C.4, requests with Huffman',
    [
      ['8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff', request1],
      ['8286 84be 5886 a8eb 1064 9cbf', [...request1, 'cache-control: no-cache']],
      ['8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf', request3],
    ],
  ],
  [
    'C.6, responses with Huffman and a table of 256 bytes, from which entries leave',
    [
      [
        `3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718
         63c7 8f0b 97c8 e9ae 82ae 43d3`,
        response('302', '21'),
      ],
      ['4883 640e ffc1 c0bf', response('307', '21')],
      [
        `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335
         dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07`,
        [...response('200', '22'), 'content-encoding: gzip', cookie],
      ],
    ],
  ],
] as const) {
  test(`RFC 7541, ${section}`, () => {
    const decoder = new HpackDecoder(limit);
    for (const [block, expected] of blocks) {
      assert.deepEqual(lines(decoder.decode(hex(block.replaceAll(/\s/g, '')))), expected);
    }
  });
}

for (const [what, block] of [
  ['the index 0', '80'],
  ['an index behind the table', 'be'],
  ['a number without an end', 'ff ff ff ff ff ff ff ff'],
  ['a number that is cut', 'ff'],
  ['a string longer than the block', '40 0a 61'],
  ['a name without a value', '40 01 61'],
  ['a table larger than allowed', '3f e2 1f'],
  ['a table size behind a field', '82 20'],
  ['Huffman with the end mark in it', '40 84 ff ff ff ff 00'],
  ['Huffman with a byte of padding', '40 82 1f ff 00'],
  ['Huffman with padding of zeros', '40 81 18 00'],
] as const) {
  test(`a block with ${what} cannot be decoded`, () => {
    assert.throws(
      () => new HpackDecoder(limit).decode(hex(block)),
      (error) => error instanceof ProtocolViolation && error.code === errorCode.compressionError,
    );
  });
}

test('fields beyond the limit are not kept, and the table is that of the peer afterwards', () => {
  const decoder = new HpackDecoder(1_000);
  // One entry of the table, and then 10,000 times the same.
  const bomb = Buffer.concat([hex('40 01 61 7f 81 01'), Buffer.alloc(256, 98), Buffer.alloc(10_000, 0xbe)]);
  assert.equal(decoder.decode(bomb), undefined);
  assert.deepEqual(lines(decoder.decode(hex('be'))), [`a: ${'b'.repeat(256)}`]);
});

test('any bytes are decoded or refused, never anything else', () => {
  const property = fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (blocks) => {
    const decoder = new HpackDecoder(limit);
    for (const block of blocks) {
      try {
        decoder.decode(Buffer.from(block));
      } catch (error) {
        assert.ok(error instanceof ProtocolViolation);
        return;
      }
    }
  });
  fc.assert(property, { seed: 11, numRuns: 3_000 });
});

const names = fc.constantFrom('a', 'content-type', ':path', 'x-long-name-of-a-field', 'te');
const values = fc.oneof(
  fc.constantFrom('', 'trailers', 'application/grpc'),
  fc.string({ maxLength: 300, unit: 'binary-ascii' }),
);

test('what is encoded is decoded the same, whatever is repeated, leaves the table, or makes the table smaller', () => {
  const step = fc.record({
    fields: fc.array(fc.nat(20), { maxLength: 12 }),
    table: fc.option(fc.constantFrom(0, 40, 200, 4096, 100_000), { freq: 4 }),
  });
  const pool = fc.array(fc.tuple(names, values, fc.boolean()), { minLength: 21, maxLength: 21 });
  const property = fc.property(pool, fc.array(step, { maxLength: 20 }), (kinds, steps) => {
    const fields = kinds.map(([name, value, repeated]) => (repeated ? repeatedField : singleField)(name, value));
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(1024 * 1024);
    for (const { fields: chosen, table } of steps) {
      if (table !== null) encoder.limitTable(table);
      const sent = chosen.map((index) => fields[index] as HeaderField);
      assert.deepEqual(lines(decoder.decode(Buffer.from(encoder.encode(sent)))), lines(sent));
    }
  });
  fc.assert(property, { seed: 5, numRuns: 500 });
});

test('repeated fields take a byte each', () => {
  const encoder = new HpackEncoder();
  const fields = [repeatedField(':method', 'POST'), repeatedField(':path', '/a/b'), repeatedField('te', 'trailers')];
  assert.ok(encoder.encode(fields).length > 10);
  assert.equal(encoder.encode(fields).length, 3);
});

test('every byte that a field may hold comes through from another implementation', async (t) => {
  const { endpoint, remove } = createPrivateEndpoint();
  const blocks: Buffer[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    const sink = {
      onFrame(type: number, flags: number, _streamId: number, payload: Buffer) {
        if (type !== frameType.headers) return;
        assert.ok(flags & frameFlag.endHeaders);
        blocks.push(Buffer.from(payload.subarray(flags & frameFlag.priority ? 5 : 0)));
        server.emit('block');
      },
      onData() {},
    };
    const reader = new FrameReader(sink, { maxFrameBytes: 1 << 20, expectsPreface: true });
    socket.on('data', (piece: Buffer) => reader.push(piece));
    socket.write(hex('000000 04 00 00000000'));
  });
  server.listen(endpoint.path);
  await once(server, 'listening');
  const session = http2.connect('http://localhost', { createConnection: () => net.connect(endpoint.path) });
  session.on('error', () => {});
  t.after(() => {
    session.destroy();
    server.close();
    remove();
  });
  const text = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i));
  const sent = [...text.map((character) => `e${character}e`), ...text.map((_, i) => text.slice(i).join('').trim())];
  const decoder = new HpackDecoder(1024 * 1024);
  for (const value of sent) {
    const block = once(server, 'block');
    session.request({ ':path': '/', 'x-value': value }).on('error', () => {});
    await block;
    const fields = decoder.decode(blocks.at(-1) ?? Buffer.alloc(0));
    assert.equal(fields?.find(({ name }) => name === 'x-value')?.value, value);
  }
});

test('the Huffman code has no code that stands for nothing', () => {
  // 256 bytes and the end mark fill the tree: every string of bits is codes, and the beginning of one.
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 40 }), (bytes) => {
      const decoded = huffmanDecoded(bytes);
      assert.ok(decoded === undefined || decoded.length <= (bytes.length * 8) / 5);
    }),
    { seed: 3, numRuns: 2_000 },
  );
});
