// Semantic tokens of a document and of a range.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentVersion } from '../convert/place.js';
import { fromRange } from '../convert/range.js';

/** In the order in which the backend numbers them; it repeats the names in each answer. */
export const semanticTokensLegend = new vscode.SemanticTokensLegend(
  [
    'namespace',
    'class',
    'enum',
    'enumMember',
    'property',
    'interface',
    'method',
    'type',
    'keyword',
    'modifier',
    'decorator',
  ],
  ['declaration', 'deprecated', 'defaultLibrary'],
);

export function semanticTokens({
  ask,
}: Asker): vscode.DocumentSemanticTokensProvider & vscode.DocumentRangeSemanticTokensProvider {
  const tokensIn = async (
    document: vscode.TextDocument,
    range: vscode.Range | undefined,
    token: vscode.CancellationToken,
  ) => {
    const request = { document: documentVersion(document), range: range && fromRange(range) };
    const answer = await ask('listSemanticTokens', request, token);
    return answer && new vscode.SemanticTokens(Uint32Array.from(answer.data));
  };
  return {
    provideDocumentSemanticTokens: (document, token) => tokensIn(document, undefined, token),
    provideDocumentRangeSemanticTokens: (document, range, token) => tokensIn(document, range, token),
  };
}
