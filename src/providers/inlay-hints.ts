// Inlay hints of the visible part.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentVersion } from '../convert/place.js';
import { fromRange } from '../convert/range.js';

export function inlayHints({ ask }: Asker): vscode.InlayHintsProvider {
  return {
    async provideInlayHints(document, range, token) {
      const request = { document: documentVersion(document), range: fromRange(range) };
      const answer = await ask('listInlayHints', request, token);
      return answer?.hints.map(({ position, label, tooltip }) => {
        const hint = new vscode.InlayHint(new vscode.Position(position?.line ?? 0, position?.column ?? 0), label);
        hint.tooltip = tooltip;
        hint.paddingLeft = true;
        return hint;
      });
    },
  };
}
