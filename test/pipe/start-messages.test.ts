// The two lines of the start: what is read back, what is refused, and where a line ends.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createSecret } from '../../pipe/index.js';
import { maxLineBytes, NoLineError, readLine } from '../../pipe/read-line.js';
import { decodeAnswer, decodeStart, encodeAnswer, encodeStart, type StartAnswer } from '../../pipe/start-messages.js';

const endpoint = { kind: 'unix-socket', path: '/run/ü/s' } as const;

test('a start message is read back', () => {
  const message = { protocolVersion: 3, endpoint, secret: createSecret() };
  const line = encodeStart(message);
  assert.ok(line.endsWith('}\n') && line.indexOf('\n') === line.length - 1);
  assert.deepEqual(decodeStart(line, 3), message);
});

test('with another version nothing else of the line counts', () => {
  assert.deepEqual(decodeStart('{"protocolVersion":4,"endpoint":17}', 3), { otherVersion: 4 });
});

for (const line of [
  '',
  'null',
  '{',
  '[]',
  '{"protocolVersion":"3"}',
  '{"protocolVersion":3}',
  `{"protocolVersion":3,"endpoint":${JSON.stringify(endpoint)},"secret":"c2hvcnQ="}`,
  `{"protocolVersion":3,"endpoint":{"kind":"tcp","path":"x"},"secret":"${createSecret().toString('base64')}"}`,
]) {
  test(`no start message: ${line.slice(0, 40)}`, () => assert.equal(decodeStart(line, 3), undefined));
}

test('answers are read back', () => {
  const answers: StartAnswer[] = [
    { kind: 'ready', protocolVersion: 1 },
    { kind: 'refused', protocolVersion: 2 },
    { kind: 'failed', protocolVersion: 1, message: 'no "luck"' },
  ];
  for (const answer of answers) assert.deepEqual(decodeAnswer(encodeAnswer(answer)), answer);
  for (const line of ['ready', '{}', '{"kind":"other","protocolVersion":1}', '{"kind":"ready"}']) {
    assert.equal(decodeAnswer(line), undefined);
  }
});

test('a line may come in parts, and what follows stays on the stream', async () => {
  const stream = new PassThrough();
  const reading = readLine(stream);
  for (const part of ['{"a"', ':1}\r', '\nrest']) stream.write(part);
  assert.equal(await reading, '{"a":1}');
  assert.equal(String(stream.read()), 'rest');
});

test('a line without an end is bounded', async () => {
  const stream = new PassThrough();
  const reading = readLine(stream);
  stream.write('x'.repeat(maxLineBytes + 1));
  await assert.rejects(reading, /more than 4096 bytes/);
});

test('the end before a line says what there was', async () => {
  const stream = new PassThrough();
  const reading = readLine(stream);
  stream.end('half');
  await assert.rejects(reading, (error) => error instanceof NoLineError && error.received === 'half');
});

test('a stream that has ended before it is read has no first line', async () => {
  const ended = new PassThrough();
  ended.end();
  ended.resume();
  await once(ended, 'end');
  await assert.rejects(readLine(ended), NoLineError);
  const destroyed = new PassThrough();
  destroyed.destroy();
  await assert.rejects(readLine(destroyed), NoLineError);
});
