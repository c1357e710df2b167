// Find references: VS Code takes them in one piece, the backend sends them as it finds them.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { abortSignal } from '../convert/abort-signal.js';
import { documentPosition } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export function references({ sessions, log }: Asker): vscode.ReferenceProvider {
  return {
    async provideReferences(document, position, { includeDeclaration }, token) {
      const { session } = sessions;
      if (!session) return undefined;
      const found: vscode.Location[] = [];
      // Of thousands of places, many lie in one file.
      let file = '';
      let parsed: vscode.Uri | undefined;
      const request = { position: documentPosition(document, position), includeDeclaration };
      try {
        for await (const { locations } of session.findReferences(request, abortSignal(token)))
          for (const { uri, range } of locations) {
            if (uri !== file || !parsed) {
              file = uri;
              parsed = vscode.Uri.parse(uri);
            }
            found.push(new vscode.Location(parsed, toRange(range)));
          }
      } catch (error) {
        if (!token.isCancellationRequested) log.warn(`references could not be found: ${error}`);
      }
      return found;
    },
  };
}
