// Check Workspace as a person uses it: palette, progress, Problems panel, mending the mistake, cancelling.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slowChecks } from './slow-checks.js';
import { openWorkbench } from './workbench.js';

test('check finds the mistake of the samples, and it goes when it is mended', async (t) => {
  const workbench = await openWorkbench(t);
  await workbench.whenReady();
  await workbench.command('Protopipe: Check Workspace');
  await workbench.notifications.filter({ hasText: /Checked 8 files in [\d.]+ s: 1 error in 1 file\./ }).waitFor();
  await workbench.screenshot('summary');
  await workbench.showProblems();
  const entry = workbench.problems.filter({ hasText: '"Adress" is not defined' });
  await entry.waitFor();
  assert.match((await entry.textContent()) ?? '', /\[Ln 14, Col 3\]/);
  await workbench.screenshot('problems');

  const editor = await workbench.openFile('shipping.proto');
  await editor.locator('.squiggly-error').first().waitFor();
  await workbench.screenshot('squiggle');
  await workbench.goTo(14, 4);
  await workbench.page.keyboard.type('d');
  await entry.waitFor({ state: 'detached' });
  await workbench.screenshot('mended');
  await workbench.save();
  await workbench.command('Protopipe: Check Workspace');
  await workbench.notifications.filter({ hasText: /Checked 8 files in [\d.]+ s: no problems\./ }).waitFor();
  await workbench.screenshot('no-problems');
  workbench.passed = true;
});

test('a check shows its progress and can be cancelled', async (t) => {
  const workbench = await openWorkbench(t, { fakeBackend: true, files: slowChecks });
  await workbench.whenReady();
  await workbench.command('Protopipe: Check Workspace');
  const progress = workbench.notifications.filter({ hasText: /Check Workspace: checking 0 of 8 files/ });
  await progress.waitFor();
  await workbench.screenshot('progress');
  await progress.getByText('Cancel', { exact: true }).click();
  await progress.waitFor({ state: 'detached' });
  await workbench.statusBar.filter({ hasText: 'Protopipe: the check was cancelled' }).waitFor();
  await workbench.screenshot('cancelled');
  workbench.passed = true;
});
