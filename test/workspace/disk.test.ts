import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Names } from '../../server/syntax/names.js';
import { Kind, kindOf, Node } from '../../server/syntax/tree.js';
import { discoverFiles } from '../../server/workspace/discover-files.js';
import { createLocalLoader, type FileLoader, type LoadedFile } from '../../server/workspace/file-loader.js';
import { FileError, maxFileBytes } from '../../server/workspace/file-system.js';
import { bufCacheFolder, disk, fromNative, overwriteFile } from '../../server/workspace/node/disk.js';
import { createParsePool } from '../../server/workspace/node/parse-pool.js';
import { temporaryFolder } from '../temporary-folder.js';

const onWindows = process.platform === 'win32';

function loaders(warnings: string[] = []): { names: Names; name: string; loader: FileLoader }[] {
  const local = new Names();
  const pooled = new Names();
  return [
    { names: local, name: 'in this thread', loader: createLocalLoader(disk, local) },
    {
      names: pooled,
      name: 'in worker threads',
      loader: createParsePool(pooled, {
        workerFile: new URL('../../server/workspace/node/parse-worker.js', import.meta.url),
        workers: 2,
        fallback: createLocalLoader(disk, pooled),
        onWarning: (warning) => warnings.push(warning),
      }),
    },
  ];
}

async function load(loader: FileLoader, paths: readonly string[]): Promise<(LoadedFile | undefined)[]> {
  const files: (LoadedFile | undefined)[] = [];
  let count = 0;
  await loader.load(paths, (index, file) => {
    files[index] = file;
    count++;
  });
  assert.equal(count, paths.length);
  return files;
}

/** Runs `run` as somebody whom file permissions bind. */
async function unprivileged(run: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65534);
  try {
    await run();
  } finally {
    process.seteuid?.(0);
  }
}

test('each loader gives the same trees and names, in any order', async (context) => {
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [
      `f${i}.proto`,
      `syntax = "proto3"; message M${i} { M${i} name_${i % 7} = ${i + 1}; reserved ${i + 5}, 9999 to max; oops }`,
    ]),
  );
  const folder = temporaryFolder(context, files);
  const paths = Object.keys(files).map((name) => fromNative(path.join(folder, name)));
  const results = [];
  for (const { loader, names } of loaders()) {
    const loaded = await load(loader, paths);
    results.push(
      loaded.map((file, i) => {
        assert.ok(file);
        const { bytes, nodes, problems } = file.parsed;
        assert.equal(Buffer.from(bytes).toString(), files[`f${i}.proto`]);
        assert.ok(problems.length > 0);
        const texts: string[] = [];
        for (let node = Node.size as number; node < nodes.length; node += Node.size) {
          // A range keeps a number in the column of names.
          if (kindOf(nodes, node) !== Kind.range) texts.push(names.text(nodes[node + Node.name]));
        }
        return { texts, problems, shape: [...nodes].filter((_, at) => at % Node.size !== Node.name) };
      }),
    );
  }
  assert.deepEqual(results[0], results[1]);
});

test('bad input is told file by file and loses nothing else', async (context) => {
  const folder = temporaryFolder(context, {
    'good.proto': 'syntax = "proto3";\nmessage Good {}\n',
    'latin1.proto': Buffer.from('syntax = "proto3"; // caf\xe9\nmessage \xff {}', 'latin1'),
    'nul.proto': 'syntax = "proto3";\0message M {}',
    'crlf.proto': '\uFEFFsyntax = "proto3";\r\nmessage M {\r\n}\r\n',
    'deep.proto': `syntax = "proto3"; ${'message M {'.repeat(10_000)}${'}'.repeat(10_000)}`,
    'empty.proto': '',
    'dir.proto/x.txt': '',
  });
  const huge = path.join(folder, 'huge.proto');
  fs.closeSync(fs.openSync(huge, 'w'));
  fs.truncateSync(huge, maxFileBytes + 1);
  const names = ['good', 'latin1', 'nul', 'crlf', 'deep', 'empty', 'dir', 'huge', 'gone'];
  const expected = new Map([
    ['good', 'fine'],
    ['latin1', 'problems'],
    ['nul', 'problems'],
    ['crlf', 'fine'],
    ['deep', 'problems'],
    ['empty', 'fine'],
    ['dir', 'file-unreadable'],
    ['huge', 'file-too-large'],
    ['gone', 'missing'],
  ]);
  if (!onWindows) {
    execFileSync('mkfifo', [path.join(folder, 'fifo.proto')]);
    fs.symlinkSync('/dev/zero', path.join(folder, 'zero.proto'));
    fs.symlinkSync('circle.proto', path.join(folder, 'circle.proto'));
    names.push('fifo', 'zero', 'circle');
    expected.set('fifo', 'file-unreadable').set('zero', 'file-unreadable').set('circle', 'file-unreadable');
  }
  const paths = names.map((name) => fromNative(path.join(folder, `${name}.proto`)));
  for (const { loader, name } of loaders()) {
    const found = new Map(
      (await load(loader, paths)).map((file, i) => [
        names[i],
        file ? (file.readProblem?.code ?? (file.parsed.problems.length > 0 ? 'problems' : 'fine')) : 'missing',
      ]),
    );
    assert.deepEqual(found, expected, name);
  }
});

test('what file permissions forbid is told', {
  skip: onWindows && 'Windows has no such permissions',
}, async (context) => {
  const folder = temporaryFolder(context, { 'a.proto': '', 'locked.proto': '', 'secret/x.proto': '' });
  fs.chmodSync(folder, 0o755);
  fs.chmodSync(path.join(folder, 'locked.proto'), 0);
  fs.chmodSync(path.join(folder, 'secret'), 0);
  await unprivileged(async () => {
    const { protoFiles, unreadable } = await discoverFiles(disk, folder);
    assert.deepEqual(protoFiles, [path.join(folder, 'a.proto'), path.join(folder, 'locked.proto')]);
    assert.deepEqual(
      unreadable.map(({ path }) => path),
      [path.join(folder, 'secret')],
    );
    assert.match(unreadable[0].message, /permission denied/);
    for (const { loader } of loaders()) {
      const [open, locked] = await load(loader, protoFiles);
      assert.equal(open?.readProblem, undefined);
      assert.equal(locked?.readProblem?.code, 'file-unreadable');
    }
  });
});

test('links on disk: a circle of folders ends', {
  skip: onWindows && 'links need a privilege there',
}, async (context) => {
  const folder = temporaryFolder(context, { 'a/b/c.proto': '' });
  fs.symlinkSync(folder, path.join(folder, 'a/b/up'));
  fs.symlinkSync('nowhere', path.join(folder, 'a/dangling.proto'));
  const { protoFiles } = await discoverFiles(disk, folder);
  assert.deepEqual(protoFiles, [path.join(folder, 'a/b/c.proto')]);
});

test('a worker that cannot start is made up for', async (context) => {
  const warnings: string[] = [];
  const names = new Names();
  const pool = createParsePool(names, {
    workerFile: new URL('./no-such-worker.js', import.meta.url),
    fallback: createLocalLoader(disk, names),
    onWarning: (warning) => warnings.push(warning),
  });
  const folder = temporaryFolder(context, { 'a.proto': 'syntax = "proto3";' });
  const [file] = await load(pool, [path.join(folder, 'a.proto')]);
  assert.equal(file?.parsed.bytes.length, 18);
  assert.equal(warnings.length, 1);
});

test('workers that were started ahead do the work, or end on abort', async (context) => {
  const folder = temporaryFolder(context, { 'a.proto': 'syntax = "proto3";' });
  const [, { loader }] = loaders();
  loader.warmUp?.();
  const [file] = await load(loader, [path.join(folder, 'a.proto')]);
  assert.equal(file?.parsed.bytes.length, 18);
  const controller = new AbortController();
  loader.warmUp?.(controller.signal);
  controller.abort();
  const [again] = await load(loader, [path.join(folder, 'a.proto')]);
  assert.equal(again?.parsed.bytes.length, 18);
});

test('loading stops on abort', async (context: TestContext) => {
  const files = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${i}.proto`, 'message M {}']));
  const folder = temporaryFolder(context, files);
  const paths = Object.keys(files).map((name) => path.join(folder, name));
  for (const { loader } of loaders()) {
    const controller = new AbortController();
    let taken = 0;
    const run = loader.load(
      paths,
      () => {
        taken++;
        controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(run, { name: 'AbortError' });
    assert.ok(taken < paths.length);
  }
});

test("buf's cache folder is found as buf finds it", () => {
  assert.equal(bufCacheFolder({ BUF_CACHE_DIR: '/b' }), '/b');
  assert.equal(bufCacheFolder({ XDG_CACHE_HOME: '/c' }), '/c/buf');
  assert.match(bufCacheFolder({ LOCALAPPDATA: 'C:\\x' }) ?? '', /\/buf$/);
});

test('a file is given another text: shorter, longer, through a link, with its permissions', (context) => {
  const folder = temporaryFolder(context, { 'a.proto': 'a text that is longer' });
  const file = path.join(folder, 'a.proto');
  const { ino } = fs.statSync(file);
  if (!onWindows) fs.chmodSync(file, 0o640);
  for (const text of ['short', 'a text that is longer than any before', '']) {
    overwriteFile(fromNative(file), new TextEncoder().encode(text));
    assert.equal(fs.readFileSync(file, 'utf8'), text);
  }
  if (onWindows) return;
  const link = path.join(folder, 'link.proto');
  fs.symlinkSync(file, link);
  overwriteFile(fromNative(link), new TextEncoder().encode('by the link'));
  assert.equal(fs.readFileSync(file, 'utf8'), 'by the link');
  const { ino: after, mode } = fs.statSync(file);
  assert.deepEqual([after, mode & 0o777, fs.lstatSync(link).isSymbolicLink()], [ino, 0o640, true]);
});

test('a file that gets shorter never ends with what it held, even if writing ends before it is cut off', (context) => {
  const folder = temporaryFolder(context, { 'a.proto': 'message Long {}\nmessage Other {}\n' });
  const file = path.join(folder, 'a.proto');
  context.mock.method(fs, 'ftruncateSync', () => {
    throw Object.assign(new Error('ended here'), { code: 'EIO' });
  });
  assert.throws(() => overwriteFile(fromNative(file), new TextEncoder().encode('message Long {}\n')), FileError);
  assert.match(fs.readFileSync(file, 'utf8'), /^message Long {}\n\n+$/);
});
