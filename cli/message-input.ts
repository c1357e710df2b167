// The messages that -d gives: JSON values one after the other, from the command line, a file or stdin.
import fs from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { UsageError } from './exit-code.js';

/**
 * The texts of the JSON values in `data`: a text itself, the content of a file after `@`, or stdin for `-` and `@-`.
 * Ends early when `signal` aborts. Values may stand on one line each or be spread over several; each is given as soon as it is complete.
 */
export async function* readMessages(
  data: string,
  stdin: () => Readable,
  cwd: string,
  signal: AbortSignal,
): AsyncIterable<string> {
  const splitter = new JsonSplitter();
  for await (const text of piecesOf(data, stdin, cwd, signal)) yield* splitter.push(text);
  const rest = splitter.rest();
  if (rest !== undefined) yield rest;
}

async function* piecesOf(data: string, stdin: () => Readable, cwd: string, signal: AbortSignal): AsyncIterable<string> {
  if (data !== '-' && !data.startsWith('@')) {
    yield data;
    return;
  }
  const isStdin = data === '-' || data === '@-';
  const source = isStdin ? stdin() : fs.createReadStream(path.resolve(cwd, data.slice(1)));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // Waiting for input must not keep the process.
  const stop = () => source.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const bytes of source) yield decoder.decode(bytes as Buffer, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (signal.aborted) return;
    const { code } = error as NodeJS.ErrnoException;
    const name = isStdin ? 'stdin' : data.slice(1);
    throw new UsageError(
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? `${name} is not UTF-8` : `cannot read ${name}: ${code}`,
    );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Divides a text that comes in pieces where one JSON value ends and the next begins. It does not check them. */
class JsonSplitter {
  #text = '';
  /** How far `#text` was looked at. */
  #at = 0;
  #start = -1;
  #depth = 0;
  #inString = false;

  *push(text: string): Iterable<string> {
    this.#text += text;
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at];
      if (this.#inString) {
        if (c === '\\') {
          // The escaped character may come with the next piece.
          if (this.#at + 1 === this.#text.length) break;
          this.#at++;
        } else if (c === '"') {
          this.#inString = false;
          if (this.#depth === 0) yield* this.#take(this.#at + 1);
        }
      } else if (/\s/.test(c)) {
        if (this.#depth === 0 && this.#start >= 0) yield* this.#take(this.#at);
      } else {
        if (this.#start >= 0 && this.#depth === 0 && /["[{]/.test(c)) yield* this.#take(this.#at);
        if (this.#start < 0) this.#start = this.#at;
        if (c === '"') this.#inString = true;
        else if (c === '{' || c === '[') this.#depth++;
        else if (c === '}' || c === ']') {
          this.#depth = Math.max(0, this.#depth - 1);
          if (this.#depth === 0) yield* this.#take(this.#at + 1);
        }
      }
    }
    const keep = this.#start < 0 ? this.#text.length : this.#start;
    this.#text = this.#text.slice(keep);
    this.#at -= keep;
    if (this.#start >= 0) this.#start = 0;
  }

  /** What is left at the end: a value that is not complete, or a number. */
  rest(): string | undefined {
    return this.#start < 0 ? undefined : this.#text.slice(this.#start);
  }

  *#take(end: number): Iterable<string> {
    const value = this.#text.slice(this.#start, end);
    this.#start = -1;
    yield value;
  }
}
