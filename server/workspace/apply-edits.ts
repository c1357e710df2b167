// Applies an editor's edits to the text of an open document.
import { LineIndex } from '../text/line-index.js';
import type { Position, Range } from '../text/span.js';

/** Replaces the text of a range; an empty range inserts. */
export interface RangeEdit {
  readonly range: Range;
  readonly newText: string;
}

const encoder = new TextEncoder();

/** UTF-8 of a text; a lone surrogate becomes U+FFFD, which has the same width in an editor. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text after `edits`, applied one after the other, each range in the text as the one before left it. */
export function applyEdits(bytes: Uint8Array, edits: readonly RangeEdit[]): Uint8Array {
  let text = bytes;
  for (let from = 0; from < edits.length; ) {
    // Edits from the bottom up, as editors send them, leave each other's positions alone: one line index serves them.
    const lines = new LineIndex(text);
    const pieces: Uint8Array[] = [];
    let end = text.length;
    let to = from;
    for (; to < edits.length; to++) {
      const { range, newText } = edits[to];
      if (to > from && !isAtOrBefore(range.end, edits[to - 1].range.start)) break;
      const first = lines.offset(range.start);
      const last = Math.max(first, lines.offset(range.end));
      pieces.push(text.subarray(last, end), encodeText(newText));
      end = first;
    }
    pieces.push(text.subarray(0, end));
    text = join(pieces.reverse());
    from = to;
  }
  return text;
}

function isAtOrBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column <= b.column);
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
