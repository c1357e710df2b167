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

{

}

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

/** Takes a suggestion and writes the value over what it proposes. */
async function complete(workbench: Workbench, field: string, value: string): Promise<void> {
  const { page: window } = workbench;
  await window.keyboard.type(field.slice(0, 4));
  const row = window.locator('.suggest-widget .monaco-list-row.focused').filter({ hasText: field });
  await row.waitFor();
  await window.keyboard.press('Enter');
  await window.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
  await window.keyboard.type(value);
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
  // Between the quotes of the id.
  await workbench.goTo(7, 10);
  await workbench.page.keyboard.type('64');
  await lens(workbench, 'Call').click();
  const answer = page(workbench);
  await answer.locator('.state.ok', { hasText: 'OK' }).waitFor();
  await answer.locator('.json').filter({ hasText: '9223372036854775807' }).waitFor();
  await workbench.screenshot('answer');
  workbench.passed = true;
});

test('a request is completed by the schema; its stream over a pipe is watched while it comes, and cancelled', async (t) => {
  const workbench = await open(t);
  const editor = await workbench.openFile('try.grpc');
  await workbench.goTo(6, 1);
  await workbench.page.keyboard.press('Control+Space');
  const suggestions = workbench.page.locator('.suggest-widget .monaco-list-row');
  for (const field of ['count', 'interval', 'paddingBytes', 'failAfter']) {
    await suggestions.filter({ hasText: field }).first().waitFor();
  }
  await workbench.screenshot('fields');
  await complete(workbench, 'count', '100000');
  await workbench.page.keyboard.press('End');
  await workbench.page.keyboard.type(',\n');
  await workbench.page.keyboard.press('Control+Space');
  await complete(workbench, 'interval', '0.05s');
  await editor.locator('.view-line').filter({ hasText: '0.05s' }).waitFor();
  await workbench.screenshot('completed');
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
