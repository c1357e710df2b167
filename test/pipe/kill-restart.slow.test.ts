// A backend that is killed 200 times with calls in flight, and one that is stopped for ten seconds.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import {
  type PipeChannel,
  type ReadyState,
  RpcError,
  type SuperviseOptions,
  type Supervisor,
} from '../../pipe/index.js';
import { EchoClient, unary } from './echo-service.js';
import { supervised } from './supervised.js';

const options: SuperviseOptions = {
  command: process.execPath,
  args: [fileURLToPath(new URL('./echo-backend.js', import.meta.url)), '1'],
  protocolVersion: 1,
  restart: { maxCrashes: Number.POSITIVE_INFINITY, firstDelayMs: 1, maxDelayMs: 5 },
};
const stopSignals = process.platform === 'win32' ? 'Windows has no SIGSTOP' : false;

/** The first ready state of another process than `old`. */
async function replaced(supervisor: Supervisor, old: ReadyState): Promise<ReadyState> {
  for (;;) {
    const ready = await supervisor.whenReady();
    if (ready.pid !== old.pid) return ready;
    await new Promise<void>((resolve) => {
      const dispose = supervisor.onState(() => {
        dispose();
        resolve();
      });
    });
  }
}

/** Calls of every type that are running when this resolves; each resolves with the name of its status. */
async function callsInFlight(channel: PipeChannel): Promise<Promise<string>[]> {
  const client = channel.client(EchoClient);
  const nameOf = (error: unknown) => (error ? RpcError.from(error).codeName : 'OK');
  const hang = new Promise<string>((resolve) => {
    client.hang(Buffer.from('x'), new grpc.Metadata(), {}, (error) => resolve(nameOf(error)));
  });
  const download = client.serverStream(Buffer.from('1000000:10000'));
  const down = new Promise<string>((resolve) => download.on('error', (error) => resolve(nameOf(error))));
  const up = new Promise<string>((resolve) => {
    const call = client.clientStream(new grpc.Metadata(), {}, (error) => resolve(nameOf(error)));
    call.write(Buffer.alloc(10_000));
  });
  const bidi = client.bidi();
  const both = new Promise<string>((resolve) => bidi.on('error', (error) => resolve(nameOf(error))));
  bidi.write(Buffer.from('x'));
  await Promise.all([download, bidi].map((call) => new Promise((resolve) => call.once('data', resolve))));
  download.pause();
  bidi.resume();
  return [hang, down, up, both];
}

test('200 rounds of kill and restart', { timeout: 400_000 }, async (t) => {
  const supervisor = supervised(t, options);
  supervisor.start();
  let ready = await supervisor.whenReady();
  const pipesBefore = process.getActiveResourcesInfo().length;
  const seen: ReadyState[] = [];
  for (let round = 0; round < 200; round++) {
    const calls = await callsInFlight(ready.channel);
    seen.push(ready);
    process.kill(ready.pid, 'SIGKILL');
    assert.deepEqual(await Promise.all(calls), Array(4).fill('UNAVAILABLE'), `round ${round}`);
    const late = await unary(ready.channel.client(EchoClient), Buffer.from('late')).catch((error: unknown) => error);
    assert.equal(RpcError.from(late).codeName, 'UNAVAILABLE');
    ready = await replaced(supervisor, ready);
    const answer = await unary(ready.channel.client(EchoClient), Buffer.from(`round ${round}`));
    assert.equal(answer.response.toString(), `round ${round}`);
  }
  seen.push(ready);
  assert.ok(process.getActiveResourcesInfo().length <= pipesBefore + 5, process.getActiveResourcesInfo().join());
  await supervisor.stop();
  assert.equal(new Set(seen.map(({ pid }) => pid)).size, 201);
  for (const { pid, channel } of seen) {
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    assert.equal(channel.state, 'shutdown');
    assert.equal(fs.existsSync(path.dirname(channel.endpoint.path)) && process.platform !== 'win32', false);
  }
});

test('stopped for ten seconds: deadlines hold, and what waits is answered later', {
  skip: stopSignals,
  timeout: 60_000,
}, async (t) => {
  const supervisor = supervised(t, options);
  supervisor.start();
  const { pid, channel } = await supervisor.whenReady();
  const client = channel.client(EchoClient);
  process.kill(pid, 'SIGSTOP');
  const patient = unary(client, Buffer.from('patient'));
  const impatient = unary(client, Buffer.from('impatient'), undefined, { deadline: Date.now() + 200 });
  await assert.rejects(impatient, { code: grpc.status.DEADLINE_EXCEEDED });
  await delay(10_000);
  assert.equal(supervisor.state.kind, 'ready');
  process.kill(pid, 'SIGCONT');
  assert.equal((await patient).response.toString(), 'patient');
});

test('stopped for ten seconds, with a health check: replaced', { skip: stopSignals, timeout: 60_000 }, async (t) => {
  const probe = async (channel: PipeChannel, signal: AbortSignal) => {
    await unary(channel.client(EchoClient), Buffer.from('?'), undefined, { deadline: Date.now() + 1_000 });
    signal.throwIfAborted();
  };
  const liveness = { probe, intervalMs: 500, timeoutMs: 1_500, failures: 2 };
  const supervisor = supervised(t, { ...options, liveness });
  supervisor.start();
  const first = await supervisor.whenReady();
  const calls = await callsInFlight(first.channel);
  process.kill(first.pid, 'SIGSTOP');
  const second = await replaced(supervisor, first);
  assert.deepEqual(await Promise.all(calls), Array(4).fill('UNAVAILABLE'));
  assert.throws(() => process.kill(first.pid, 0), { code: 'ESRCH' });
  assert.equal((await unary(second.channel.client(EchoClient), Buffer.from('x'))).response.toString(), 'x');
});

test('a stopped backend can be ended', { skip: stopSignals, timeout: 60_000 }, async (t) => {
  const supervisor = supervised(t, { ...options, stopTimeoutMs: 300 });
  supervisor.start();
  const { pid } = await supervisor.whenReady();
  process.kill(pid, 'SIGSTOP');
  await supervisor.stop();
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});
