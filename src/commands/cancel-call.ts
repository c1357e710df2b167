// Cancel Call: ends the call of a request, or the one that was begun last.
import * as vscode from 'vscode';
import type { CommandContext } from './command.js';

export function cancelCall({ panels }: CommandContext, key?: unknown): void {
  const call = panels.findRunning(typeof key === 'string' ? key : undefined)?.call;
  if (call) call.cancel();
  else void vscode.window.showInformationMessage('No call is running.');
}
