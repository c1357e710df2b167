// The text of the well-known types that come with the product, for editors that show them read-only.
import type * as vscode from 'vscode';
import type { SessionManager } from '../backend/session-manager.js';

/** The scheme of their URIs; see WorkspaceService.ReadDocument. */
export const bundledScheme = 'protopipe-wkt';

export function bundledDocuments(sessions: SessionManager): vscode.TextDocumentContentProvider {
  return {
    async provideTextDocumentContent(uri) {
      return sessions.session?.readDocument(uri.toString(true));
    },
  };
}
