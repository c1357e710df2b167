// Check Workspace on some thousand files of others, with the real backend, killed in between.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openWorkbench } from './workbench.js';

test('the corpus has no errors, also after the backend was killed during a check', async (t) => {
  const workbench = await openWorkbench(t, {
    workspace: path.join(process.cwd(), 'node_modules/google-proto-files'),
    // Bundled, as everywhere.
    without: 'google/protobuf',
  });
  await workbench.statusBar.filter({ hasText: 'Protopipe: reading' }).waitFor();
  await workbench.screenshot('reading');
  await workbench.whenReady();
  const pid = await workbench.backendPid();
  await workbench.command('Protopipe: Check Workspace');
  await workbench.notifications.filter({ hasText: /Check Workspace: \w+ [\d,]+ of 8,?017 files/ }).waitFor();
  await workbench.screenshot('progress');
  process.kill(pid, 'SIGKILL');
  const failure = workbench.notifications.filter({ hasText: 'The check was not finished: the backend stopped' });
  await failure.waitFor();
  await failure.getByText('Check Again', { exact: true }).click();
  const summary = workbench.notifications.filter({ hasText: /Checked 8,017 files in [\d.]+ s: / });
  await summary.waitFor();
  await workbench.screenshot('summary');
  assert.doesNotMatch((await summary.textContent()) ?? '', /error/);
  assert.equal(fs.existsSync(path.join(workbench.workspace, 'google/protobuf')), false);
  workbench.passed = true;
});
