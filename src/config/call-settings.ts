// What the settings say about calls: the environment that variables are taken from, and variables.
import * as vscode from 'vscode';

/** The name of the chosen environment; '' for none. */
export function environment(): string {
  const value: unknown = vscode.workspace.getConfiguration('protopipe').get('environment');
  return typeof value === 'string' ? value : '';
}

export async function chooseEnvironment(name: string): Promise<void> {
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('protopipe').update('environment', name === '' ? undefined : name, target);
}

/** Variables of the settings by name; they win over those of environment files. */
export function variables(): Record<string, string> {
  const value: unknown = vscode.workspace.getConfiguration('protopipe').get('variables');
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) =>
      typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean' ? [[name, String(text)]] : [],
    ),
  );
}
