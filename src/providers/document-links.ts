// Imports as links to their files.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentVersion } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export function documentLinks({ ask }: Asker): vscode.DocumentLinkProvider {
  return {
    async provideDocumentLinks(document, token) {
      const request = { document: documentVersion(document) };
      const answer = await ask('listDocumentLinks', request, token);
      return answer?.links.map(
        ({ range, targetUri }) => new vscode.DocumentLink(toRange(range), vscode.Uri.parse(targetUri)),
      );
    },
  };
}
