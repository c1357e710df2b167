// Lines and columns of a file's tokens as protoc counts them: both from 0, columns in bytes, except that a tab goes on
// to the next multiple of 8. A byte order mark counts as three columns. And the comments between the tokens.
import { Tokens } from '../../syntax/tokens.js';

const lineFeed = 0x0a;
const tab = 0x09;
const slash = 0x2f;
const star = 0x2a;

/** The places of the tokens and comments of one file after the other, using the same memory. */
export class TokenPlaces {
  tokens = new Tokens(1);
  bytes: Uint8Array = new Uint8Array(0);
  /** By token: its line; no token goes over a line break. */
  lines = new Int32Array(0);
  columns = new Int32Array(0);
  endColumns = new Int32Array(0);
  /** By token: how many comments there are before it. */
  commentsBefore = new Int32Array(0);
  /** By comment: byte offsets from its mark to behind its line feed or closing mark. */
  commentStarts = new Int32Array(1 << 8);
  commentEnds = new Int32Array(1 << 8);
  /** By comment: the line it starts in, and the line its text ends in. */
  commentLines = new Int32Array(1 << 8);
  commentEndLines = new Int32Array(1 << 8);

  /** Reads a file without lexical errors, which has these tokens. */
  read(bytes: Uint8Array, tokens: Tokens): void {
    this.bytes = bytes;
    this.tokens = tokens;
    const { starts, ends, count } = tokens;
    if (count > this.lines.length) {
      const size = starts.length;
      this.lines = new Int32Array(size);
      this.columns = new Int32Array(size);
      this.endColumns = new Int32Array(size);
      this.commentsBefore = new Int32Array(size);
    }
    const { lines, columns, endColumns, commentsBefore } = this;
    let line = 0;
    let column = 0;
    let at = 0;
    let comments = 0;
    for (let token = 0; token < count; token++) {
      const start = starts[token];
      while (at < start) {
        const byte = bytes[at];
        if (byte === slash) {
          if (comments === this.commentStarts.length) this.#growComments();
          this.commentStarts[comments] = at;
          this.commentLines[comments] = line;
          if (bytes[at + 1] === slash) {
            const from = at;
            while (at < start && bytes[at] !== lineFeed) at++;
            // Where a line feed follows, nobody asks for the column. At the end of the file, its end is a place.
            if (at === bytes.length) column = columnAfter(bytes, from, at, column);
            this.commentEndLines[comments] = line;
            // The line feed is part of the comment, but is still to be counted.
            this.commentEnds[comments] = Math.min(at + 1, start);
          } else {
            at += 2;
            column += 2;
            while (at < start && !(bytes[at] === star && bytes[at + 1] === slash)) {
              if (bytes[at] === lineFeed) {
                line++;
                column = 0;
              } else column += bytes[at] === tab ? 8 - (column % 8) : 1;
              at++;
            }
            at += 2;
            column += 2;
            this.commentEndLines[comments] = line;
            this.commentEnds[comments] = at;
          }
          comments++;
          continue;
        }
        if (byte === lineFeed) {
          line++;
          column = 0;
        } else column += byte === tab ? 8 - (column % 8) : 1;
        at++;
      }
      lines[token] = line;
      columns[token] = column;
      commentsBefore[token] = comments;
      at = ends[token];
      // Only strings can hold tabs.
      if (bytes[start] === 0x22 || bytes[start] === 0x27) column = columnAfter(bytes, start, at, column);
      else column += at - start;
      endColumns[token] = column;
    }
  }

  #growComments(): void {
    this.commentStarts = doubled(this.commentStarts);
    this.commentEnds = doubled(this.commentEnds);
    this.commentLines = doubled(this.commentLines);
    this.commentEndLines = doubled(this.commentEndLines);
  }
}

function columnAfter(bytes: Uint8Array, start: number, end: number, column: number): number {
  for (let i = start; i < end; i++) column += bytes[i] === tab ? 8 - (column % 8) : 1;
  return column;
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}
