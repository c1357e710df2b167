// A backend that hangs is found out and replaced; one that is busy, or slept with the machine, is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import { type LivenessOptions, type PipeChannel, RpcError, type SuperviseOptions } from '../../pipe/index.js';
import { EchoClient, unary } from './echo-service.js';
import { supervised } from './supervised.js';

const skip = process.platform === 'win32' && 'Windows has no SIGSTOP';

/** A probe that makes a call with the signal as its end. */
function probe(channel: PipeChannel, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = channel.client(EchoClient).unary(Buffer.from('?'), new grpc.Metadata(), {}, (error) => {
      if (error) reject(error);
      else resolve();
    });
    signal.addEventListener('abort', () => call.cancel(), { once: true });
  });
}

function watched(liveness: Partial<LivenessOptions>): SuperviseOptions {
  return {
    command: process.execPath,
    args: [fileURLToPath(new URL('./echo-backend.js', import.meta.url)), '1'],
    protocolVersion: 1,
    liveness: { probe, ...liveness },
  };
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** Stops this thread, as the machine does when it sleeps. */
function sleep(timeMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, timeMs);
}

test('blocked for ever: ended with a reason that says so, and replaced', { timeout: 60_000 }, async (t) => {
  const supervisor = supervised(t, watched({ intervalMs: 50, timeoutMs: 500 }));
  const reasons: string[] = [];
  supervisor.onState((state) => state.kind === 'backoff' && reasons.push(state.reason));
  supervisor.start();
  const first = await supervisor.whenReady();
  const blocked = new Promise<unknown>((resolve) => {
    first.channel.client(EchoClient).spin(Buffer.from('x'), new grpc.Metadata(), {}, resolve);
  });
  assert.equal(RpcError.from(await blocked).codeName, 'UNAVAILABLE');
  while (supervisor.state.kind === 'ready' && supervisor.state.pid === first.pid) await delay(5);
  assert.ok(isGone(first.pid));
  const second = await supervisor.whenReady();
  assert.notEqual(second.pid, first.pid);
  assert.deepEqual(reasons, ['the backend did not answer any more and was ended']);
  process.kill(second.pid, 'SIGKILL');
  while (reasons.length < 2) await delay(5);
  if (process.platform !== 'win32') assert.equal(reasons[1], 'the backend was ended by SIGKILL');
});

test('a backend that answers is left alone', async (t) => {
  let probes = 0;
  const counted: typeof probe = async (channel, signal) => {
    await probe(channel, signal);
    probes++;
  };
  const supervisor = supervised(t, watched({ probe: counted, intervalMs: 5, timeoutMs: 5_000 }));
  supervisor.start();
  const { pid } = await supervisor.whenReady();
  while (probes < 20) await delay(5);
  assert.equal(supervisor.state.kind === 'ready' && supervisor.state.pid, pid);
});

test('a backend that is busy for less than the limit is left alone', { skip, timeout: 60_000 }, async (t) => {
  const supervisor = supervised(t, watched({ intervalMs: 50, timeoutMs: 3_000 }));
  supervisor.start();
  const { pid, channel } = await supervisor.whenReady();
  process.kill(pid, 'SIGSTOP');
  await delay(2_000);
  process.kill(pid, 'SIGCONT');
  assert.equal((await unary(channel.client(EchoClient), Buffer.from('x'))).response.toString(), 'x');
  await delay(300);
  assert.equal(supervisor.state.kind === 'ready' && supervisor.state.pid, pid);
});

test('a machine that sleeps again and again, longer than the limit, ends nothing', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const supervisor = supervised(t, watched({ intervalMs: 5, timeoutMs: 2_000, failures: 1 }));
  supervisor.start();
  const { pid } = await supervisor.whenReady();
  for (let night = 0; night < 3; night++) {
    // Some probe is then under way, and its time runs out before this process runs again.
    await delay(20 + night);
    process.kill(pid, 'SIGSTOP');
    sleep(3_000);
    process.kill(pid, 'SIGCONT');
  }
  await delay(300);
  assert.equal(supervisor.state.kind === 'ready' && supervisor.state.pid, pid);
});

test('an answer that came while this process was blocked counts', { timeout: 60_000 }, async (t) => {
  let underWay = () => {};
  const announced: typeof probe = (channel, signal) => {
    const answered = probe(channel, signal);
    underWay();
    return answered;
  };
  const supervisor = supervised(t, watched({ probe: announced, intervalMs: 5, timeoutMs: 1_000, failures: 1 }));
  supervisor.start();
  const { pid } = await supervisor.whenReady();
  for (let i = 0; i < 3; i++) {
    await new Promise<void>((resolve) => {
      underWay = resolve;
    });
    // Lets the question be written.
    await new Promise((resolve) => setImmediate(resolve));
    sleep(1_500);
  }
  assert.equal(supervisor.state.kind === 'ready' && supervisor.state.pid, pid);
});
