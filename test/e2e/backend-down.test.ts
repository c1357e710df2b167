// What a person sees when the backend ends: an error that says so, and everything back by itself.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { slowChecks } from './slow-checks.js';
import { openWorkbench } from './workbench.js';

test('a backend killed during a check is replaced, and the next check works', async (t) => {
  const typo = 'syntax = "proto3";\n\nmessage A {\n  TYPO x = 1;\n}\n';
  const workbench = await openWorkbench(t, { fakeBackend: true, files: { ...slowChecks, 'typo.proto': typo } });
  await workbench.whenReady();
  const editor = await workbench.openFile('typo.proto');
  await editor.locator('.squiggly-error').first().waitFor();
  const pid = await workbench.backendPid();
  await workbench.command('Protopipe: Check Workspace');
  await workbench.notifications.filter({ hasText: /checking 0 of 9 files/ }).waitFor();
  process.kill(pid, 'SIGKILL');
  const failure = workbench.notifications.filter({
    hasText: 'The check was not finished: the backend stopped while it ran.',
  });
  await failure.waitFor();
  await workbench.screenshot('killed');

  await workbench.whenReady();
  assert.notEqual(await workbench.backendPid(), pid);
  // The document that was open is known to the next backend: what is typed is answered.
  await workbench.goTo(3, 1);
  await workbench.page.keyboard.type('// TYPO\n');
  await editor.locator('.squiggly-error').nth(1).waitFor();
  fs.writeFileSync(path.join(workbench.workspace, '.fake-backend.json'), '{"checkDelayMs": 0}');
  await failure.getByText('Check Again', { exact: true }).click();
  await workbench.notifications.filter({ hasText: /Checked 9 files in .*: 2 errors in 1 file\./ }).waitFor();
  await workbench.screenshot('checked-again');
  workbench.passed = true;
});

test('a backend that cannot run is given up, and a command says so', async (t) => {
  const workbench = await openWorkbench(t, { fakeBackend: true, files: { '.fake-backend.json': '{"crash": true}' } });
  await workbench.statusBar.filter({ hasText: 'Protopipe: stopped' }).waitFor();
  await workbench.command('Protopipe: Check Workspace');
  const message = workbench.notifications.filter({ hasText: 'Protopipe has no backend' });
  await message.waitFor();
  await workbench.screenshot('given-up');
  fs.writeFileSync(path.join(workbench.workspace, '.fake-backend.json'), '{"checkDelayMs": 0}');
  await message.getByText('Restart Backend', { exact: true }).click();
  await workbench.whenReady();
  workbench.passed = true;
});
