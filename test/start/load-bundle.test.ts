// Bundles that are loaded with compiled code of an earlier run: what they do is the same with it, without it, and when
// it cannot be kept.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { repository } from '../backend-process.js';
import { temporaryFolder } from '../temporary-folder.js';

const loader = pathToFileURL(path.join(repository, 'out/start/load-bundle.js')).href;
const main = `const { greeting } = require('./chunk.cjs');
console.log(greeting(require('node:path').basename(__filename)));`;

interface Program {
  readonly folder: string;
  readonly caches: string;
  run(): string;
  /** The kept code of the main bundle. */
  kept(): string;
}

function program(context: TestContext): Program {
  const chunk = `exports.greeting = (name) => 'hello from ' + name;`;
  const folder = temporaryFolder(context, { 'main.cjs': main, 'chunk.cjs': chunk });
  const caches = path.join(folder, 'caches');
  const start = `import { createRequire } from 'node:module';
    import { loadBundle } from '${loader}';
    loadBundle(${JSON.stringify(folder)}, 'main.cjs', 'test', createRequire(import.meta.url));`;
  const env = { ...process.env, XDG_CACHE_HOME: caches, LOCALAPPDATA: caches, HOME: caches };
  return {
    folder,
    caches,
    run: () => execFileSync(process.execPath, ['--input-type=module', '-e', start], { env, encoding: 'utf8' }),
    kept() {
      const files = fs.readdirSync(caches, { recursive: true, encoding: 'utf8' });
      const found = files.filter((file) => path.basename(file) === 'main.cjs');
      assert.equal(found.length, 1, files.join('\n'));
      return path.join(caches, found[0]);
    },
  };
}

test('a later run takes the code that the first one left', (context) => {
  const { run, kept } = program(context);
  assert.equal(run(), 'hello from main.cjs\n');
  const { ino } = fs.statSync(kept());
  assert.equal(run(), 'hello from main.cjs\n');
  // Code that was not taken would have been written again, to a file of its own.
  assert.equal(fs.statSync(kept()).ino, ino);
});

test('a bundle of another version is not run with old code', (context) => {
  const { run, kept, folder } = program(context);
  run();
  const { ino } = fs.statSync(kept());
  // Of the same length: V8 alone would take it for the same.
  fs.writeFileSync(path.join(folder, 'main.cjs'), main.replace('basename', 'dirname '));
  assert.notEqual(run(), 'hello from main.cjs\n');
  assert.notEqual(fs.statSync(kept()).ino, ino);
});

test('kept code that is damaged is made again', (context) => {
  const { run, kept } = program(context);
  run();
  const whole = fs.readFileSync(kept());
  // As a system leaves a file that crashed before all of it was on the disk.
  const hollow = Buffer.from(whole).fill(0, whole.length - 64);
  for (const bytes of [
    hollow,
    Buffer.alloc(0),
    whole.subarray(0, 100),
    whole.subarray(0, whole.length / 2),
    Buffer.alloc(4096),
  ]) {
    fs.writeFileSync(kept(), bytes);
    assert.equal(run(), 'hello from main.cjs\n');
    const { ino } = fs.statSync(kept());
    run();
    // What is taken is not written again.
    assert.equal(fs.statSync(kept()).ino, ino);
  }
});

test('without a folder to keep code in, everything works', (context) => {
  const { run, caches } = program(context);
  fs.writeFileSync(caches, 'a file in the place of the folder');
  assert.equal(run(), 'hello from main.cjs\n');
});

const noOwners = process.platform === 'win32' && 'folders have no permissions of this kind on Windows';

test('code is not taken from a folder that others may write to', { skip: noOwners }, (context) => {
  const { run, kept } = program(context);
  run();
  const { ino } = fs.statSync(kept());
  fs.chmodSync(path.dirname(kept()), 0o777);
  // Would be found to be another version's, and written again, if it were looked at.
  fs.writeFileSync(kept(), 'of somebody else');
  assert.equal(run(), 'hello from main.cjs\n');
  assert.equal(fs.readFileSync(kept(), 'utf8'), 'of somebody else');
  assert.equal(fs.statSync(kept()).ino, ino);
});

test('of Node’s own modules those that take long are loaded when they are used', (context) => {
  const { run, folder } = program(context);
  const script = `const http2 = require('node:http2');
    const { connect } = require('node:net');
    const isLoaded = () => process.moduleLoadList.includes('NativeModule http2');
    console.log(isLoaded(), typeof connect, typeof http2.connect, isLoaded(), http2.constants === require('http2').constants);`;
  fs.writeFileSync(path.join(folder, 'main.cjs'), script);
  assert.equal(run(), 'false function function true true\n');
});

test('code that was not used for long is removed by who leaves some', (context) => {
  const { run, kept } = program(context);
  run();
  const all = path.dirname(path.dirname(kept()));
  const old = path.join(all, '18.0.0-10.1-x64-check');
  const young = path.join(all, '22.0.0-12.4-x64-check');
  for (const folder of [old, young]) fs.mkdirSync(folder);
  fs.utimesSync(old, 0, 0);
  fs.rmSync(kept());
  run();
  assert.deepEqual([fs.existsSync(old), fs.existsSync(young), fs.existsSync(kept())], [false, true, true]);
});
