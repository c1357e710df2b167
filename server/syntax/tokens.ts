// Tokens of one source file as typed arrays. Comments and white space are the gaps between tokens.
import type { Span } from '../text/span.js';

/** Kinds below 32; a symbol's kind is its ASCII code. */
export const enum Token {
  end = 0,
  identifier = 1,
  integer = 2,
  float = 3,
  string = 4,
}

/**
 * Token i lies at bytes [starts[i], ends[i]). The last one has kind `end`, no length, and lies at the end of the text.
 * `values` holds the Names id of identifiers and numbers as written and of strings as decoded; 0 for symbols.
 */
export class Tokens {
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  values: Int32Array;
  count = 0;
  /** Whether these are all tokens of the text, the one at its end included. */
  isWhole = false;
  /** Whether there may be more of them than there is room for; if not, the rest is left out. */
  readonly isGrowing: boolean;

  constructor(capacity: number, isGrowing = true) {
    this.isGrowing = isGrowing;
    this.kinds = new Uint8Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.values = new Int32Array(capacity);
  }

  grow(): void {
    const larger = new Tokens(this.kinds.length * 2);
    larger.kinds.set(this.kinds);
    larger.starts.set(this.starts);
    larger.ends.set(this.ends);
    larger.values.set(this.values);
    this.kinds = larger.kinds;
    this.starts = larger.starts;
    this.ends = larger.ends;
    this.values = larger.values;
  }

  /** Byte offsets from the start of token `first` to the end of token `last`. */
  span(first: number, last: number): Span {
    return { start: this.starts[first], end: this.ends[last] };
  }

  /** The token that starts at or before a byte offset, the last of them; 0 if none does. */
  at(offset: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
