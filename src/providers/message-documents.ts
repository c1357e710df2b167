// Messages of calls as read-only documents, for editors that show one as a whole.
import * as vscode from 'vscode';
import type { CallPanels } from '../views/call/call-panels.js';

export const messageScheme = 'protopipe-message';

/** A document with the JSON of a row of a call. */
export function messageUri(key: string, title: string, row: number): vscode.Uri {
  const query = JSON.stringify({ key, row });
  return vscode.Uri.from({ scheme: messageScheme, path: `/${title.replaceAll('/', '.')} ${row + 1}.json`, query });
}

export function messageDocuments(panels: CallPanels): vscode.TextDocumentContentProvider {
  return {
    provideTextDocumentContent({ query }) {
      const { key, row } = JSON.parse(query) as { key: string; row: number };
      return panels.find(key)?.messageText(row);
    },
  };
}
