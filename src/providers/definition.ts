// Go to definition.
import type * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentPosition, toLocationLink } from '../convert/place.js';

export function definition({ ask }: Asker): vscode.DefinitionProvider {
  return {
    async provideDefinition(document, position, token) {
      const request = { position: documentPosition(document, position) };
      const answer = await ask('findDefinition', request, token);
      return answer?.links.map(toLocationLink);
    },
  };
}
