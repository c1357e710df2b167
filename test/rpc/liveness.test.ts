// The backend of the product under the health watch that the extension sets up.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { superviseBackend } from '../../pipe/index.js';
import { protocolVersion } from '../../protos/gen/protocol-version.js';
import { checkHealth } from '../../src/backend/check-health.js';
import { bundles } from '../backend-process.js';

const skip = process.platform === 'win32' && 'Windows has no SIGSTOP';

test('a backend that hangs is ended, said to be, and started again', { skip, timeout: 60_000 }, async (t) => {
  let answers = 0;
  const supervisor = superviseBackend({
    command: process.execPath,
    args: [path.join(bundles, 'server.cjs')],
    protocolVersion,
    liveness: {
      probe: async (channel, signal) => {
        await checkHealth(channel, signal);
        answers++;
      },
      intervalMs: 50,
      timeoutMs: 1_000,
    },
  });
  t.after(() => supervisor.stop());
  const reasons: string[] = [];
  supervisor.onState((state) => state.kind === 'backoff' && reasons.push(state.reason));
  supervisor.start();
  const first = await supervisor.whenReady();
  while (answers < 3) await delay(10);
  process.kill(first.pid, 'SIGSTOP');
  while (supervisor.state.kind === 'ready' && supervisor.state.pid === first.pid) await delay(10);
  const second = await supervisor.whenReady();
  assert.notEqual(second.pid, first.pid);
  assert.throws(() => process.kill(first.pid, 0), { code: 'ESRCH' });
  assert.deepEqual(reasons, ['the backend did not answer any more and was ended']);
  await checkHealth(second.channel, new AbortController().signal);
});

test('an aborted question is cancelled', async (t) => {
  const supervisor = superviseBackend({
    command: process.execPath,
    args: [path.join(bundles, 'server.cjs')],
    protocolVersion,
  });
  t.after(() => supervisor.stop());
  supervisor.start();
  const { channel } = await supervisor.whenReady();
  await assert.rejects(checkHealth(channel, AbortSignal.abort()), { name: 'RpcError', code: 1 });
});
