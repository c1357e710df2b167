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

/**
 * The edits of lines that a selection has something of: not of the one that it ends before. With an edit come those that
 * it makes no sense without: what one takes away, a bracket or an import, may be what another brings.
 */
export function editsWithin(bytes: Uint8Array, edits: readonly Replacement[], { start, end }: Span): Replacement[] {
  const isWithin = (edit: Replacement): boolean =>
    edit.start <= end && (edit.start < end || start === end) && edit.end > start;
  const found: Replacement[] = [];
  for (let first = 0; first < edits.length; ) {
    const behind = endOfGroup(bytes, edits, first);
    const group = edits.slice(first, behind);
    if (group.some(isWithin)) found.push(...group);
    first = behind;
  }
  return found;
}

/** Edits that are looked at to find the one that completes another. */
const maxGroup = 100;

/** The index behind the edits, from `first` on, that together only move what they touch, or at least leave brackets paired. */
function endOfGroup(bytes: Uint8Array, edits: readonly Replacement[], first: number): number {
  const last = Math.min(edits.length, first + maxGroup);
  for (const counted of [/[^\s,;]/g, /[()[\]{}]/g]) {
    const surplus = new Map<string, number>();
    const count = (text: string, by: 1 | -1): void => {
      for (const [found] of text.matchAll(counted)) {
        // Both pairs of brackets stand around aggregates.
        const character = found === '<' ? '{' : found === '>' ? '}' : found;
        const sum = (surplus.get(character) ?? 0) + by;
        if (sum === 0) surplus.delete(character);
        else surplus.set(character, sum);
      }
    };
    for (let index = first; index < last; index++) {
      const { start, end, text } = edits[index];
      count(decoder.decode(bytes.subarray(start, end)), -1);
      count(text, 1);
      if (surplus.size === 0) return index + 1;
    }
  }
  return first + 1;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
