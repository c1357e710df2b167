// What a killed parent and a killed child leave behind is removed by the next start, and nothing else is.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { launchBackend } from '../../pipe/index.js';
import { removeStaleEndpoints } from '../../pipe/stale-endpoints.js';
import { temporaryFolder } from '../temporary-folder.js';

const skip = process.platform === 'win32' && 'Windows pipes are no files';
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A folder of this test alone that private directories are made in. */
function ownRuntimeFolder(t: TestContext): string {
  const folder = temporaryFolder(t, {});
  const before = process.env.XDG_RUNTIME_DIR;
  process.env.XDG_RUNTIME_DIR = folder;
  t.after(() => {
    if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
    else process.env.XDG_RUNTIME_DIR = before;
  });
  return folder;
}

/** The number of a process that is gone. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** A directory as `createPrivateEndpoint` makes it, an hour old unless said otherwise. */
function privateDirectory(folder: string, owner: number, ageMs = 3_600_000): string {
  const directory = path.join(folder, `protopipe-${owner}-${randomBytes(16).toString('hex')}`);
  fs.mkdirSync(directory, { mode: 0o700 });
  makeOld(directory, ageMs);
  return directory;
}

function makeOld(directory: string, ageMs = 3_600_000): void {
  fs.utimesSync(directory, new Date(), new Date(Date.now() - ageMs));
}

async function listen(directory: string): Promise<net.Server> {
  const server = net.createServer((socket) => socket.destroy()).listen(path.join(directory, 's'));
  await once(server, 'listening');
  makeOld(directory);
  return server;
}

test('parent and child are killed: the next start clears up', { skip }, async (t) => {
  const folder = ownRuntimeFolder(t);
  const parent = spawn(process.execPath, [file('./parent-of-backend.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const { pid, path: left } = JSON.parse(line.toString()) as { pid: number; path: string };
  const exited = once(parent, 'exit');
  // Stopped first, so that it does not see the end of its child.
  parent.kill('SIGSTOP');
  process.kill(pid, 'SIGKILL');
  parent.kill('SIGKILL');
  await exited;
  assert.equal(path.dirname(left), folder);
  assert.deepEqual(fs.readdirSync(left), ['s']);
  makeOld(left);

  const args = [file('./echo-backend.js'), '1'];
  const backend = await launchBackend({ command: process.execPath, args, protocolVersion: 1 });
  t.after(() => backend.stop(5_000));
  while (fs.existsSync(left)) await delay(5);
  assert.ok(fs.existsSync(backend.channel.endpoint.path));
});

test('what is alive, young, of others or something else stays', { skip }, async (t) => {
  const folder = ownRuntimeFolder(t);
  const gone = deadPid();
  const ofLivingOwner = privateDirectory(folder, process.pid);
  const young = privateDirectory(folder, gone, 1_000);
  const listening = privateDirectory(folder, gone);
  const server = await listen(listening);
  t.after(() => server.close());
  const withMore = privateDirectory(folder, gone);
  fs.writeFileSync(path.join(withMore, 'precious'), '');
  makeOld(withMore);
  const target = path.join(folder, 'target');
  fs.mkdirSync(target);
  const link = path.join(folder, `protopipe-${gone}-${'0'.repeat(32)}`);
  fs.symlinkSync(target, link);
  const otherName = path.join(folder, `protopipe-${gone}-mine`);
  fs.mkdirSync(otherName);
  makeOld(otherName);
  const empty = privateDirectory(folder, gone);
  await removeStaleEndpoints();
  for (const kept of [ofLivingOwner, young, listening, withMore, target, link, otherName])
    assert.ok(fs.existsSync(kept));
  assert.equal(fs.existsSync(empty), false);
  assert.deepEqual(fs.readdirSync(listening), ['s']);
});

test('a directory of another user stays', { skip }, async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root can give a directory to another user');
  const folder = ownRuntimeFolder(t);
  const directory = privateDirectory(folder, deadPid());
  fs.chownSync(directory, 65534, 65534);
  await removeStaleEndpoints();
  assert.ok(fs.existsSync(directory));
});

test('one run removes 32 directories, the next one the rest', { skip }, async (t) => {
  const folder = ownRuntimeFolder(t);
  const gone = deadPid();
  for (let i = 0; i < 40; i++) privateDirectory(folder, gone);
  await removeStaleEndpoints();
  assert.equal(fs.readdirSync(folder).length, 8);
  // As two windows that start at the same moment.
  await Promise.all([removeStaleEndpoints(), removeStaleEndpoints()]);
  assert.deepEqual(fs.readdirSync(folder), []);
});
