// The message for a backend that is not there, with what can be done about it.
import * as vscode from 'vscode';
import type { SessionManager } from '../backend/session-manager.js';

/** Shows `message` as an error; does not wait for the answer. */
export function offerRestart(sessions: SessionManager, log: vscode.LogOutputChannel, message: string): void {
  const restart = 'Restart Backend';
  const show = 'Show Log';
  log.error(message);
  void vscode.window.showErrorMessage(message, restart, show).then((choice) => {
    if (choice === restart) sessions.restart();
    if (choice === show) log.show();
  });
}
