// Secrets of a workspace by name: values only in VS Code's SecretStorage, names beside them, because the storage cannot
// list. A workspace reads no other's secrets: a request file of somebody else's could send them anywhere.
import * as vscode from 'vscode';

const namesKey = 'protopipe.secretNames';

export class Secrets {
  constructor(private readonly extension: vscode.ExtensionContext) {}

  /** Of this workspace, sorted. */
  get names(): readonly string[] {
    return this.extension.workspaceState.get<readonly string[]>(namesKey, []);
  }

  get(name: string): Thenable<string | undefined> {
    return this.extension.secrets.get(storageKey(name));
  }

  async set(name: string, value: string): Promise<void> {
    await this.extension.secrets.store(storageKey(name), value);
    await this.extension.workspaceState.update(namesKey, [...new Set([...this.names, name])].sort());
  }

  async remove(name: string): Promise<void> {
    await this.extension.secrets.delete(storageKey(name));
    const rest = this.names.filter((each) => each !== name);
    await this.extension.workspaceState.update(namesKey, rest);
  }

  /** The secret, asked for and kept when there is none; undefined when nobody answers. */
  async ask(name: string): Promise<string | undefined> {
    return (await this.get(name)) ?? this.enter(name);
  }

  /** Asks for a value and keeps it; undefined when nobody answers. */
  async enter(name: string): Promise<string | undefined> {
    const value = await vscode.window.showInputBox({
      title: `Secret ${name}`,
      prompt: 'Kept in the secret storage of VS Code, for this workspace only',
      password: true,
      ignoreFocusOut: true,
    });
    if (value === undefined || value === '') return undefined;
    await this.set(name, value);
    return value;
  }
}

function storageKey(name: string): string {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  const where = workspaceFile ?? workspaceFolders?.[0]?.uri;
  return `protopipe.secret ${where?.toString() ?? ''} ${name}`;
}
