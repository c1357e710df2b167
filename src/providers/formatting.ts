// Formatting: document, range, and the line of a statement when it is finished.
import * as vscode from 'vscode';
import { EndOfLine } from '../../protos/gen/protopipe/v1/language.js';
import type { Asker } from '../backend/ask.js';
import { formatStyle } from '../config/format-style.js';
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
    const request = {
      document: documentVersion(document),
      range: range && fromRange(range),
      defaults: formatStyle(document, options),
    };
    const answer = await ask('format', request, token);
    const edits = (answer?.edits ?? []).map(toTextEdit);
    if (answer?.endOfLine === EndOfLine.LF) edits.push(vscode.TextEdit.setEndOfLine(vscode.EndOfLine.LF));
    if (answer?.endOfLine === EndOfLine.CRLF) edits.push(vscode.TextEdit.setEndOfLine(vscode.EndOfLine.CRLF));
    return edits;
  };
  return {
    provideDocumentFormattingEdits: (document, options, token) => format(document, undefined, options, token),
    provideDocumentRangeFormattingEdits: (document, range, options, token) => format(document, range, options, token),
    provideOnTypeFormattingEdits: (document, position, _character, options, token) =>
      format(document, document.lineAt(position).range, options, token),
  };
}
