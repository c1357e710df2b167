// Puts the terminal client, `protopipe`, on the PATH of VS Code's integrated terminal, run by VS Code's own runtime.
import * as vscode from 'vscode';

export function offerTerminalClient({ environmentVariableCollection, extensionUri }: vscode.ExtensionContext): void {
  const separator = process.platform === 'win32' ? ';' : ':';
  const folder = vscode.Uri.joinPath(extensionUri, 'bin').fsPath;
  environmentVariableCollection.description = 'The `protopipe` command';
  environmentVariableCollection.prepend('PATH', folder + separator);
  environmentVariableCollection.replace('PROTOPIPE_RUNTIME', process.execPath);
}
