// Places in a source text. Everything below the editor boundary counts UTF-8 bytes from 0.

/** A stretch of a source text in byte offsets; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place as editors count it: line from 0, column from 0 in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch between two positions; `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}
