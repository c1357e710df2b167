// A backend as a process of its own, supervised: start, calls, crash, restart, stop.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RpcError, type SuperviseOptions, type SupervisorState } from '../../pipe/index.js';
import { EchoClient, unary } from './echo-service.js';
import { supervised } from './supervised.js';

const echoBackend = fileURLToPath(new URL('./echo-backend.js', import.meta.url));

function options(more: Partial<SuperviseOptions> = {}): SuperviseOptions {
  return { command: process.execPath, args: [echoBackend, '1'], protocolVersion: 1, ...more };
}

test('starts, answers, and leaves nothing behind when it is stopped', async (t) => {
  const supervisor = supervised(t, options());
  const seen: string[] = [];
  supervisor.onState((state: SupervisorState) => seen.push(state.kind));
  supervisor.start();
  const ready = await supervisor.whenReady();
  const answer = await unary(ready.channel.client(EchoClient), Buffer.from('hello'));
  assert.equal(answer.response.toString(), 'hello');
  const directory = path.dirname(ready.channel.endpoint.path);
  await supervisor.stop();
  assert.deepEqual(seen, ['starting', 'ready', 'stopping', 'stopped']);
  assert.throws(() => process.kill(ready.pid, 0), { code: 'ESRCH' });
  if (process.platform !== 'win32') assert.equal(fs.existsSync(directory), false);
});

test('a killed backend is replaced, on another address', async (t) => {
  const supervisor = supervised(t, options());
  supervisor.start();
  const first = await supervisor.whenReady();
  const backoff = new Promise<SupervisorState>((resolve) => {
    supervisor.onState((state) => state.kind === 'backoff' && resolve(state));
  });
  const hanging = new Promise<unknown>((resolve) => {
    const call = first.channel.client(EchoClient).bidi();
    call.on('data', () => process.kill(first.pid, 'SIGKILL'));
    call.on('error', resolve);
    call.write(Buffer.from('x'));
  });
  assert.equal(RpcError.from(await hanging).codeName, 'UNAVAILABLE');
  assert.equal((await backoff).kind, 'backoff');
  const second = await supervisor.whenReady();
  assert.notEqual(second.channel.endpoint.path, first.channel.endpoint.path);
  const answer = await unary(second.channel.client(EchoClient), Buffer.from('again'));
  assert.equal(answer.response.toString(), 'again');
  assert.equal(fs.existsSync(path.dirname(first.channel.endpoint.path)) && process.platform !== 'win32', false);
  await supervisor.stop();
});

test('a backend of another protocol version is refused with a readable reason, without a second try', async (t) => {
  const supervisor = supervised(t, options({ args: [echoBackend, '2'] }));
  const seen: string[] = [];
  supervisor.onState((state) => seen.push(state.kind));
  supervisor.start();
  await assert.rejects(supervisor.whenReady(), /speaks protocol version 2, this client 1/);
  assert.deepEqual(seen, ['starting', 'crashed']);
  await supervisor.stop();
});

test('restart replaces the process', async (t) => {
  const supervisor = supervised(t, options());
  supervisor.start();
  const first = await supervisor.whenReady();
  supervisor.restart();
  const second = await supervisor.whenReady();
  assert.notEqual(first.pid, second.pid);
  await supervisor.stop();
});
