// The one home of the conversion between byte offsets and editor positions.
import type { Position, Range, Span } from './span.js';

const lineFeed = 10;
const carriageReturn = 13;

/** Bytes of a long line between two places whose columns are kept: a file may be one line with thousands of places. */
const markDistance = 1024;

/** UTF-16 code units that the UTF-8 sequence opened by `byte` stands for; 0 for a continuation byte. */
function utf16Units(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc0) return 0;
  return byte < 0xf0 ? 1 : 2;
}

/** Bytes looked at together for line breaks when a line is asked for by its number. */
const scanBytes = 4096;

/**
 * Lines of one text, looked for as far as they are asked for. `\n`, `\r\n` and a lone `\r` end a line, as in VS Code. A byte order mark at the start has no
 * width, since editors do not show it.
 */
export class LineIndex {
  readonly #bytes: Uint8Array;
  #starts = new Int32Array(64);
  #count = 1;
  /** Line breaks before this byte are known. */
  #scanned = 0;
  /** By line. */
  readonly #marks = new Map<number, number[]>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#starts[0] = 3;
  }

  get lineCount(): number {
    this.#scan(this.#bytes.length);
    return this.#count;
  }

  /** Finds the line breaks before a byte offset. */
  #scan(end: number): void {
    const bytes = this.#bytes;
    let starts = this.#starts;
    let count = this.#count;
    let i = this.#scanned;
    for (; i < end && i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte !== lineFeed && (byte !== carriageReturn || bytes[i + 1] === lineFeed)) continue;
      if (count === starts.length) {
        const grown = new Int32Array(count * 4);
        grown.set(starts);
        starts = grown;
      }
      starts[count++] = i + 1;
    }
    this.#starts = starts;
    this.#count = count;
    this.#scanned = i;
  }

  /** Whether there is a line of a number. */
  #has(line: number): boolean {
    while (line >= this.#count && this.#scanned < this.#bytes.length) this.#scan(this.#scanned + scanBytes);
    return line < this.#count;
  }

  /** Byte offset of the first character of a line; the text's length for a line past the end. */
  lineStart(line: number): number {
    return this.#has(line) ? this.#starts[line] : this.#bytes.length;
  }

  /** The line that holds a byte offset. */
  lineOf(offset: number): number {
    this.#scan(offset);
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The position of a byte offset; an offset past the end is taken for the end. */
  position(offset: number): Position {
    const line = this.lineOf(offset);
    const end = Math.min(offset, this.#bytes.length);
    let from = this.#starts[line];
    let column = 0;
    if (end - from >= markDistance) {
      const marks = this.#marksOf(line, end);
      const mark = Math.floor((end - from) / markDistance);
      column = marks[mark];
      from += mark * markDistance;
    }
    return { line, column: column + this.#unitsIn(from, end) };
  }

  /** The columns of a long line at every `markDistance` bytes, at least up to a byte offset. */
  #marksOf(line: number, end: number): readonly number[] {
    let marks = this.#marks.get(line);
    if (!marks) this.#marks.set(line, (marks = [0]));
    const start = this.#starts[line];
    for (let at = start + marks.length * markDistance; at <= end; at += markDistance)
      marks.push(marks[marks.length - 1] + this.#unitsIn(at - markDistance, at));
    return marks;
  }

  #unitsIn(from: number, end: number): number {
    let units = 0;
    for (let i = from; i < end; i++) units += utf16Units(this.#bytes[i]);
    return units;
  }

  range(span: Span): Range {
    return { start: this.position(span.start), end: this.position(span.end) };
  }

  /** The byte offset of a position; past the end of its line it is the line's end before the line break. */
  offset(position: Position): number {
    if (!this.#has(position.line)) return this.#bytes.length;
    let offset = this.lineStart(position.line);
    let column = 0;
    while (offset < this.#bytes.length && column < position.column) {
      const byte = this.#bytes[offset];
      if (byte === lineFeed || byte === carriageReturn) break;
      column += utf16Units(byte);
      do offset++;
      while (offset < this.#bytes.length && (this.#bytes[offset] & 0xc0) === 0x80);
    }
    return offset;
  }
}
