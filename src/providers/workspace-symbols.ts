// Declared names for VS Code's own "Go to Symbol in Workspace".
import type * as vscode from 'vscode';
import type { SessionManager } from '../backend/session-manager.js';
import { abortSignal } from '../convert/abort-signal.js';
import { toSymbolInformation } from '../convert/symbol.js';

/** VS Code filters what it gets again and shows a part of it. */
const limit = 2_000;

export function workspaceSymbols(
  sessions: SessionManager,
  log: vscode.LogOutputChannel,
): vscode.WorkspaceSymbolProvider {
  return {
    async provideWorkspaceSymbols(query, token) {
      const { session } = sessions;
      // VS Code asks every provider for every query; one that is not ready has nothing to say.
      if (!session) return [];
      const found: vscode.SymbolInformation[] = [];
      try {
        for await (const { symbols } of session.searchSymbols(query, limit, abortSignal(token))) {
          for (const symbol of symbols) {
            const information = toSymbolInformation(symbol);
            if (information) found.push(information);
          }
        }
      } catch (error) {
        if (!token.isCancellationRequested) log.warn(`symbols could not be searched: ${error}`);
      }
      return found;
    },
  };
}
