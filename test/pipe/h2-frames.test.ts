// Frames come out as they went in, whatever the pieces they arrive in.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameReader } from '../../pipe/h2/frame-reader.js';
import { FrameWriter } from '../../pipe/h2/frame-writer.js';
import { errorCode, frameFlag, frameType, ProtocolViolation, preface } from '../../pipe/h2/protocol.js';

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

function bytesOf({ type, flags, streamId, payload }: Frame): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

/** Each frame as a line; the pieces of a DATA frame are joined. */
function read(pieces: readonly Buffer[], expectsPreface = false): string[] {
  const lines: string[] = [];
  const data = new Map<number, Buffer[]>();
  let windowBytes = 0;
  const sink = {
    onFrame(type: number, flags: number, streamId: number, payload: Buffer) {
      lines.push(`${type} ${flags} ${streamId} ${payload.toString('hex')}`);
    },
    onData(streamId: number, piece: Buffer, taken: number, isLast: boolean) {
      windowBytes += taken;
      data.set(streamId, [...(data.get(streamId) ?? []), Buffer.from(piece)]);
      if (isLast) lines.push(`end of ${streamId}`);
    },
  };
  const reader = new FrameReader(sink, { maxFrameBytes: 20_000, expectsPreface });
  for (const piece of pieces) reader.push(piece);
  for (const [streamId, of] of data) lines.push(`data of ${streamId} ${Buffer.concat(of).toString('hex')}`);
  return [...lines, `window ${windowBytes}`];
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    pieces.push(bytes.subarray(at, at + length));
    at = Math.min(bytes.length, at + length);
  }
  return pieces;
}

const payload = fc.oneof(fc.nat(12), fc.nat(300)).map((size) => Buffer.from(Array.from({ length: size }, (_, i) => i)));
const other = fc.record({
  type: fc.constantFrom(1, 2, 3, 4, 6, 7, 8, 9, 200),
  flags: fc.nat(255),
  streamId: fc.nat(9),
  payload,
});
const data = fc
  .record({ isLast: fc.boolean(), padding: fc.option(fc.nat(20)), streamId: fc.integer({ min: 1, max: 3 }), payload })
  .map(({ isLast, padding, streamId, payload }): Frame => {
    const flags = (isLast ? frameFlag.endStream : 0) | (padding === null ? 0 : frameFlag.padded);
    const padded = padding === null ? payload : Buffer.concat([Buffer.of(padding), payload, Buffer.alloc(padding)]);
    return { type: frameType.data, flags, streamId, payload: padded };
  });

test('frames are the same at every place where their bytes can be cut', () => {
  const property = fc.property(fc.array(fc.oneof(other, data), { maxLength: 6 }), (frames) => {
    const bytes = Buffer.concat([preface, ...frames.map(bytesOf)]);
    const whole = read([bytes], true);
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)], true), whole);
    }
  });
  fc.assert(property, { seed: 21, numRuns: 30 });
});

test('frames are the same in any pieces, also of a byte each', () => {
  const frames = fc.array(fc.oneof(other, data), { maxLength: 12 });
  const property = fc.property(
    frames,
    fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 }),
    (sent, lengths) => {
      const bytes = Buffer.concat(sent.map(bytesOf));
      const whole = read([bytes]);
      assert.deepEqual(read(cut(bytes, lengths)), whole);
      assert.deepEqual(
        read(
          cut(
            bytes,
            Array.from(bytes, () => 1),
          ),
        ),
        whole,
      );
    },
  );
  fc.assert(property, { seed: 22, numRuns: 100 });
});

test('padding takes of the window and is no data', () => {
  const frame = bytesOf({
    type: frameType.data,
    flags: frameFlag.padded | frameFlag.endStream,
    streamId: 1,
    payload: Buffer.from([2, 97, 98, 0, 0]),
  });
  assert.deepEqual(read([frame]), ['end of 1', 'data of 1 6162', 'window 5']);
});

for (const [what, bytes, code] of [
  ['a frame that is too long', Buffer.from('004e2101', 'hex'), errorCode.frameSizeError],
  ['DATA without a stream', Buffer.from('0000000000', 'hex'), errorCode.protocolError],
  ['padding without its length', Buffer.from('000000000800000001', 'hex'), errorCode.frameSizeError],
  ['more padding than frame', Buffer.from('00000200080000000102', 'hex'), errorCode.protocolError],
] as const) {
  test(`${what} is refused by its header`, () => {
    const whole = Buffer.concat([bytes, Buffer.alloc(9 - Math.min(9, bytes.length))]);
    assert.throws(
      () => read([whole]),
      (error) => error instanceof ProtocolViolation && error.code === code,
    );
  });
}

test('what does not begin as HTTP/2 does is refused at its first byte', () => {
  assert.throws(() => read([Buffer.from('G')], true), ProtocolViolation);
  assert.throws(() => read([Buffer.from('PRI * HTTP/1')], true), ProtocolViolation);
});

test('the frames of a turn go out together and in order, large payloads without a copy', async () => {
  const pieces: Buffer[] = [];
  const stream = new PassThrough({ highWaterMark: 1 << 24 });
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  const writer = new FrameWriter(stream, () => {});
  const large = Buffer.alloc(50_000, 7);
  const sent: Frame[] = [];
  for (let i = 0; i < 3_000; i++) {
    const payload = i % 500 === 250 ? large : Buffer.alloc(i % 40, i);
    sent.push({ type: frameType.data, flags: 0, streamId: i, payload });
    writer.header(payload.length, frameType.data, 0, i);
    writer.bytes(payload);
  }
  assert.equal(pieces.length, 0);
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(Buffer.concat(pieces).equals(Buffer.concat(sent.map(bytesOf))));
  assert.ok(pieces.length < 30, `${pieces.length} pieces`);
  assert.equal(pieces.filter((piece) => piece.buffer === large.buffer).length, 6);
});
