// Expand and shrink selection.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentVersion } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export function selectionRanges({ ask }: Asker): vscode.SelectionRangeProvider {
  return {
    async provideSelectionRanges(document, positions, token) {
      const request = {
        document: documentVersion(document),
        positions: positions.map(({ line, character }) => ({ line, column: character })),
      };
      const answer = await ask('listSelectionRanges', request, token);
      return answer?.selections.map(({ ranges }) => {
        let outer: vscode.SelectionRange | undefined;
        for (const range of [...ranges].reverse()) outer = new vscode.SelectionRange(toRange(range), outer);
        return outer ?? new vscode.SelectionRange(new vscode.Range(0, 0, 0, 0));
      });
    },
  };
}
