// Document highlights.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentPosition } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export function highlights({ ask }: Asker): vscode.DocumentHighlightProvider {
  return {
    async provideDocumentHighlights(document, position, token) {
      const request = { position: documentPosition(document, position) };
      const answer = await ask('highlight', request, token);
      const { Read, Write } = vscode.DocumentHighlightKind;
      return answer?.highlights.map(
        ({ range, declaration }) => new vscode.DocumentHighlight(toRange(range), declaration ? Write : Read),
      );
    },
  };
}
