import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DiscoveryOptions, discoverFiles } from '../../server/workspace/discover-files.js';
import { MemoryFileSystem } from './memory-file-system.js';

async function found(fs: MemoryFileSystem, folder: string, options?: DiscoveryOptions): Promise<string[]> {
  const { protoFiles } = await discoverFiles(fs, folder, options);
  return protoFiles.map((path) => path.slice(folder.length + 1));
}

function files(...paths: string[]): MemoryFileSystem {
  return new MemoryFileSystem(Object.fromEntries(paths.map((path) => [path, ''])));
}

test('finds .proto files in order and leaves out what tools keep', async () => {
  const fs = files('/w/b.proto', '/w/a/x.proto', '/w/a/x.txt', '/w/node_modules/m/y.proto', '/w/.git/z.proto');
  assert.deepEqual(await found(fs, '/w'), ['a/x.proto', 'b.proto']);
});

test('a folder opened inside node_modules is read', async () => {
  const fs = files('/w/node_modules/m/a.proto', '/w/node_modules/m/node_modules/n/b.proto');
  assert.deepEqual(await found(fs, '/w/node_modules/m'), ['a.proto']);
});

test('a folder named like a file is a folder', async () => {
  assert.deepEqual(await found(files('/w/x.proto/a.proto', '/w/x.proto/b.txt'), '/w'), ['x.proto/a.proto']);
});

test('files.exclude patterns leave out files and whole folders', async () => {
  const fs = files('/w/a.proto', '/w/gen/b.proto', '/w/x/gen/c.proto', '/w/x/d_test.proto', '/w/out/e.proto');
  assert.deepEqual(await found(fs, '/w', { excludeGlobs: ['**/gen', '**/*_test.proto', 'out/'] }), ['a.proto']);
  assert.deepEqual(await found(fs, '/w', { excludeGlobs: ['gen'] }), [
    'a.proto',
    'out/e.proto',
    'x/d_test.proto',
    'x/gen/c.proto',
  ]);
});

test('.gitignore files count, the innermost first, also those above the folder', async () => {
  const fs = files('/r/.git/HEAD', '/r/w/a.proto', '/r/w/build/b.proto', '/r/w/k/keep.proto', '/r/w/k/drop.proto');
  fs.files.set('/r/.gitignore', 'build/\n');
  fs.files.set('/r/w/.gitignore', '*.proto\n!a.proto\n');
  fs.files.set('/r/w/k/.gitignore', '!keep.proto\n');
  assert.deepEqual(await found(fs, '/r/w'), ['a.proto', 'k/keep.proto']);
  assert.deepEqual(await found(fs, '/r/w', { ignoreGitignore: true }), [
    'a.proto',
    'build/b.proto',
    'k/drop.proto',
    'k/keep.proto',
  ]);
});

test('an ignored folder that is opened itself is read', async () => {
  const fs = files('/r/.git/HEAD', '/r/vendor/a.proto');
  fs.files.set('/r/.gitignore', 'vendor\n');
  assert.deepEqual(await found(fs, '/r/vendor'), ['a.proto']);
});

test('links are followed, cycles end, and nothing is found twice', async () => {
  const fs = files('/w/a/a.proto', '/shared/s.proto', '/shared/deep/t.proto', '/one.proto');
  fs.links.set('/w/a/loop', '/w');
  fs.links.set('/w/again', '/w/a');
  fs.links.set('/w/shared', '/shared');
  fs.links.set('/w/zshared', '/shared/deep');
  fs.links.set('/w/link.proto', '/one.proto');
  fs.links.set('/w/top', '/');
  assert.deepEqual(await found(fs, '/w'), ['a/a.proto', 'link.proto', 'shared/deep/t.proto', 'shared/s.proto']);
});

test('a folder that cannot be read is told, the rest is found', async () => {
  const fs = files('/w/a.proto', '/w/secret/b.proto');
  fs.locked.add('/w/secret');
  const { protoFiles, unreadable } = await discoverFiles(fs, '/w');
  assert.deepEqual(protoFiles, ['/w/a.proto']);
  assert.deepEqual(unreadable, [{ path: '/w/secret', message: 'permission denied' }]);
});

test('configuration files are found too', async () => {
  const { configFiles } = await discoverFiles(files('/w/buf.work.yaml', '/w/p/buf.yaml', '/w/p/buf.lock'), '/w');
  assert.deepEqual(configFiles, ['/w/buf.work.yaml', '/w/p/buf.lock', '/w/p/buf.yaml']);
});

test('stops on abort', async () => {
  const fs = files('/w/a/b/c/d.proto');
  const controller = new AbortController();
  controller.abort();
  await assert.rejects(discoverFiles(fs, '/w', { signal: controller.signal }), { name: 'AbortError' });
});
