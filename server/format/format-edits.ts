// What an editor is told to change so that a document, or a part of it, is formatted.
import type { Replacement } from '../diagnostics/problem.js';
import type { Names } from '../syntax/names.js';
import type { ParsedFile } from '../syntax/parsed-file.js';
import type { Span } from '../text/span.js';
import { format } from './format.js';
import { lineEdits } from './line-edits.js';
import type { FormatStyle } from './style.js';

/**
 * Edits of whole lines, in order; undefined for a file with syntax errors. Line breaks are an editor's property of the
 * document: the edits keep to those it has.
 */
export function formatEdits(file: ParsedFile, names: Names, style: FormatStyle): Replacement[] | undefined {
  const text = format(file, names, { ...style, endOfLine: undefined });
  return text && lineEdits(file.bytes, text);
}

/** The edits of lines that a selection has something of: not of the one that it ends before. */
export function editsWithin(edits: readonly Replacement[], { start, end }: Span): Replacement[] {
  return edits.filter((edit) => edit.start <= end && (edit.start < end || start === end) && edit.end > start);
}
