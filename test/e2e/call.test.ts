// Calling as a person does it: from the lens above a method to the answer, a stream that is watched and cancelled, a
// conversation that is typed.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { sampleOnPipe } from '../sample-server.js';
import { openWorkbench, type Workbench } from './workbench.js';

const service = 'protopipe.sample.v1.OrderService';

const requests = `### Stream
# @name stream
GRPC {{target}}/${service}/WatchOrders

{ "count": 100000, "interval": "0.05s" }

### Talk
# @name talk
# @keep-open
GRPC {{target}}/${service}/Chat

{ "text": "Hello" }

### Nothing there
GRPC {{target}}/${service}/GetOrder

{ "id": "100" }
`;

async function open(t: TestContext): Promise<Workbench> {
  const sample = await sampleOnPipe();
  t.after(() => sample.stop());
  const targets = [{ name: 'Sample', address: sample.address }];
  const workbench = await openWorkbench(t, {
    files: { 'calls/try.grpc': requests },
    settings: { 'protopipe.targets': targets, 'protopipe.variables': { target: sample.address } },
  });
  await workbench.whenReady();
  return workbench;
}

/** The page of the panel with a call. */
function page(workbench: Workbench): FrameLocator {
  return workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
}

function lens(workbench: Workbench, text: string, nth = 0) {
  return workbench.page.locator('.codelens-decoration a').filter({ hasText: text }).nth(nth);
}

test('from the lens above a method to the answer', async (t) => {
  const workbench = await open(t);
  await workbench.openFile('orders.proto');
  await lens(workbench, 'Call').waitFor();
  await workbench.screenshot('lenses');
  await lens(workbench, 'Call').click();
  await workbench.pickerRows.filter({ hasText: 'Sample' }).first().waitFor();
  await workbench.page.keyboard.type('Sample');
  await workbench.page.keyboard.press('Enter');
  const editor = workbench.page.locator('.part.editor .monaco-editor[data-uri^="untitled:"]').first();
  await editor.waitFor();
  await lens(workbench, 'Call').waitFor();
  await workbench.screenshot('draft');
  await editor.click();
  await workbench.page.keyboard.press('Control+F');
  await workbench.page.keyboard.type('""');
  await workbench.page.keyboard.press('Enter');
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.type('"64"');
  await lens(workbench, 'Call').click();
  const answer = page(workbench);
  await answer.locator('.state.ok', { hasText: 'OK' }).waitFor();
  await answer.locator('.json').filter({ hasText: '9223372036854775807' }).waitFor();
  await workbench.screenshot('answer');
  workbench.passed = true;
});

test('a stream over a pipe is watched while it comes, and cancelled', async (t) => {
  const workbench = await open(t);
  await workbench.openFile('try.grpc');
  await lens(workbench, 'Call').click();
  const answer = page(workbench);
  await answer
    .locator('.totals')
    .filter({ hasText: /\d\d received/ })
    .waitFor();
  await lens(workbench, 'Cancel').waitFor();
  await workbench.screenshot('streaming');
  await answer.getByRole('button', { name: 'Cancel' }).click();
  await answer.locator('.state.cancelled', { hasText: 'CANCELLED' }).waitFor();
  await answer.getByRole('listbox').focus();
  await workbench.page.keyboard.press('Home');
  await workbench.page.keyboard.press('ArrowDown');
  await answer.locator('.detail h2', { hasText: 'Message 1' }).waitFor();
  assert.equal(await answer.locator('.row[aria-selected=true]:not([hidden]) .number').textContent(), '1');
  await workbench.screenshot('cancelled');
  await lens(workbench, 'Call again').waitFor();
  workbench.passed = true;
});

test('a conversation is typed, a message that does not fit is refused, an error shows its details', async (t) => {
  const workbench = await open(t);
  await workbench.openFile('try.grpc');
  await lens(workbench, 'Call', 1).click();
  const answer = page(workbench);
  const rows = answer.locator('.row:not([hidden])');
  await rows.filter({ hasText: 'You said: Hello' }).waitFor();
  const input = answer.getByLabel('Next message');
  await input.fill('{ "text": "Are you there?" }');
  await input.press('Control+Enter');
  await rows.filter({ hasText: 'You said: Are you there?' }).waitFor();
  await input.fill('{ "txt": "?" }');
  await answer.getByRole('button', { name: 'Send', exact: true }).click();
  await rows.filter({ hasText: 'was not sent' }).waitFor();
  await workbench.screenshot('conversation');
  await answer.getByRole('button', { name: 'Close Sending' }).click();
  await answer.locator('.state.ok').waitFor();
  await workbench.screenshot('closed');

  await lens(workbench, 'Call', 2).click();
  const failed = workbench.page.frameLocator('iframe.webview.ready >> nth=-1').frameLocator('iframe');
  await failed.locator('.state.failed', { hasText: 'NOT_FOUND (5)' }).waitFor();
  await failed.locator('.error-box .json').filter({ hasText: 'NO_SUCH_ORDER' }).waitFor();
  await workbench.screenshot('details');
  workbench.passed = true;
});
