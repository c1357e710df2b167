// Moves marked places of lines next to each other to one column: the `=` of fields, the comments behind statements.
import type { LayoutStyle } from './style.js';
import { columnsOf } from './text-width.js';

export interface AlignMark {
  /** Where it stands in the text, in bytes. */
  readonly offset: number;
  readonly kind: 'equals' | 'comment';
}

const lineFeed = 0x0a;
const space = 0x20;

interface Line {
  readonly number: number;
  readonly start: number;
  /** Where its text begins behind the indentation. */
  readonly indent: number;
  readonly end: number;
  equals: number;
  comment: number;
}

/** The text with blanks added. Marks are in ascending order; only the first of a kind counts in a line. */
export function align(text: Uint8Array, marks: readonly AlignMark[], style: LayoutStyle): Uint8Array {
  const lines = markedLines(text, marks);
  /** Blanks to add, by offset. */
  const blanks = new Map<number, number>();
  for (const group of groupsOf(lines, 'equals')) {
    const columns = group.map((line) => columnsOf(text, line.start, line.equals, style.indentSize));
    const column = Math.max(...columns);
    const fits = group.every((line, i) => {
      const end = line.comment < 0 ? line.end : trimmedEnd(text, line.comment);
      return columnsOf(text, line.start, end, style.indentSize) + column - columns[i] <= style.lineWidth;
    });
    // What was broken to fit stays as wide as it is.
    if (style.lineWidth > 0 && !fits) continue;
    for (const [i, line] of group.entries()) blanks.set(line.equals, column - columns[i]);
  }
  for (const group of groupsOf(lines, 'comment')) {
    const columns = group.map((line) => {
      const gap = text[line.comment - 1] === space ? 0 : 1;
      return columnsOf(text, line.start, line.comment, style.indentSize) + (blanks.get(line.equals) ?? 0) + gap;
    });
    const column = Math.max(...columns);
    for (const [i, line] of group.entries()) {
      const gap = text[line.comment - 1] === space ? 0 : 1;
      blanks.set(line.comment, column - columns[i] + gap);
    }
  }
  return withBlanks(text, blanks);
}

function markedLines(text: Uint8Array, marks: readonly AlignMark[]): Line[] {
  const lines: Line[] = [];
  let number = 0;
  let start = 0;
  let end = nextLineFeed(text, 0);
  for (const { offset, kind } of marks) {
    while (end < offset) {
      start = end + 1;
      end = nextLineFeed(text, start);
      number++;
    }
    let line = lines.at(-1);
    if (line?.number !== number) {
      let indent = start;
      while (text[indent] === space || text[indent] === 0x09) indent++;
      line = { number, start, indent, end, equals: -1, comment: -1 };
      lines.push(line);
    }
    if (line[kind] < 0) line[kind] = offset;
  }
  return lines;
}

/** Runs of lines that follow each other, have the mark and are indented alike. */
function groupsOf(lines: readonly Line[], kind: AlignMark['kind']): Line[][] {
  const groups: Line[][] = [];
  let before: Line | undefined;
  for (const line of lines) {
    if (line[kind] < 0) continue;
    const goesOn =
      before?.number === line.number - 1 && before.indent - before.start === line.indent - line.start
        ? groups.at(-1)
        : [];
    if (goesOn && goesOn.length > 0) goesOn.push(line);
    else groups.push([line]);
    before = line;
  }
  return groups.filter(({ length }) => length > 1);
}

function withBlanks(text: Uint8Array, blanks: ReadonlyMap<number, number>): Uint8Array {
  let added = 0;
  for (const count of blanks.values()) added += count;
  const out = new Uint8Array(text.length + added);
  let from = 0;
  let length = 0;
  for (const offset of [...blanks.keys()].sort((a, b) => a - b)) {
    out.set(text.subarray(from, offset), length);
    length += offset - from;
    const count = blanks.get(offset) ?? 0;
    out.fill(space, length, length + count);
    length += count;
    from = offset;
  }
  out.set(text.subarray(from), length);
  return out;
}

function trimmedEnd(text: Uint8Array, end: number): number {
  while (end > 0 && text[end - 1] === space) end--;
  return end;
}

function nextLineFeed(text: Uint8Array, from: number): number {
  const at = text.indexOf(lineFeed, from);
  return at < 0 ? text.length : at;
}
