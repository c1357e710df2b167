// Nothing is called for a workspace that is not trusted: its files could send anything anywhere.
import * as vscode from 'vscode';

/** Whether calls may be made; otherwise a message says why not and offers to change it. */
export function mayCall(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const message = 'Protopipe calls nothing for a workspace that is not trusted: its files could send data anywhere.';
  void vscode.window.showWarningMessage(message, manage).then((choice) => {
    if (choice === manage) void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
