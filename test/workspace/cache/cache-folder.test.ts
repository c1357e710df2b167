// The folder of records: who may read it, what becomes of damage, of too much, and of several processes at once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { createCacheFolder } from '../../../server/workspace/node/cache-folder.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { checkCached, checkPlainly, portsOf } from './checked.js';

const onWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;

/** Two files, of which one has a mistake that points into the other. */
const sources = {
  'a.proto': 'syntax = "proto3";\npackage p;\nimport "b.proto";\nmessage A { B b = 1; Nope n = 2; }\nmessage B {}\n',
  'b.proto': 'syntax = "proto3";\npackage p;\nmessage B {}\n',
};

function folderIn(context: TestContext, limits: { maxBytes?: number; maxAgeMs?: number } = {}) {
  const folder = path.join(temporaryFolder(context), 'deep', 'cache');
  const warnings: string[] = [];
  return {
    folder,
    warnings,
    store: createCacheFolder({ folder, onWarning: (text) => warnings.push(text), ...limits }),
    files: () => fs.readdirSync(folder).sort(),
  };
}

const bytes = (length: number) => new Uint8Array(length).fill(7);

test('what was written is read again, by nobody else', { skip: onWindows && 'no modes there' }, (context) => {
  const { folder, store, files } = folderIn(context);
  assert.equal(store.read('one'), undefined);
  store.write('one', bytes(10));
  assert.deepEqual(Uint8Array.from(store.read('one') ?? []), bytes(10));
  store.write('one', bytes(20));
  assert.equal(store.read('one')?.length, 20);
  assert.deepEqual(files(), ['one.check']);
  assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
  assert.equal(fs.statSync(path.join(folder, 'one.check')).mode & 0o777, 0o600);
});

test('what is too old, too much, or left by a killed process is removed; files of others stay', (context) => {
  const { folder, store, files } = folderIn(context, { maxBytes: 100, maxAgeMs: 60_000 });
  store.write('old', bytes(10));
  fs.writeFileSync(path.join(folder, 'killed.writing'), 'half');
  fs.writeFileSync(path.join(folder, 'mine.txt'), 'not a record');
  const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
  for (const name of ['old.check', 'killed.writing', 'mine.txt'])
    fs.utimesSync(path.join(folder, name), longAgo, longAgo);
  store.write('one', bytes(40));
  assert.deepEqual(files(), ['mine.txt', 'one.check']);
  fs.utimesSync(path.join(folder, 'one.check'), new Date(Date.now() - 30_000), new Date(Date.now() - 30_000));
  store.write('two', bytes(40));
  store.write('three', bytes(40));
  assert.deepEqual(files(), ['mine.txt', 'three.check', 'two.check']);
  store.write('huge', bytes(101));
  assert.equal(store.read('huge'), undefined);
  assert.deepEqual(files(), ['mine.txt', 'three.check', 'two.check']);
});

test('a record that was used stays longer', (context) => {
  const { folder, store } = folderIn(context, { maxAgeMs: 24 * 60 * 60 * 1000 });
  store.write('used', bytes(10));
  store.write('unused', bytes(10));
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const name of ['used.check', 'unused.check']) fs.utimesSync(path.join(folder, name), yesterday, yesterday);
  assert.ok(store.read('used'));
  store.write('other', bytes(10));
  assert.ok(store.read('used'));
  assert.equal(store.read('unused'), undefined);
});

test('a folder that cannot be written to is told about once', (context) => {
  const parent = temporaryFolder(context, { file: '' });
  const warnings: string[] = [];
  const store = createCacheFolder({
    folder: path.join(parent, 'file', 'cache'),
    onWarning: (text) => warnings.push(text),
  });
  store.write('one', bytes(10));
  store.write('two', bytes(10));
  assert.equal(store.read('one'), undefined);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /^Results cannot be kept in .*ENOTDIR/);
});

test('a folder in the place of a record: the check is as without it', async (context) => {
  const sourceFolder = temporaryFolder(context, sources);
  const { folder, store, warnings } = folderIn(context);
  const expected = await checkPlainly(sourceFolder);
  await checkCached(sourceFolder, portsOf(store));
  const [record] = fs.readdirSync(folder);
  fs.rmSync(path.join(folder, record));
  fs.mkdirSync(path.join(folder, record));
  const result = await checkCached(sourceFolder, portsOf(store));
  assert.equal(result.reports, expected);
  assert.equal(result.recalled, false);
  assert.equal(warnings.length, 1);
  assert.deepEqual(fs.readdirSync(folder), [record], 'nothing half written is left');
});

test('a record without permission: the check is as without it', {
  skip: (onWindows || isRoot) && 'everything is permitted',
}, async (context) => {
  const sourceFolder = temporaryFolder(context, sources);
  const { folder, store } = folderIn(context);
  const { reports } = await checkCached(sourceFolder, portsOf(store));
  const [record] = fs.readdirSync(folder);
  fs.chmodSync(path.join(folder, record), 0);
  const result = await checkCached(sourceFolder, portsOf(store));
  assert.deepEqual([result.reports, result.recalled], [reports, false]);
});

test('a record that is damaged anywhere is none', async (context) => {
  const sourceFolder = temporaryFolder(context, sources);
  const { folder, store } = folderIn(context);
  const ports = portsOf(store);
  const expected = await checkPlainly(sourceFolder);
  await checkCached(sourceFolder, ports);
  assert.equal((await checkCached(sourceFolder, ports)).recalled, true);
  const [name] = fs.readdirSync(folder);
  const place = path.join(folder, name);
  const record = fs.readFileSync(place);
  const text = record.toString('latin1');
  const header = text.indexOf('\n') + 1;
  const second = header + Number(text.split(' ')[3]);
  const digestOfSecond = header - 1 - text.slice(0, header - 1).split(' ')[6].length;
  const damaged: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    'one byte': record.subarray(0, 1),
    'header only': record.subarray(0, header),
    'without its end': record.subarray(0, record.length - 1),
    'with more behind it': Buffer.concat([record, record]),
    'without a line end': Buffer.from(text.replace('\n', ' '), 'latin1'),
    'of another format': Buffer.from(text.replace('protopipe-check 1', 'protopipe-check 0'), 'latin1'),
    'of another build': Buffer.from(text.replace(' test ', ' tset '), 'latin1'),
    zeros: Buffer.alloc(record.length),
  };
  for (let i = 0; i < 40; i++) damaged[`cut at ${i}/40`] = record.subarray(0, Math.floor((record.length * i) / 40));
  // Every byte of the first half counts for the whole answer; the second is only read when something changed.
  for (let at = 0; at < second; at += 7) {
    if (at >= digestOfSecond && at < header - 1) continue;
    const flipped = Buffer.from(record);
    flipped[at] ^= 1 << (at % 8);
    damaged[`bit ${at % 8} of byte ${at}`] = flipped;
  }
  for (const [how, content] of Object.entries(damaged)) {
    fs.writeFileSync(place, content);
    const result = await checkCached(sourceFolder, ports);
    assert.equal(result.reports, expected, how);
    assert.equal(result.recalled, false, how);
    assert.deepEqual(result.checked, ['a.proto', 'b.proto'], how);
  }
  fs.writeFileSync(path.join(sourceFolder, 'c.proto'), 'syntax = "proto3";\n');
  const withThird = await checkPlainly(sourceFolder);
  for (const at of [
    digestOfSecond,
    ...Array.from({ length: (record.length - second) / 7 }, (_, i) => second + 7 * i),
  ]) {
    const flipped = Buffer.from(record);
    flipped[at] ^= 1 << (at % 8);
    fs.writeFileSync(place, flipped);
    const result = await checkCached(sourceFolder, ports);
    assert.equal(result.reports, withThird);
    assert.equal(result.checked.length, 3, `byte ${at} of ${record.length}`);
  }
  fs.writeFileSync(place, record);
  assert.deepEqual((await checkCached(sourceFolder, ports)).checked, ['a.proto', 'c.proto'], 'undamaged, b is known');
});

test('processes that write the same record at the same time never see half of one', async (context) => {
  const { folder, warnings } = folderIn(context);
  const script = `
    import { createCacheFolder } from ${JSON.stringify(new URL('../../../server/workspace/node/cache-folder.js', import.meta.url).href)};
    const store = createCacheFolder({ folder: process.argv[1], onWarning: (text) => { throw new Error(text); } });
    const byte = Number(process.argv[2]);
    for (let i = 0; i < 150; i++) {
      store.write('same', new Uint8Array(50_000 + 1_000 * byte).fill(byte));
      const read = store.read('same');
      if (!read || read.length !== 50_000 + 1_000 * read[0] || !read.every((other) => other === read[0])) throw new Error('torn');
    }`;
  const codes = await Promise.all(
    [1, 2, 3].map((byte) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder, String(byte)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return new Promise((resolve) => child.on('exit', resolve));
    }),
  );
  assert.deepEqual(codes, [0, 0, 0]);
  assert.deepEqual(fs.readdirSync(folder), ['same.check']);
  assert.deepEqual(warnings, []);
});
