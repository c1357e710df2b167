// The log of a call's messages: what is appended is read again, from memory and from the file, whatever its size.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { EntryKind } from '../../src/spool/entry-index.js';
import { MessageLog } from '../../src/spool/message-log.js';
import { removeLeftovers, spoolFolder } from '../../src/spool/spool-folder.js';
import { temporaryFolder } from '../temporary-folder.js';

function openLog(t: TestContext): { log: MessageLog; file: string } {
  const folder = path.join(temporaryFolder(t), 'spool');
  const log = new MessageLog(folder, 'call');
  t.after(() => log.close());
  return { log, file: path.join(folder, 'call') };
}

function received(json: string, more: object = {}) {
  return { kind: EntryKind.received, json, sizeBytes: json.length, elapsedMs: 1, ...more };
}

test('few messages stay in memory', async (t) => {
  const { log, file } = openLog(t);
  log.append(received('{"text":"grüße 😀"}'));
  log.append({ kind: EntryKind.sent, json: '{}', sizeBytes: 0, elapsedMs: 2 });
  log.append(received('{"b":2}'));
  const rows = await log.rows(0, 10, 1000);
  assert.deepEqual(
    rows.map(({ kind, number, json }) => [kind, number, json]),
    [
      [EntryKind.received, 1, '{"text":"grüße 😀"}'],
      [EntryKind.sent, 1, '{}'],
      [EntryKind.received, 2, '{"b":2}'],
    ],
  );
  assert.equal(log.countOf(EntryKind.received), 2);
  assert.equal(fs.existsSync(file), false);
});

test('many messages go to a file that only its owner may read, and come back by row', async (t) => {
  const { log, file } = openLog(t);
  const count = 60_000;
  const text = (row: number) => `{"row":${row},"text":"${'ä'.repeat(row % 97)}"}`;
  for (let row = 0; row < count; row++) {
    log.append(received(text(row)));
    await log.drained();
  }
  assert.equal(log.count, count);
  for (const row of [0, 1, 16_383, 16_384, 30_000, count - 1]) {
    const rows = await log.rows(row, row + 3, 1000);
    assert.deepEqual(
      rows.map(({ json }) => json),
      [row, row + 1, row + 2].filter((each) => each < count).map(text),
    );
  }
  assert.deepEqual(await log.rows(count, count + 1, 1000), []);
  if (process.platform !== 'win32') assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  await log.close();
  assert.equal(fs.existsSync(file), false);
});

test('rows are read while blocks move into the file', async (t) => {
  const { log } = openLog(t);
  const text = (row: number) => JSON.stringify({ row, text: 'x'.repeat(2_000) });
  const reads: Promise<void>[] = [];
  for (let row = 0; row < 4_000; row++) {
    log.append(received(text(row)));
    if (row % 50 === 0) {
      const wanted = (row * 7) % (row + 1);
      reads.push(log.rows(wanted, wanted + 1, 1 << 20).then(([found]) => assert.equal(found.json, text(wanted))));
    }
    await log.drained();
  }
  await Promise.all(reads);
});

test('a message in pieces is one row; a preview ends at a whole character', async (t) => {
  const { log } = openLog(t);
  const piece = 'é'.repeat(900_000);
  log.append(received(`"${piece}`, { continues: true }));
  log.append(received(piece, { continues: true }));
  log.append(received(`${piece}"`, { note: { unknownFields: [] } }));
  log.append(received('{}'));
  assert.equal(log.count, 2);
  const [preview] = await log.rows(0, 1, 100);
  assert.equal(preview.json, `"${'é'.repeat(49)}`);
  assert.equal(preview.isCut, true);
  assert.equal(preview.jsonBytes, 2 * 3 * 900_000 + 2);
  const [whole, next] = await log.rows(0, 2, 1 << 30);
  assert.equal(whole.json, `"${piece.repeat(3)}"`);
  assert.equal(next.json, '{}');
  assert.deepEqual(await log.note(0), { unknownFields: [] });
  assert.equal(await log.note(1), undefined);
  await assert.rejects(log.note(2), RangeError);
});

test('a file that cannot be written is reported to whoever waits for room', async (t) => {
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, 'spool'), 'a file in the place of the folder');
  const log = new MessageLog(path.join(folder, 'spool'), 'call');
  const fill = async () => {
    for (;;) {
      log.append(received('x'.repeat(1 << 20)));
      await log.drained();
    }
  };
  await assert.rejects(fill(), /EEXIST|ENOTDIR/);
  await log.close();
});

test('what ended processes left behind is removed, what running ones use is not', async (t) => {
  const storage = temporaryFolder(t);
  const folder = (pid: number) => path.join(storage, 'spool', String(pid));
  // No process has this number: Linux ends at 4194304, and others count less far.
  for (const pid of [99_999_999, process.ppid]) fs.mkdirSync(folder(pid), { recursive: true });
  fs.writeFileSync(path.join(folder(99_999_999), 'call-1'), 'left');
  await removeLeftovers(storage);
  assert.deepEqual(fs.readdirSync(path.join(storage, 'spool')), [String(process.ppid)]);
  assert.equal(path.basename(spoolFolder(storage)), String(process.pid));
  await removeLeftovers(path.join(storage, 'not there'));
});
