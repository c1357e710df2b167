// Go to type definition.
import type * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentPosition, toLocationLink } from '../convert/place.js';

export function typeDefinition({ ask }: Asker): vscode.TypeDefinitionProvider {
  return {
    async provideTypeDefinition(document, position, token) {
      const request = { position: documentPosition(document, position) };
      const answer = await ask('findTypeDefinition', request, token);
      return answer?.links.map(toLocationLink);
    },
  };
}
