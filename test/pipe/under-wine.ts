// Runs a test file with a Windows node.exe under Wine and takes over what came of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(new URL('../../../tools/wine.mjs', import.meta.url));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function wine(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const child = spawn(process.execPath, [tool, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The variable would make the inner run report in the outer runner's binary form.
    env: { ...process.env, ...env, NODE_TEST_CONTEXT: undefined },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, stdout, stderr })));
}

/** Prepares Wine, and returns why this machine cannot run it, which is a failure where everything is required. */
export async function whyNoWine(): Promise<string | undefined> {
  if (process.platform === 'win32') return 'this is Windows';
  const { status, stdout, stderr } = await wine(['-p', 'process.platform']);
  if (status !== 3) {
    assert.equal(stdout.trim(), 'win32', stderr);
    return undefined;
  }
  assert.notEqual(process.env.PROTOPIPE_REQUIRE_ALL, '1', stderr);
  return stderr.trim();
}

/** Fails when a test of the file fails or none ran; reports how many passed and which were skipped. */
export async function runUnderWine(t: TestContext, file: string, env: Record<string, string> = {}): Promise<void> {
  const { status, stdout, stderr } = await wine(['--enable-source-maps', '--test-reporter=tap', file], env);
  const failed = /^ *not ok [\s\S]*?^ *\.\.\./m.exec(stdout)?.[0] ?? stderr.slice(-2000);
  assert.equal(status, 0, failed);
  assert.equal(count(stdout, 'fail') + count(stdout, 'cancelled'), 0, failed);
  assert.ok(count(stdout, 'pass') > 0, `no test ran: ${stdout}${stderr}`);
  t.diagnostic(`${count(stdout, 'pass')} passed`);
  for (const [line] of stdout.matchAll(/^ *ok .* # SKIP .*$/gm)) t.diagnostic(`skipped: ${line.trim()}`);
}

function count(tap: string, what: string): number {
  return Number(new RegExp(`^# ${what} (\\d+)\\r?$`, 'm').exec(tap)?.[1] ?? Number.NaN);
}
