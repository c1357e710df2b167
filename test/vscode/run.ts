// Runs the mocha tests of this folder inside the extension host and leaves the counts where the test run looks.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';

/** Called by VS Code; rejects when a test failed. */
export async function run(): Promise<void> {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: false, grep: process.env.PROTOPIPE_TEST_GREP });
  for (const file of fs.readdirSync(folder).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(folder, file));
  }
  await mocha.loadFilesAsync();
  const { stats } = await new Promise<Mocha.Runner>((resolve) => {
    const runner = mocha.run(() => resolve(runner));
  });
  const counts = { passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, skipped: stats?.pending ?? 0 };
  const results = process.env.PROTOPIPE_TEST_RESULTS;
  if (results) fs.writeFileSync(results, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
}
