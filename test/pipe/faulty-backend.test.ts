// Backends that fail to start, fail while running, or do not want to end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import { type LaunchOptions, launchBackend, RpcError } from '../../pipe/index.js';
import { EchoClient, unary } from './echo-service.js';
import { supervised } from './supervised.js';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const windows = process.platform === 'win32';

function faulty(fault: string, more: Partial<LaunchOptions> = {}): LaunchOptions {
  return { command: process.execPath, args: [file('./faulty-backend.js'), fault], protocolVersion: 1, ...more };
}

function healthy(more: Partial<LaunchOptions> = {}): LaunchOptions {
  return { command: process.execPath, args: [file('./echo-backend.js'), '1'], protocolVersion: 1, ...more };
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

for (const [fault, expected] of [
  ['never ready', /^DEADLINE_EXCEEDED: the backend was not ready within 1000 ms$/],
  ['garbage', /^UNAVAILABLE: the backend wrote "Debugger listening on ws:.*" where its ready line was expected$/],
  ['garbage without an end', /^UNAVAILABLE: the backend wrote "x{100}" where its ready line was expected$/],
  ['closes stdout', /^UNAVAILABLE: the backend closed its stdout|^DEADLINE_EXCEEDED: the backend was not ready/],
  ['exits', /^UNAVAILABLE: the backend exited with code 3: no such option: --frobnicate$/],
  ['ready without listening', /^DEADLINE_EXCEEDED: the backend was not ready within 1000 ms$/],
] as const) {
  test(`a backend that fails to start: ${fault}`, async () => {
    const readyTimeoutMs = fault === 'exits' || fault.startsWith('garbage') ? 20_000 : 1_000;
    await assert.rejects(launchBackend(faulty(fault, { readyTimeoutMs })), (error) => {
      assert.ok(error instanceof RpcError);
      assert.match(error.toString(), expected);
      return true;
    });
  });
}

test('a command that does not exist', async () => {
  const launching = launchBackend(healthy({ command: '/no/such/command' }));
  await assert.rejects(launching, /^UNAVAILABLE: the backend could not be started \(spawn .*ENOENT\)$/);
});

test('a start that is aborted leaves no process', async () => {
  const controller = new AbortController();
  const launching = launchBackend(faulty('never ready'), controller.signal);
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(launching, { name: 'RpcError', code: grpc.status.CANCELLED });
  await assert.rejects(launchBackend(healthy(), controller.signal), { code: grpc.status.CANCELLED });
});

test('a backend that repeats its start line: the secret is in no message', async () => {
  const failure = await launchBackend(faulty('echoes its start line')).catch((error: unknown) => error);
  assert.ok(failure instanceof RpcError);
  assert.match(failure.message, /where its ready line was expected/);
  assert.doesNotMatch(failure.message, /[A-Za-z0-9+/]{40}/);
});

test('the secret is neither in the arguments nor in the environment of the process', async (t) => {
  if (process.platform !== 'linux') return t.skip('reads /proc');
  const backend = await launchBackend(healthy());
  const visible = ['cmdline', 'environ']
    .map((name) => fs.readFileSync(`/proc/${backend.pid}/${name}`, 'latin1'))
    .join();
  assert.match(visible, /echo-backend\.js/);
  const random = /protopipe-\d+-([0-9a-f]{32})/.exec(backend.channel.endpoint.path)?.[1];
  assert.ok(random);
  assert.equal(visible.includes(random), false);
  // 32 bytes of secret are 43 characters of base64 or 64 of hex; the paths of this test hold nothing like it.
  assert.doesNotMatch(visible, /(?<![\w+/=-])(?:[A-Za-z0-9+]{43}=|[0-9a-f]{64})(?![\w+/=-])/);
  await backend.stop(5_000);
});

test('a backend that floods stderr answers all the same, and its text arrives', { timeout: 60_000 }, async () => {
  let bytes = 0;
  const backend = await launchBackend(
    faulty('floods stderr', {
      readyTimeoutMs: 50_000,
      onStderr: (text) => {
        bytes += text.length;
      },
    }),
  );
  const answer = await unary(backend.channel.client(EchoClient), Buffer.from('x'));
  assert.equal(answer.response.toString(), 'x');
  assert.ok(bytes > 0);
  backend.kill();
  await backend.exited;
});

test('a crash loop ends with the reason, and a person can start again', async (t) => {
  const supervisor = supervised(t, { ...faulty('exits'), restart: { firstDelayMs: 1, maxCrashes: 2 } });
  const seen: string[] = [];
  supervisor.onState((state) => seen.push(state.kind));
  supervisor.start();
  await assert.rejects(supervisor.whenReady(), /exited with code 3: no such option/);
  assert.deepEqual(seen, ['starting', 'backoff', 'starting', 'backoff', 'starting', 'crashed']);
  const givenUp: unknown = supervisor.state;
  assert.deepEqual(givenUp, {
    kind: 'crashed',
    crashes: 3,
    reason: 'the backend exited with code 3: no such option: --frobnicate',
  });
  supervisor.start();
  assert.equal(supervisor.state.kind, 'starting');
  await supervisor.stop();
  assert.equal(supervisor.state.kind, 'stopped');
});

test('a backend that dies after it was ready is started again', async (t) => {
  const supervisor = supervised(t, { ...faulty('dies when called'), restart: { firstDelayMs: 1, maxCrashes: 1 } });
  const seen: string[] = [];
  supervisor.onState((state) => {
    seen.push(state.kind);
    if (state.kind === 'ready')
      state.channel.client(EchoClient).hang(Buffer.from('x'), new grpc.Metadata(), {}, () => {});
  });
  supervisor.start();
  await new Promise<void>((resolve) => supervisor.onState((state) => state.kind === 'crashed' && resolve()));
  assert.deepEqual(seen, ['starting', 'ready', 'backoff', 'starting', 'ready', 'crashed']);
  await supervisor.stop();
});

test('a backend that does not stop is killed', async (t) => {
  const supervisor = supervised(t, { ...faulty('does not stop'), stopTimeoutMs: 300 });
  supervisor.start();
  const { pid, channel } = await supervisor.whenReady();
  await supervisor.stop();
  assert.ok(isGone(pid));
  if (!windows) assert.equal(fs.existsSync(channel.endpoint.path), false);
});

test('stop during the start, restart during the start, stop twice', async (t) => {
  const supervisor = supervised(t, healthy());
  supervisor.start();
  await Promise.all([supervisor.stop(), supervisor.stop()]);
  supervisor.start();
  supervisor.restart();
  const { channel } = await supervisor.whenReady();
  assert.equal((await unary(channel.client(EchoClient), Buffer.from('x'))).response.toString(), 'x');
  await supervisor.stop();
  await assert.rejects(supervisor.whenReady(), /the backend is stopped/);
});

test('an order from within a listener reaches everybody once, and in order', async (t) => {
  const supervisor = supervised(t, healthy());
  const seen: string[] = [];
  supervisor.onState((state) => {
    if (state.kind === 'ready') void supervisor.stop();
  });
  supervisor.onState((state) => seen.push(state.kind));
  supervisor.start();
  await new Promise<void>((resolve) => supervisor.onState((state) => state.kind === 'stopped' && resolve()));
  assert.deepEqual(seen, ['starting', 'stopping', 'stopped']);
});

for (const [name, spin] of [
  ['idle', false],
  ['blocked for ever', true],
] as const) {
  test(`when the parent is killed, a backend that is ${name} ends too`, { timeout: 60_000 }, async () => {
    const parent = spawn(process.execPath, [file('./parent-of-backend.js'), String(spin)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    parent.stdout.destroy();
    const { pid, path } = JSON.parse(line.toString()) as { pid: number; path: string };
    assert.equal(isGone(pid), false);
    const exited = once(parent, 'exit');
    parent.kill('SIGKILL');
    await exited;
    while (!isGone(pid)) await delay(20);
    if (!windows) assert.equal(fs.existsSync(path), false);
  });
}

test('without a start line a backend says why it ends', async () => {
  const child = spawn(process.execPath, [file('./echo-backend.js')], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit') as Promise<[number]>;
  child.stdin.end('hello\n');
  const [stderr] = (await once(child.stderr, 'data')) as [Buffer];
  assert.match(stderr.toString(), /^INVALID_ARGUMENT: expected a start line on stdin/);
  for (const stream of child.stdio) stream?.destroy();
  const [code] = await exited;
  assert.equal(code, 1);
});
