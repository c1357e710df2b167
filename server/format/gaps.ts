// The comments and white space between tokens, and which token each comment belongs to.
import type { Tokens } from '../syntax/tokens.js';

/**
 * What lies before a token: comments in source order, each at [starts[i], ends[i]) in bytes. Tokens that are dropped
 * count as part of the gap.
 */
export interface Gap {
  starts: number[];
  ends: number[];
  /** Line breaks in the white space before each comment. */
  newlines: number[];
  /** Whether there is white space before each comment. */
  spaced: boolean[];
  /** Line breaks in the white space directly before the token. */
  tokenNewlines: number;
  /** Whether there is white space directly before the token. */
  tokenSpaced: boolean;
  /** How many of the comments, from the first on, belong to the token before. */
  donated: number;
}

const lineFeed = 0x0a;
const slash = 0x2f;
const star = 0x2a;

/** Reads gaps one at a time, in about the order of the tokens. */
export class Gaps {
  readonly #bytes: Uint8Array;
  readonly #tokens: Tokens;
  readonly #dropped = new Set<number>();
  #last: Gap = empty;
  /** The token that `#last` lies before. */
  #lastToken = -1;

  constructor(bytes: Uint8Array, tokens: Tokens) {
    this.#bytes = bytes;
    this.#tokens = tokens;
  }

  /** The gap before a token; valid until the next call. */
  before(token: number): Gap {
    if (this.#lastToken !== token) {
      this.#last = this.#plain(token) ?? this.#read(token);
      this.#lastToken = token;
    }
    return this.#last;
  }

  /** Leaves a token out; its comments stay. */
  drop(token: number): void {
    this.#dropped.add(token);
    this.#lastToken = -1;
  }

  /** Most gaps are white space alone and share a few objects. Undefined for all others. */
  #plain(token: number): Gap | undefined {
    if (token === 0 || (this.#dropped.size > 0 && this.#dropped.has(token - 1))) return undefined;
    const bytes = this.#bytes;
    const start = this.#tokens.ends[token - 1];
    const end = this.#tokens.starts[token];
    let newlines = 0;
    for (let i = start; i < end; i++) {
      if (bytes[i] === lineFeed) newlines++;
      else if (bytes[i] === slash) return undefined;
    }
    if (newlines === 0) return start === end ? empty : blank;
    return newlines === 1 ? lineBreak : blankLine;
  }

  #read(token: number): Gap {
    const { starts, ends } = this.#tokens;
    let first = token;
    // A dropped token itself is asked for what follows the token before it.
    if (this.#dropped.size > 0 && !this.#dropped.has(token)) while (first > 0 && this.#dropped.has(first - 1)) first--;
    const gap: Gap = { ...empty };
    for (let t = first; t <= token; t++) {
      gap.tokenNewlines = 0;
      gap.tokenSpaced = false;
      this.#scan(gap, t === 0 ? this.#textStart : ends[t - 1], starts[t], t);
      // What belongs to the token before the dropped ones was written with it.
      if (t < token && t === first && gap.donated > 0) {
        gap.starts = gap.starts.slice(gap.donated);
        gap.ends = gap.ends.slice(gap.donated);
        gap.newlines = gap.newlines.slice(gap.donated);
        gap.spaced = gap.spaced.slice(gap.donated);
        gap.donated = 0;
      }
    }
    return gap;
  }

  get #textStart(): number {
    return this.#bytes[0] === 0xef ? 3 : 0;
  }

  /** Adds the comments between two offsets; the second is that of `token`. */
  #scan(gap: Gap, from: number, to: number, token: number): void {
    const bytes = this.#bytes;
    let newlines = 0;
    let whiteFrom = from;
    let i = from;
    const known = gap.starts.length;
    while (i < to) {
      const c = bytes[i];
      if (c !== slash) {
        if (c === lineFeed) newlines++;
        i++;
        continue;
      }
      const start = i;
      i = commentEnd(bytes, start, to);
      // Most gaps have no comments and share one empty list.
      if (gap.starts === empty.starts) {
        gap.starts = [];
        gap.ends = [];
        gap.newlines = [];
        gap.spaced = [];
      }
      gap.starts.push(start);
      gap.ends.push(i);
      gap.newlines.push(newlines);
      gap.spaced.push(start > whiteFrom);
      newlines = 0;
      whiteFrom = i;
    }
    gap.tokenNewlines = newlines;
    gap.tokenSpaced = to > whiteFrom;
    if (known === 0 && gap.starts.length > 0 && token > 0 && !this.#dropped.has(token - 1))
      gap.donated = this.#donated(gap, token);
  }

  /** Comments in the line of the token before belong to it, if it ends something or nothing else follows in the line. */
  #donated(gap: Gap, token: number): number {
    const { kinds, count } = this.#tokens;
    let sameLine = 0;
    while (sameLine < gap.starts.length && gap.newlines[sameLine] === 0) sameLine++;
    const before = kinds[token - 1];
    const lineEnds = sameLine < gap.starts.length || gap.tokenNewlines > 0 || token === count - 1;
    const beforeEnds = (before === 0x3b || before === 0x2c || before === 0x7d) && kinds[token] !== 0x7d;
    return lineEnds || beforeEnds ? sameLine : 0;
  }
}

function commentEnd(bytes: Uint8Array, start: number, limit: number): number {
  let i = start + 2;
  if (bytes[start + 1] === slash) {
    while (i < limit && bytes[i] !== lineFeed) i++;
    return i;
  }
  while (i < limit && !(bytes[i] === star && bytes[i + 1] === slash)) i++;
  return Math.min(i + 2, limit);
}

const empty: Gap = {
  starts: [],
  ends: [],
  newlines: [],
  spaced: [],
  tokenNewlines: 0,
  tokenSpaced: false,
  donated: 0,
};

const blank: Gap = { ...empty, tokenSpaced: true };
const lineBreak: Gap = { ...empty, tokenNewlines: 1, tokenSpaced: true };
/** More line breaks count as two. */
const blankLine: Gap = { ...empty, tokenNewlines: 2, tokenSpaced: true };
