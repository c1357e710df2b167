// From a whole formatted text to the lines that differ, so that an editor keeps cursors, folds and breakpoints.
import { diffArrays } from 'diff';
import type { Replacement } from '../diagnostics/problem.js';

const lineFeed = 0x0a;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Replacements of whole lines, in byte offsets of `before`, ordered, that turn `before` into `after`. */
export function lineEdits(before: Uint8Array, after: Uint8Array): Replacement[] {
  const old = lines(before);
  const wanted = lines(after);
  let same = 0;
  while (same < old.length && same < wanted.length && old[same] === wanted[same]) same++;
  let oldEnd = old.length;
  let wantedEnd = wanted.length;
  while (oldEnd > same && wantedEnd > same && old[oldEnd - 1] === wanted[wantedEnd - 1]) {
    oldEnd--;
    wantedEnd--;
  }
  const starts = lineStarts(before);
  const edits: Replacement[] = [];
  let line = same;
  let removed = 0;
  let added: string[] = [];
  const flush = (): void => {
    const first = line - removed;
    // Lines that differ in white space alone have an edit each, so that a part of them can be formatted.
    if (removed === added.length && added.every((text, i) => withoutSpace(text) === withoutSpace(old[first + i]))) {
      added.forEach((text, i) => {
        edits.push({ start: starts[first + i], end: starts[first + i + 1], text });
      });
    } else edits.push({ start: starts[first], end: starts[line], text: added.join('') });
    removed = 0;
    added = [];
  };
  for (const change of diffArrays(old.slice(same, oldEnd), wanted.slice(same, wantedEnd))) {
    if (change.added) added.push(...change.value);
    else if (change.removed) {
      removed += change.value.length;
      line += change.value.length;
    } else {
      flush();
      line += change.value.length;
    }
  }
  flush();
  return edits;
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The lines with their line breaks. */
function lines(bytes: Uint8Array): string[] {
  return decoder.decode(bytes).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Where each line starts, and the end of the text. */
function lineStarts(bytes: Uint8Array): number[] {
  const starts = [0];
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === lineFeed && i + 1 < bytes.length) starts.push(i + 1);
  starts.push(bytes.length);
  return starts;
}
