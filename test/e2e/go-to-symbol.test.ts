// Go to Symbol in Workspace: the list and where it leads.
import { test } from 'node:test';
import { openWorkbench } from './workbench.js';

test('a symbol is found by a part of its name and opened', async (t) => {
  const workbench = await openWorkbench(t);
  await workbench.whenReady();
  await workbench.command('Protopipe: Go to Symbol in Workspace...');
  await workbench.page.locator('.quick-input-widget input[placeholder^="Name of a message"]').waitFor();
  await workbench.page.keyboard.type('PlaceOrderReq');
  const row = workbench.pickerRows.filter({ hasText: 'PlaceOrderRequest' }).first();
  await row.waitFor();
  await workbench.screenshot('found');
  await row.click();
  await workbench.page.locator('.part.editor .monaco-editor[data-uri$="/order_service.proto"]').first().waitFor();
  await workbench.statusBar.filter({ hasText: 'Ln 26, Col 9' }).waitFor();
  await workbench.screenshot('opened');
  workbench.passed = true;
});
