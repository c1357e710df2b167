// Lines and columns of a file's tokens as protoc counts them: both from 0, columns in bytes, except that a tab goes on
// to the next multiple of 8. A byte order mark counts as three columns.
import { tokenize } from '../../syntax/tokenize.js';
import { Tokens } from '../../syntax/tokens.js';

const lineFeed = 0x0a;
const tab = 0x09;

/** The places of the tokens of one file after the other, using the same memory. */
export class TokenPlaces {
  readonly tokens = new Tokens(1 << 12);
  bytes: Uint8Array = new Uint8Array(0);
  /** By token: its line; no token goes over a line break. */
  lines = new Int32Array(0);
  columns = new Int32Array(0);
  endColumns = new Int32Array(0);
  /** By token: 1 if there are comments between it and the token before. */
  commented = new Uint8Array(0);

  read(bytes: Uint8Array): void {
    const { tokens } = this;
    this.bytes = bytes;
    tokenize(bytes, tokens, undefined, undefined);
    const { starts, ends, count } = tokens;
    if (count > this.lines.length) {
      const size = tokens.starts.length;
      this.lines = new Int32Array(size);
      this.columns = new Int32Array(size);
      this.endColumns = new Int32Array(size);
      this.commented = new Uint8Array(size);
    }
    const { lines, columns, endColumns, commented } = this;
    let line = 0;
    let column = 0;
    let at = 0;
    for (let token = 0; token < count; token++) {
      const start = starts[token];
      let hasComment = 0;
      while (at < start) {
        const byte = bytes[at++];
        if (byte === lineFeed) {
          line++;
          column = 0;
        } else if (byte === tab) {
          column += 8 - (column % 8);
        } else {
          column++;
          if (byte !== 0x2f) continue;
          hasComment = 1;
          // What follows a line comment starts in the next line, so that its columns need not be counted.
          if (bytes[at] === 0x2f) {
            const end = bytes.indexOf(lineFeed, at);
            at = end < 0 ? start : end;
          }
        }
      }
      lines[token] = line;
      columns[token] = column;
      commented[token] = hasComment;
      const end = ends[token];
      const simple = column + end - start;
      column = simple;
      // Only strings can hold tabs.
      if (bytes[start] === 0x22 || bytes[start] === 0x27) column = columnAfter(bytes, start, end, columns[token]);
      endColumns[token] = column;
      at = end;
    }
  }
}

function columnAfter(bytes: Uint8Array, start: number, end: number, column: number): number {
  for (let i = start; i < end; i++) column += bytes[i] === tab ? 8 - (column % 8) : 1;
  return column;
}
