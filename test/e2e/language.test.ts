// Writing .proto as a person does: completion with its import, hover, quick fix, rename with preview and with the
// messages of a method, references and calls, formatting, the Schema view.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openWorkbench, type Workbench } from './workbench.js';

const refund =
  'syntax = "proto3";\n\npackage acme.shop.v1;\n\nmessage Refund {\n  string order_id = 1;\n  \n}\n\nservice RefundService {\n  rpc StartRefund(StartRefundRequest) returns (StartRefundResponse);\n}\n\nmessage StartRefundRequest {}\n\nmessage StartRefundResponse {}\n';
const refundFile = 'acme/shop/v1/refund.proto';

const read = ({ workspace }: Workbench, file: string): string => fs.readFileSync(path.join(workspace, file), 'utf8');

test('completion of a type adds the import, and the next number', async (t) => {
  const workbench = await openWorkbench(t, { files: { [refundFile]: refund } });
  const { page } = workbench;
  await workbench.whenReady();
  await workbench.openFile('refund.proto');
  await workbench.goTo(7, 3);
  await page.keyboard.type('Mon');
  const suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
  const money = suggestions.filter({ hasText: /^Money/ }).first();
  await money.waitFor();
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-details').waitFor();
  await workbench.screenshot('types');
  await money.click();
  await page.keyboard.type(' amount = ');
  const next = suggestions.filter({ hasText: /^2/ }).first();
  await next.waitFor();
  await workbench.screenshot('number');
  await next.click();
  await workbench.save();
  const text = read(workbench, refundFile);
  assert.match(text, /\n {2}Money amount = 2;\n/);
  assert.match(text, /\npackage acme\.shop\.v1;\n\nimport "acme\/shop\/v1\/money\.proto";\n/);
  await workbench.screenshot('imported');
  workbench.passed = true;
});

test('hover shows the declaration, a quick fix adds a missing import', async (t) => {
  const unimported = refund.replace('string order_id', 'Money amount = 2;\n  string order_id');
  const workbench = await openWorkbench(t, { files: { [refundFile]: unimported } });
  const { page } = workbench;
  await workbench.whenReady();
  await workbench.openFile('order_service.proto');
  await workbench.goTo(27, 4);
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  await page.locator('.monaco-hover:not(.hidden)').filter({ hasText: 'What a customer is about to buy.' }).waitFor();
  await workbench.screenshot('hover');
  await page.keyboard.press('Escape');

  const editor = await workbench.openFile('refund.proto');
  await editor.locator('.squiggly-error').first().waitFor();
  await workbench.goTo(6, 5);
  // It says that the editor has the focus and that the actions for the place are known.
  await editor.locator('.lightBulbWidget').waitFor();
  await page.keyboard.press('Control+.');
  await page
    .locator('.action-widget .monaco-list-row')
    .filter({ hasText: 'Import "acme/shop/v1/money.proto"' })
    .waitFor();
  await workbench.screenshot('quick-fix');
  await page.keyboard.press('Enter');
  await editor.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  await workbench.save();
  assert.match(read(workbench, refundFile), /\n\nimport "acme\/shop\/v1\/money\.proto";\n/);
  workbench.passed = true;
});

test('rename with preview, and a method with its messages', async (t) => {
  const workbench = await openWorkbench(t, { files: { [refundFile]: refund } });
  const { page } = workbench;
  await workbench.whenReady();
  await workbench.openFile('money.proto');
  const money = read(workbench, 'acme/shop/v1/money.proto').split('\n');
  const line = money.findIndex((each) => each.startsWith('message Money'));
  await workbench.goTo(line + 1, 10);
  await page.keyboard.press('F2');
  await page.locator('.rename-box input').fill('Amount');
  await page.keyboard.press('Control+Enter');
  const preview = page.locator('.refactor-preview, .bulk-edit-panel').first();
  await preview.locator('.monaco-list-row').filter({ hasText: 'cart.proto' }).first().waitFor();
  await workbench.screenshot('preview');
  await preview.getByText('Apply', { exact: true }).click();
  await page.locator('.part.editor .monaco-editor').filter({ hasText: 'message Amount' }).first().waitFor();
  await workbench.command('File: Save All Files').catch(() => page.keyboard.press('Control+K'));
  await workbench.openFile('refund.proto');
  await workbench.goTo(11, 8);
  await page.keyboard.press('F2');
  await page.locator('.rename-box input').fill('OpenRefund');
  await page.keyboard.press('Enter');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.filter({ hasText: 'named after the method' }).waitFor();
  await workbench.screenshot('companions');
  await dialog.getByText(/^Rename .* too$/).click();
  await page.locator('.part.editor .view-lines').filter({ hasText: 'OpenRefundRequest' }).first().waitFor();
  await workbench.save();
  assert.match(
    read(workbench, refundFile),
    /\n {2}rpc OpenRefund\(OpenRefundRequest\) returns \(OpenRefundResponse\);\n/,
  );
  workbench.passed = true;
});

test('references through the lens above a message, definition of one of them, call hierarchy of a method', async (t) => {
  const workbench = await openWorkbench(t);
  const { page } = workbench;
  await workbench.whenReady();
  const editor = await workbench.openFile('money.proto');
  await editor
    .locator('.codelens-decoration a')
    .filter({ hasText: /\d+ references/ })
    .first()
    .click();
  const peek = page.locator('.zone-widget .reference-zone-widget, .zone-widget.peekview-widget').first();
  await peek.locator('.monaco-list-row').filter({ hasText: 'cart.proto' }).first().waitFor();
  await workbench.screenshot('references');
  await page.keyboard.press('Escape');

  await workbench.openFile('order_service.proto');
  const source = read(workbench, 'acme/shop/v1/order_service.proto').split('\n');
  const line = source.findIndex((each) => /^ {2}rpc WatchOrder\(/.test(each)) + 1;
  await workbench.goTo(line, source[line - 1].indexOf('returns (stream ') + 'returns (stream '.length + 2);
  await page.keyboard.press('F12');
  await workbench.statusBar.filter({ hasText: 'Ln 53, Col 9' }).waitFor();

  await workbench.goTo(line, 8);
  await page.keyboard.press('Shift+Alt+H');
  const calls = page.locator('.part.sidebar');
  await calls.locator('.monaco-list-row').filter({ hasText: 'WatchOrder' }).first().waitFor();
  await calls.locator('.monaco-list-row').filter({ hasText: 'OrderService' }).first().waitFor();
  await workbench.screenshot('calls');
  workbench.passed = true;
});

test('Format Document aligns as the settings say', async (t) => {
  const ugly =
    'syntax="proto3";\n\npackage acme.ugly;\n\nmessage  A{\n string id=1; // the id\n  repeated string   labels=2; // what is on it\n map<string,int32> counts =3 [deprecated=true];\n}\n';
  const workbench = await openWorkbench(t, {
    files: { 'acme/ugly.proto': ugly },
    settings: { 'protopipe.format.alignFields': true, 'protopipe.format.alignComments': true },
  });
  const { page } = workbench;
  await workbench.whenReady();
  await workbench.openFile('ugly.proto');
  await workbench.screenshot('before');
  await workbench.command('Format Document');
  await page
    .locator('.part.editor .view-lines')
    .filter({ hasText: /repeated.string.labels\s/ })
    .first()
    .waitFor();
  await workbench.save();
  assert.equal(
    read(workbench, 'acme/ugly.proto'),
    'syntax = "proto3";\n\npackage acme.ugly;\n\nmessage A {\n  string id                 = 1; // the id\n  repeated string labels    = 2; // what is on it\n  map<string, int32> counts = 3 [deprecated = true];\n}\n',
  );
  await workbench.screenshot('after');
  workbench.passed = true;
});

test('the Schema view: levels, search, the way from the cursor and to the source', async (t) => {
  const workbench = await openWorkbench(t);
  const { page } = workbench;
  await workbench.whenReady();
  await page.locator('.part.activitybar .action-label[aria-label="Protopipe"]').click();
  const rows = page.locator('.part.sidebar .monaco-list-row');
  const row = (name: string) => rows.filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${name}$`) }) });
  await row('acme.shop.v1').waitFor();
  await row('acme.shop.v1').locator('.monaco-tl-twistie').click();
  await row('OrderService').locator('.monaco-tl-twistie').click();
  await row('WatchOrder').locator('.monaco-tl-twistie').click();
  await rows.filter({ hasText: 'stream of responses' }).waitFor();
  await workbench.screenshot('levels');

  // Once as the response, once as a message of the package.
  await row('OrderEvent').first().click();
  await page.locator('.part.editor .monaco-editor[data-uri$="/order_service.proto"]').first().waitFor();
  await workbench.statusBar.filter({ hasText: 'Ln 53, Col 9' }).waitFor();

  await workbench.command('Protopipe: Search Schema...');
  await page.locator('.quick-input-widget input[placeholder^="Part of the name"]').waitFor();
  await page.keyboard.type('voucher');
  await row('voucher').waitFor();
  await row('OrderService').waitFor({ state: 'detached' });
  await workbench.screenshot('search');
  await page.keyboard.press('Enter');
  await row('voucher').click();
  await workbench.statusBar.filter({ hasText: 'Ln 16, Col 12' }).waitFor();

  await workbench.goTo(21, 14);
  await workbench.command('Protopipe: Reveal in Schema View');
  await page.locator('.part.sidebar .monaco-list-row.selected').filter({ hasText: 'quantity' }).waitFor();
  await workbench.screenshot('revealed');
  workbench.passed = true;
});
