// LanguageService.Format: the edits that format an open document.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { EndOfLine, type FormatRequest, type FormatResponse } from '../../protos/gen/protopipe/v1/language.js';
import { editsWithin, formatEdits } from '../format/format-edits.js';
import { endOfLineOf } from '../format/line-breaks.js';
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
  const edits = formatEdits(parsed, asked.snapshot.schema.names, style);
  if (!edits) throw new RpcError(status.FAILED_PRECONDITION, 'The file has syntax errors. Mend them to format it.');
  const endOfLine = endOfLineOf(parsed.bytes);
  return {
    edits: asked.textEdits(range ? editsWithin(parsed.bytes, edits, asked.span(range)) : edits),
    endOfLine:
      range || style.endOfLine === undefined || style.endOfLine === endOfLine
        ? EndOfLine.UNSPECIFIED
        : endOfLines[style.endOfLine],
  };
}

const endOfLines = { lf: EndOfLine.LF, crlf: EndOfLine.CRLF };
