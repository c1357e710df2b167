// The tests of this folder again, with a Windows node.exe and Windows pipes, under Wine.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const tool = path.join(here, '../../../tools/wine.mjs');
/** Files that are not about Windows pipes, or do not end in reasonable time there. */
const leftOut = /^(wine|interop.*|.*\.slow)\.test\.js$/;

function wine(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  // The variable would make the inner run report in the outer runner's binary form.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const child = spawn(process.execPath, [tool, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
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

const count = (tap: string, what: string) =>
  Number(new RegExp(`^# ${what} (\\d+)\\r?$`, 'm').exec(tap)?.[1] ?? Number.NaN);

describe('under Wine', { skip: process.platform === 'win32' && 'this is Windows', timeout: 600_000 }, () => {
  let missing: string | undefined;
  before(async () => {
    const { status, stdout, stderr } = await wine('-p', 'process.platform');
    if (status === 3) missing = stderr.trim();
    else assert.equal(stdout.trim(), 'win32', stderr);
    assert.ok(!missing || process.env.PROTOPIPE_REQUIRE_ALL !== '1', missing);
  });

  const files = fs.readdirSync(here).filter((name) => name.endsWith('.test.js') && !leftOut.test(name));
  assert.ok(files.length > 5);
  for (const file of files) {
    test(file, async (t) => {
      if (missing) return t.skip(missing);
      const { status, stdout, stderr } = await wine(
        '--enable-source-maps',
        '--test-reporter=tap',
        path.join(here, file),
      );
      const failed = /^not ok [\s\S]*?^ {2}\.\.\./m.exec(stdout)?.[0] ?? stderr.slice(-2000);
      assert.equal(status, 0, failed);
      assert.equal(count(stdout, 'fail') + count(stdout, 'cancelled'), 0, failed);
      assert.ok(count(stdout, 'pass') > 0, `no test ran: ${stdout}${stderr}`);
      t.diagnostic(`${count(stdout, 'pass')} passed`);
      for (const [line] of stdout.matchAll(/^ok .* # SKIP .*$/gm)) t.diagnostic(`skipped: ${line.trim()}`);
    });
  }
});
