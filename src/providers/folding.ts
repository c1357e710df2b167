// Folding.
import * as vscode from 'vscode';
import { FoldingKind } from '../../protos/gen/protopipe/v1/language.js';
import type { Asker } from '../backend/ask.js';
import { documentVersion } from '../convert/place.js';

export function folding({ ask }: Asker): vscode.FoldingRangeProvider {
  return {
    async provideFoldingRanges(document, _context, token) {
      const request = { document: documentVersion(document) };
      const answer = await ask('listFoldingRanges', request, token);
      return answer?.ranges.map(({ startLine, endLine, kind }) => {
        const { Comment, Imports } = vscode.FoldingRangeKind;
        const name = kind === FoldingKind.COMMENT ? Comment : kind === FoldingKind.IMPORTS ? Imports : undefined;
        return new vscode.FoldingRange(startLine, endLine, name);
      });
    },
  };
}
