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

/** Of one value, in UTF-16 units: no server takes more, and no string holds much more. */
const maxValueLength = 256 << 20;

/**
 * Divides a text that comes in pieces where one JSON value ends and the next begins. It does not check them. Throws a
 * UsageError for a value that is too long.
 */
export class JsonSplitter {
  readonly #maxLength: number;
  /** Of a value that has begun. */
  #pieces: string[] = [];
  #length = 0;
  #isOpen = false;
  #depth = 0;
  #inString = false;
  #isEscaped = false;

  constructor(maxLength = maxValueLength) {
    this.#maxLength = maxLength;
  }

  *push(text: string): Iterable<string> {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const c = text[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#inString) {
        if (c === '\\') this.#isEscaped = true;
        else if (c === '"') {
          this.#inString = false;
          if (this.#depth > 0) continue;
          yield this.#take(text.slice(start, at + 1));
          start = at + 1;
        }
      } else if (/\s/.test(c)) {
        if (this.#depth > 0) continue;
        if (this.#isOpen) yield this.#take(text.slice(start, at));
        start = at + 1;
      } else {
        if (this.#isOpen && this.#depth === 0 && /["[{]/.test(c)) {
          yield this.#take(text.slice(start, at));
          start = at;
        }
        this.#isOpen = true;
        if (c === '"') this.#inString = true;
        else if (c === '{' || c === '[') this.#depth++;
        else if (c === '}' || c === ']') {
          this.#depth = Math.max(0, this.#depth - 1);
          if (this.#depth > 0) continue;
          yield this.#take(text.slice(start, at + 1));
          start = at + 1;
        }
      }
    }
    if (this.#isOpen) this.#keep(text.slice(start));
  }

  /** What is left at the end: a value that is not complete, or a number. */
  rest(): string | undefined {
    return this.#isOpen ? this.#take('') : undefined;
  }

  #keep(piece: string): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length > this.#maxLength)
      throw new UsageError(`a message of -d has more than ${this.#maxLength} characters`);
  }

  #take(last: string): string {
    this.#keep(last);
    const value = this.#pieces.join('');
    this.#pieces = [];
    this.#length = 0;
    this.#isOpen = false;
    return value;
  }
}
