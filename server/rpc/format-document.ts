// LanguageService.Format: the edits that format an open document.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { EndOfLine, type FormatRequest, type FormatResponse } from '../../protos/gen/protopipe/v1/language.js';
import type { Replacement } from '../diagnostics/problem.js';
import { format } from '../format/format.js';
import { endOfLineOf } from '../format/line-breaks.js';
import { lineEdits } from '../format/line-edits.js';
import type { Span } from '../text/span.js';
import type { FileSystem } from '../workspace/file-system.js';
import type { Workspace } from '../workspace/workspace.js';
import { askedDocument } from './asked-document.js';
import { styleOf } from './format-style.js';

/** Only edits of the lines of the range, if there is one. Throws an RpcError for a file with syntax errors. */
export async function formatDocument(
  workspace: Workspace,
  fs: FileSystem,
  { document, range, defaults }: FormatRequest,
  signal: AbortSignal,
): Promise<FormatResponse> {
  const style = await styleOf(fs, document?.uri ?? '', defaults);
  const asked = await askedDocument(workspace, document, signal);
  const { parsed } = asked.file.source;
  // Line breaks are an editor's property of the document: the edits keep to those it has.
  const endOfLine = endOfLineOf(parsed.bytes);
  const text = format(parsed, asked.snapshot.schema.names, { ...style, endOfLine: undefined });
  if (!text) throw new RpcError(status.FAILED_PRECONDITION, 'The file has syntax errors. Mend them to format it.');
  const edits = lineEdits(parsed.bytes, text);
  return {
    edits: asked.textEdits(range ? within(edits, asked.span(range)) : edits),
    endOfLine:
      range || style.endOfLine === undefined || style.endOfLine === endOfLine
        ? EndOfLine.UNSPECIFIED
        : endOfLines[style.endOfLine],
  };
}

/** The edits of lines that a selection has something of: not of the one that it ends before. */
function within(edits: readonly Replacement[], { start, end }: Span): Replacement[] {
  return edits.filter((edit) => edit.start <= end && (edit.start < end || start === end) && edit.end > start);
}

const endOfLines = { lf: EndOfLine.LF, crlf: EndOfLine.CRLF };
