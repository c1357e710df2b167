// LanguageService.Format: the edits that format an open document.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { Range, TextEdit } from '../../protos/gen/protopipe/v1/common.js';
import type { FormatStyle as EncodedStyle } from '../../protos/gen/protopipe/v1/format.js';
import { defaultStyle, type FormatStyle, format } from '../format/format.js';
import { withLineBreaksOf } from '../format/line-breaks.js';
import { lineEdits } from '../format/line-edits.js';
import type { AskedDocument } from './asked-document.js';

/** Only edits that touch the lines of `range`, if there is one. Throws an RpcError for a file with syntax errors. */
export function formatDocument(asked: AskedDocument, range: Range | undefined, style: FormatStyle): TextEdit[] {
  const { parsed } = asked.file.source;
  const text = format(parsed, asked.snapshot.schema.names, style);
  if (!text) throw new RpcError(status.FAILED_PRECONDITION, 'The file has syntax errors. Mend them to format it.');
  const wanted = asked.span(range);
  const edits = lineEdits(parsed.bytes, withLineBreaksOf(parsed.bytes, text));
  return asked.textEdits(edits.filter(({ start, end }) => start <= wanted.end && end >= wanted.start));
}

/** Throws an RpcError for an indentation that is none. */
export function decodeStyle(style: EncodedStyle | undefined): FormatStyle {
  if (!style?.indent) return defaultStyle;
  if (!/^(?: {1,16}|\t)$/.test(style.indent)) {
    throw new RpcError(status.INVALID_ARGUMENT, 'One level of indentation is 1 to 16 spaces or a tab.');
  }
  return { indent: style.indent };
}
