// protopipe check with what an earlier run kept: the same output, and nothing where none is wanted.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { cacheFolder } from '../../cli/cache-folder.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runCli } from './run-cli.js';

const sources = {
  'a.proto': 'syntax = "proto3";\nimport "b.proto";\nimport "lost.proto";\nmessage A { B b = 1; Nope n = 2; }\n',
  'b.proto': 'syntax = "proto3";\nmessage B {}\n',
  'unused.proto': 'syntax = "proto3";\nimport "b.proto";\n',
  'call.grpc': 'GRPC localhost:1/no.Such/Method\n\n{}\n',
};

/** A folder to check and one to keep things in, by which the system knows its cache. */
function folders(context: Parameters<typeof temporaryFolder>[0]) {
  const cwd = temporaryFolder(context, sources);
  const cache = temporaryFolder(context);
  const env = { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  const records = () => {
    const folder = path.join(cache, 'protopipe', 'check');
    return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  };
  return { cwd, env, records };
}

test('the second check says what the first said, and so does one without a cache', async (context) => {
  const { cwd, env, records } = folders(context);
  const without = await runCli(['check', '--no-cache'], { cwd, env });
  assert.equal(without.code, 1);
  assert.match(without.stdout, /Nope.*\n.*lost\.proto|lost\.proto.*\n.*Nope/);
  assert.deepEqual(records(), []);
  for (const round of ['first', 'second', 'third']) {
    assert.deepEqual(await runCli(['check'], { cwd, env }), without, round);
    assert.equal(records().length, 1);
  }
  fs.writeFileSync(path.join(cwd, 'lost.proto'), 'syntax = "proto3";\nmessage Nope {}\n');
  const { stdout, stderr } = await runCli(['check'], { cwd, env });
  assert.doesNotMatch(stdout, /Nope|lost\.proto/);
  assert.match(stderr, /^5 files checked/);
  assert.deepEqual(await runCli(['check', '--no-cache'], { cwd, env }), await runCli(['check'], { cwd, env }));
});

test('a cache that cannot be written to changes nothing', async (context) => {
  const { cwd } = folders(context);
  const file = path.join(temporaryFolder(context, { file: '' }), 'file');
  const env = { XDG_CACHE_HOME: file, LOCALAPPDATA: file };
  const without = await runCli(['check', '--no-cache'], { cwd, env });
  assert.deepEqual(await runCli(['check'], { cwd, env }), without);
});

test('the cache is where the system wants it', {
  skip: process.platform === 'win32' && 'paths of other systems',
}, () => {
  const folder = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform) => cacheFolder(env, platform);
  assert.equal(folder({ HOME: '/h', XDG_CACHE_HOME: '/x' }, 'linux'), '/x/protopipe/check');
  assert.equal(folder({ HOME: '/h', XDG_CACHE_HOME: 'relative' }, 'linux'), '/h/.cache/protopipe/check');
  assert.equal(folder({ HOME: '/h' }, 'darwin'), '/h/Library/Caches/protopipe/check');
  assert.equal(folder({ LOCALAPPDATA: '/l' }, 'win32'), '/l/protopipe/check');
  assert.equal(folder({}, 'win32'), '');
});
