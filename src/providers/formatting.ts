// Formatting: document, range, and the line of a statement when it is finished.
import type * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentVersion, toTextEdit } from '../convert/place.js';
import { fromRange } from '../convert/range.js';

/** What finishes a statement. */
export const formattingTriggers = ['}', ';'] as const;

type Formatting = vscode.DocumentFormattingEditProvider &
  vscode.DocumentRangeFormattingEditProvider &
  vscode.OnTypeFormattingEditProvider;

export function formatting({ ask }: Asker): Formatting {
  const format = async (
    document: vscode.TextDocument,
    range: vscode.Range | undefined,
    options: vscode.FormattingOptions,
    token: vscode.CancellationToken,
  ): Promise<vscode.TextEdit[]> => {
    const indent = options.insertSpaces ? ' '.repeat(options.tabSize) : '\t';
    const request = { document: documentVersion(document), range: range && fromRange(range), style: { indent } };
    return ((await ask('format', request, token))?.edits ?? []).map(toTextEdit);
  };
  return {
    provideDocumentFormattingEdits: (document, options, token) => format(document, undefined, options, token),
    provideDocumentRangeFormattingEdits: (document, range, options, token) => format(document, range, options, token),
    provideOnTypeFormattingEdits: (document, position, _character, options, token) =>
      format(document, document.lineAt(position).range, options, token),
  };
}
