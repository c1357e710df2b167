// The one home of the conversion between byte offsets and editor positions.
import type { Position, Range, Span } from './span.js';

const lineFeed = 10;
const carriageReturn = 13;

/** Bytes of a long line between two places whose columns are kept: a file may be one line with thousands of places. */
const markDistance = 1024;

/** Bytes that are looked through at a time for the start of a line. */
const stepBytes = 8192;

/** UTF-16 code units that the UTF-8 sequence opened by `byte` stands for; 0 for a continuation byte. */
function utf16Units(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc0) return 0;
  return byte < 0xf0 ? 1 : 2;
}

/**
 * Lines of one text. `\n`, `\r\n` and a lone `\r` end a line, as in VS Code. A byte order mark at the start has no
 * width, since editors do not show it.
 */
export class LineIndex {
  readonly #bytes: Uint8Array;
  /** By line, as far as line breaks were looked for. */
  #starts = new Int32Array(64);
  #count = 1;
  /** Byte offset up to which line breaks were looked for: what is asked for tends to be near the start. */
  #seenTo = 0;
  /** By line. */
  readonly #marks = new Map<number, number[]>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#starts[0] = 3;
  }

  get lineCount(): number {
    this.#seeTo(this.#bytes.length);
    return this.#count;
  }

  /** Byte offset of the first character of a line; the text's length for a line past the end. */
  lineStart(line: number): number {
    while (line >= this.#count && this.#seenTo < this.#bytes.length) this.#seeTo(this.#seenTo + stepBytes);
    return line < this.#count ? this.#starts[line] : this.#bytes.length;
  }

  /** The line that holds a byte offset. */
  lineOf(offset: number): number {
    this.#seeTo(offset);
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

  /** Finds the line breaks before a byte offset. */
  #seeTo(offset: number): void {
    const bytes = this.#bytes;
    const end = Math.min(offset, bytes.length);
    let starts = this.#starts;
    let count = this.#count;
    for (let i = this.#seenTo; i < end; i++) {
      const byte = bytes[i];
      if (byte !== lineFeed && (byte !== carriageReturn || bytes[i + 1] === lineFeed)) continue;
      if (count === starts.length) {
        const grown = new Int32Array(count * 2);
        grown.set(starts);
        starts = grown;
      }
      starts[count++] = i + 1;
    }
    this.#starts = starts;
    this.#count = count;
    if (end > this.#seenTo) this.#seenTo = end;
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
