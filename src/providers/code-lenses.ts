// How often each type is used, above its declaration; a click lists the uses.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentVersion } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export function codeLenses({ ask }: Asker): vscode.CodeLensProvider {
  return {
    async provideCodeLenses(document, token) {
      const request = { document: documentVersion(document) };
      const answer = await ask('listCodeLenses', request, token);
      return answer?.lenses.map((lens) => {
        const range = toRange(lens.range);
        return new vscode.CodeLens(range, {
          title: lens.references === 1 ? '1 reference' : `${lens.references} references`,
          command: lens.references === 0 ? '' : 'editor.action.findReferences',
          arguments: [document.uri, range.start],
        });
      });
    },
  };
}
