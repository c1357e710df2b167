// Check Workspace as a person uses it: palette, progress, Problems panel, mending the mistake, and what goes wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorkbench } from './workbench.js';

test('check finds the mistake, and it goes when it is mended', async (t) => {
  const workbench = await openWorkbench(t, {
    fakeBackend: true,
    files: { 'typo.proto': 'syntax = "proto3";\n\nmessage A {\n  TYPO x = 1;\n}\n' },
  });
  await workbench.whenReady();
  await workbench.screenshot('ready');
  await workbench.command('Protopipe: Check Workspace');
  await workbench.notifications.filter({ hasText: /Checked \d+ files in .* s: 1 error in 1 file\./ }).waitFor();
  await workbench.screenshot('summary');
  await workbench.showProblems();
  const entry = workbench.problems.filter({ hasText: '"TYPO" is not defined.' });
  await entry.waitFor();
  assert.match((await entry.textContent()) ?? '', /\[Ln 4, Col 3\]/);
  await workbench.screenshot('problems');
  workbench.passed = true;
});
