// The Targets view: a pipe that is discovered, what it serves, a request for one of its methods, a secret that is asked
// for; and a workspace that is not trusted.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type SampleOnPipe, sampleOnPipe } from '../sample-server.js';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench.js';

async function open(
  t: TestContext,
  more: (sample: SampleOnPipe) => WorkbenchOptions = () => ({}),
): Promise<{ workbench: Workbench; sample: SampleOnPipe }> {
  const sample = await sampleOnPipe();
  t.after(() => sample.stop());
  const workbench = await openWorkbench(t, more(sample));
  await workbench.whenReady();
  return { workbench, sample };
}

function entry(workbench: Workbench, text: string) {
  return workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();
}

test('a local pipe is discovered, saved, unfolded and called', async (t) => {
  const { workbench, sample } = await open(t);
  await workbench.page.locator('.activitybar a[aria-label^="Protopipe"]').click();
  await workbench.page.getByRole('button', { name: 'Discover Local Pipes' }).first().waitFor();
  await workbench.screenshot('empty');
  await workbench.command('Protopipe: Discover Local Pipes');
  const found = workbench.pickerRows.filter({ hasText: sample.address });
  await found.filter({ hasText: 'protopipe.sample.v1.OrderService' }).waitFor();
  await workbench.screenshot('discovered');
  await workbench.page.keyboard.type(sample.address);
  await workbench.page.keyboard.press('Enter');
  await entry(workbench, sample.address).click();
  await entry(workbench, 'OrderService').click();
  const method = entry(workbench, 'WatchOrders');
  await method.hover();
  await workbench.screenshot('unfolded');
  const settings = JSON.parse(fs.readFileSync(path.join(workbench.workspace, '.vscode/settings.json'), 'utf8'));
  assert.deepEqual(settings['protopipe.targets'], [{ address: sample.address }]);
  await method.locator('.codicon-play').click();
  await workbench.page
    .locator('.part.editor .view-line')
    .filter({ hasText: `GRPC ${sample.address}/` })
    .waitFor();
  await workbench.screenshot('drafted');
  workbench.passed = true;
});

test('a secret is asked for, kept, and written nowhere', async (t) => {
  const secret = 'hush-hush-4711';
  const { workbench } = await open(t, ({ address }) => ({
    files: {
      'calls/secret.grpc': `GRPC ${address}/protopipe.sample.v1.OrderService/GetOrder\nauthorization: Bearer {{$secret TOKEN}}\n\n{ "id": "1" }\n`,
    },
  }));
  await workbench.openFile('secret.grpc');
  await workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Call' }).first().click();
  const input = workbench.picker.locator('input[type=password]');
  await input.waitFor();
  await workbench.screenshot('asked');
  await input.fill(secret);
  await workbench.page.keyboard.press('Enter');
  const answer = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
  await answer.locator('.state.ok').waitFor();
  await answer.getByRole('button', { name: 'Repeat' }).click();
  await answer.locator('.state.ok').waitFor();
  assert.equal(await workbench.picker.isVisible(), false);
  assert.deepEqual(filesWith(path.dirname(workbench.workspace), secret), []);
  workbench.passed = true;
});

/** Files below a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  const all = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((each) => each.isFile()).map((each) => path.join(each.parentPath, each.name));
  assert.ok(files.length > 20);
  return files.filter((file) => fs.readFileSync(file).includes(text));
}

test('in a workspace that is not trusted nothing is called', async (t) => {
  const sample = await sampleOnPipe();
  t.after(() => sample.stop());
  const workbench = await openWorkbench(t, {
    trustWorkspaces: false,
    files: {
      'calls/one.grpc': `GRPC ${sample.address}/protopipe.sample.v1.OrderService/GetOrder\n\n{ "id": "1" }\n`,
    },
    settings: { 'security.workspace.trust.startupPrompt': 'never' },
  });
  await workbench.whenReady();
  await workbench.openFile('one.grpc');
  await workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Call' }).first().click();
  const message = workbench.notifications.filter({ hasText: 'not trusted' });
  await message.getByText('Manage Workspace Trust', { exact: true }).waitFor();
  assert.equal(await workbench.page.locator('iframe.webview').count(), 0);
  await workbench.screenshot('refused');
  workbench.passed = true;
});
