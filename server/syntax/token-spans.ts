// Places of tokens in a file whose tokens are not kept: reads it again, as far as it must.
import type { Span } from '../text/span.js';
import { tokenize } from './tokenize.js';
import { Tokens } from './tokens.js';

/** Tokens that are read at first: what is said of a file tends to be about its imports. */
const fewTokens = 128;

/** Byte offsets of the tokens of one text. Tokens are counted from 0, the one at the end included. */
export class TokenSpans {
  readonly #bytes: Uint8Array;
  #tokens: Tokens;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#tokens = firstTokens(bytes, fewTokens);
  }

  /** From the start of token `first` to the end of token `last`. */
  span(first: number, last: number): Span {
    return { start: this.start(first), end: this.end(last) };
  }

  start(token: number): number {
    return this.#reach(token).starts[token];
  }

  end(token: number): number {
    return this.#reach(token).ends[token];
  }

  /** See Token. */
  kind(token: number): number {
    return this.#reach(token).kinds[token];
  }

  /** What is asked for next lies behind this more often than not, so twice as much is read. */
  #reach(token: number): Tokens {
    if (token >= this.#tokens.count && !this.#tokens.isWhole) this.#tokens = firstTokens(this.#bytes, 2 * token + 2);
    return this.#tokens;
  }
}

function firstTokens(bytes: Uint8Array, count: number): Tokens {
  const tokens = new Tokens(count, false);
  tokenize(bytes, tokens, undefined, undefined);
  return tokens;
}
