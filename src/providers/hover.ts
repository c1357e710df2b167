// Hover.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentPosition } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export function hover({ ask }: Asker): vscode.HoverProvider {
  return {
    async provideHover(document, position, token) {
      const answer = await ask('hover', { position: documentPosition(document, position) }, token);
      return answer?.contents
        ? new vscode.Hover(new vscode.MarkdownString(answer.contents), toRange(answer.range))
        : undefined;
    },
  };
}
