// Set Secret, Remove Secret: values that requests name and that no file holds.
import * as vscode from 'vscode';
import type { CommandContext } from './command.js';

export async function setSecret({ secrets }: CommandContext): Promise<void> {
  const other = 'New Secret...';
  const known = secrets.names;
  const chosen =
    known.length === 0 ? other : await vscode.window.showQuickPick([...known, other], { title: 'Set Secret' });
  const name = chosen === other ? await askName() : chosen;
  if (name && (await secrets.enter(name)) !== undefined) {
    void vscode.window.showInformationMessage(`Requests reach the secret as {{$secret ${name}}}.`);
  }
}

export async function removeSecret({ secrets }: CommandContext): Promise<void> {
  const known = secrets.names;
  if (known.length === 0) {
    void vscode.window.showInformationMessage('This workspace has no secrets.');
    return;
  }
  const name = await vscode.window.showQuickPick([...known], { title: 'Remove Secret' });
  if (name !== undefined) await secrets.remove(name);
}

function askName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Name of the Secret',
    prompt: 'Requests reach it as {{$secret NAME}}',
    validateInput: (text) => (/^[\w.-]+$/.test(text) ? undefined : 'Letters, digits, "_", "." and "-"'),
  });
}
