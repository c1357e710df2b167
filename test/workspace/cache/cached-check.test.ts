// What a change costs, and what is noticed, when findings were kept.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { CachePorts } from '../../../server/workspace/cache/cache-ports.js';
import { CachedCheck } from '../../../server/workspace/cache/cached-check.js';
import { cacheDisk } from '../../../server/workspace/node/cache-disk.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { CountingDisk, checkCached, checkPlainly, MemoryStore, portsOf, settingsOf } from './checked.js';

const file = (body: string, ...imports: string[]) =>
  `syntax = "proto3";\npackage p;\n${imports.map((name) => `import "${name}";\n`).join('')}${body}\n`;

const sources = {
  'base.proto': file('message Base {}'),
  'middle.proto': file('message Middle { Base base = 1; }', 'base.proto'),
  'top.proto': file('message Top { Middle middle = 1; }', 'middle.proto'),
  'alone.proto': file('message Alone { Nothing nothing = 1; }', 'lost.proto'),
  'other.proto': file('message Other {}'),
  'warned.proto': file('message Warned {}', 'other.proto'),
};

/** A checked folder; `write` changes it. */
async function checkedFolder(context: TestContext, changes: Partial<CachePorts> = {}) {
  const folder = temporaryFolder(context, sources);
  const ports = portsOf(new MemoryStore(), { nowMs: () => Date.now() + 60_000, ...changes });
  await checkCached(folder, ports);
  return {
    folder,
    ports,
    write: (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text),
    /** Checks again, and holds that against a check that knows nothing. */
    async check() {
      const expected = await checkPlainly(folder);
      const result = await checkCached(folder, ports);
      assert.equal(result.reports, expected);
      return result;
    },
  };
}

test('nothing changed: no file is read', async (context) => {
  const disk = new CountingDisk();
  const { check } = await checkedFolder(context, { disk });
  disk.reads.length = 0;
  assert.equal((await check()).recalled, true);
  assert.deepEqual(disk.reads, []);
});

test('a file changed: it is checked, and what imports it, and what may name anything', async (context) => {
  const { check, write } = await checkedFolder(context);
  const searching = 'alone.proto';
  write('top.proto', `${sources['top.proto']}// more\n`);
  assert.deepEqual((await check()).checked, [searching, searching, 'top.proto']);
  write('base.proto', file('message Base {} message More {}'));
  const { checked } = await check();
  assert.deepEqual([...new Set(checked)], [searching, 'base.proto', 'middle.proto', 'top.proto']);
  assert.equal((await check()).recalled, true);
});

test('a file that was missing turns up, comes to lie before another one, and goes again', async (context) => {
  const { folder, check, write } = await checkedFolder(context);
  write('lost.proto', file('message Nothing {}'));
  assert.deepEqual((await check()).checked, ['alone.proto', 'lost.proto']);
  fs.rmSync(path.join(folder, 'lost.proto'));
  assert.equal((await check()).recalled, false);
  fs.mkdirSync(path.join(folder, 'nearer'));
  write('nearer/base.proto', file('message Base { Base inner = 1; }'));
  write('nearer/user.proto', file('message User { Base base = 1; }', 'base.proto'));
  assert.equal((await check()).recalled, false);
});

test('a file that lies above the workspace counts too', async (context) => {
  const outer = temporaryFolder(context, { 'inner/a.proto': file('message A { Up up = 1; }', 'up.proto') });
  const folder = path.join(outer, 'inner');
  const ports = portsOf(new MemoryStore());
  for (const text of [undefined, file('message Up {}'), file('message Down {}')]) {
    if (text) fs.writeFileSync(path.join(outer, 'up.proto'), text);
    const expected = await checkPlainly(folder);
    for (const recalled of [false, true]) {
      const result = await checkCached(folder, ports);
      assert.deepEqual([result.reports, result.recalled], [expected, recalled]);
    }
  }
});

test('another content of the same size and time is noticed', async (context) => {
  const { folder, check, write } = await checkedFolder(context);
  const place = path.join(folder, 'other.proto');
  const { atime, mtime } = fs.statSync(place);
  write('other.proto', sources['other.proto'].replace('Other {}', 'other {}'));
  fs.utimesSync(place, atime, mtime);
  assert.deepEqual((await check()).recalled, false);
});

test('a file that changed again before the clock ticked is noticed', async (context) => {
  // A file system whose clock stands still, and whose inodes say nothing.
  const time = Date.now();
  const disk = new CountingDisk();
  disk.stamp = (path) => {
    const stamp = cacheDisk.stamp(path);
    return stamp && { ...stamp, modifiedMs: time, changedMs: time, inode: 0 };
  };
  const { check, write } = await checkedFolder(context, { disk, nowMs: () => time + 1 });
  write('other.proto', sources['other.proto'].replace('Other {}', 'other {}'));
  assert.equal((await check()).recalled, false);
  assert.equal((await check()).recalled, true);
  assert.ok(disk.reads.length >= 6, 'young files are read again each time');
});

test('a file of the future is never trusted by its time alone', async (context) => {
  const disk = new CountingDisk();
  const { folder, check } = await checkedFolder(context, { disk });
  const future = new Date(Date.now() + 24 * 60 * 60 * 1000);
  fs.utimesSync(path.join(folder, 'other.proto'), future, future);
  for (let i = 0; i < 2; i++) {
    disk.reads.length = 0;
    assert.equal((await check()).recalled, true);
    assert.deepEqual(
      disk.reads.map((read) => path.posix.basename(read)),
      ['other.proto'],
    );
  }
});

test('stamps come of age: files that were young are not read for ever', async (context) => {
  let nowMs = Date.now();
  const disk = new CountingDisk();
  const { check } = await checkedFolder(context, { disk, nowMs: () => nowMs });
  nowMs += 60_000;
  assert.equal((await check()).recalled, true);
  assert.ok(disk.reads.length > 0);
  disk.reads.length = 0;
  assert.equal((await check()).recalled, true);
  assert.deepEqual(disk.reads, []);
});

test('a file that is written to while it is checked: nothing of that check is kept', async (context) => {
  const folder = temporaryFolder(context, sources);
  const store = new MemoryStore();
  const ports = portsOf(store, { nowMs: () => Date.now() + 60_000 });
  await checkCached(folder, ports);
  const before = new Map(store.records);
  const place = path.join(folder, 'middle.proto');
  fs.appendFileSync(place, '// changed\n');
  const { mtime } = fs.statSync(place);
  // Its version is looked at, then it changes once more before it is read.
  const torn = portsOf(store, {
    ...ports,
    fs: {
      ...ports.fs,
      async read(name) {
        if (name.endsWith('/middle.proto'))
          fs.writeFileSync(place, sources['middle.proto'].replace('Base base', 'Nope base'));
        return ports.fs.read(name);
      },
    },
  });
  fs.utimesSync(place, mtime, mtime);
  await checkCached(folder, torn);
  assert.equal((await checkCached(folder, ports)).reports, await checkPlainly(folder));
  assert.ok(before.size === 1);
});

test('settings and builds have records of their own', async (context) => {
  const { folder, ports } = await checkedFolder(context);
  const bundled = new Map<string, Uint8Array>();
  const recalls = async (build: string, importPaths: readonly string[], bufCacheFolder?: string) => {
    const settings = { ...settingsOf(folder), importPaths };
    return (await new CachedCheck({ ...ports, build }, { settings, bundled, bufCacheFolder }).recall()) !== undefined;
  };
  assert.equal(await recalls('test', []), true);
  assert.equal(await recalls('next', []), false);
  assert.equal(await recalls('test', [folder]), false);
  assert.equal(await recalls('test', [], '/elsewhere'), false);
});

test('recalling ends when it is aborted', async (context) => {
  const { folder, ports } = await checkedFolder(context);
  const cached = new CachedCheck(ports, { settings: settingsOf(folder), bundled: new Map() });
  const reason = new Error('enough');
  await assert.rejects(cached.recall(AbortSignal.abort(reason)), reason);
});
