// Ends the backend and starts another, also when it had been given up.
import * as vscode from 'vscode';
import type { CommandContext } from './command.js';

export function restartBackend({ sessions, log }: CommandContext): void {
  log.info('restart asked for');
  sessions.restart();
  vscode.window.setStatusBarMessage('Protopipe: restarting the backend …', 3_000);
}
