// The commands as VS Code knows them, against the table and the manifest.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/commands/table.js';

interface Contribution {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly enablement?: string;
}

suite('commands', () => {
  const extension = vscode.extensions.getExtension('protopipe.protopipe');
  const contributed = (extension?.packageJSON.contributes.commands ?? []) as Contribution[];

  test('the table and the manifest say the same', () => {
    assert.deepEqual(
      contributed.map(({ command, enablement }) => [command, enablement]),
      commands.map(({ id, enabled }) => [id, enabled]),
    );
    assert.ok(contributed.every(({ title, category }) => title && category === 'Protopipe'));
  });

  test('each is registered, and no other', async () => {
    await extension?.activate();
    // VS Code adds commands for each view, such as protopipe.targets.focus.
    const registered = (await vscode.commands.getCommands(true)).filter((id) => /^protopipe\.\w+$/.test(id));
    assert.deepEqual(registered.sort(), commands.map(({ id }) => id).sort());
  });

  test('a folder with .proto files is enough to activate the extension', () => {
    assert.equal(extension?.isActive, true);
  });
});
