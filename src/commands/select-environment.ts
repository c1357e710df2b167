// Select Environment: which environment the variables of requests are taken from.
import * as vscode from 'vscode';
import { chooseEnvironment, environment } from '../config/call-settings.js';
import { environmentNames } from '../config/environments.js';

export async function selectEnvironment(): Promise<void> {
  const none = 'No Environment';
  const current = environment();
  const items = [none, ...(await environmentNames())].map((label) => ({
    label,
    description: label === (current || none) ? 'current' : '',
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Select Environment' });
  if (chosen) await chooseEnvironment(chosen.label === none ? '' : chosen.label);
}
