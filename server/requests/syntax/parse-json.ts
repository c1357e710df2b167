// Reads the JSON of a body, however broken, with exact places. Beside JSON it knows comments (`//`, `/* */`, and `#` at
// the start of a line) and `{{variables}}` in the place of a value.
import type { Problem } from '../../diagnostics/problem.js';
import type { Span } from '../../text/span.js';
import type { JsonMember, JsonNode, JsonString } from './json.js';
import { isBlank, type Source } from './source.js';

export interface JsonBody {
  /** The values one after the other: one, if the body is right. */
  readonly values: readonly JsonNode[];
  readonly comments: readonly Span[];
  readonly problems: readonly Problem[];
}

/** Reads `source` from `start` to `end`. Never throws; deeper than 200 levels is reported and left out. */
export function parseJson(source: Source, start: number, end: number): JsonBody {
  return new JsonParser(source, start, end).parse();
}

const maxDepth = 200;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonParser {
  readonly #comments: Span[] = [];
  readonly #problems: Problem[] = [];
  readonly #raw: string;
  #at: number;
  #depth = 0;

  constructor(
    readonly source: Source,
    readonly start: number,
    readonly end: number,
  ) {
    this.#raw = source.raw;
    this.#at = start;
  }

  parse(): JsonBody {
    const values: JsonNode[] = [];
    for (this.#skip(); this.#at < this.end; this.#skip()) {
      const before = this.#at;
      const value = this.#value();
      if (value.kind !== 'missing') {
        if (values.length === 1) this.#secondValue(value);
        values.push(value);
      }
      // What cannot begin a value is left out with all of its kind.
      if (this.#at === before) this.#junk();
    }
    return { values, comments: this.#comments, problems: this.#problems };
  }

  #secondValue(value: Span): void {
    this.#report('json-syntax', value, 'A message ends here: write === on a line of its own between two messages.', [
      { title: 'Put === between the messages', edits: [{ start: value.start, end: value.start, text: '\n===\n' }] },
    ]);
  }

  #value(): JsonNode {
    const start = this.#at;
    const character = this.#peek();
    if (character === '{') {
      if (this.#raw.startsWith('{{', start)) return this.#variable();
      return this.#nested(() => this.#object());
    }
    if (character === '[') return this.#nested(() => this.#array());
    if (character === '"') return this.#string();
    if (character === "'") {
      const value = this.#string();
      const text = JSON.stringify(value.value);
      this.#report('json-syntax', value, 'JSON strings stand in double quotes.', [
        { title: 'Use double quotes', edits: [{ start: value.start, end: value.end, text }] },
      ]);
      return value;
    }
    if (/[-+.\d]/.test(character)) return this.#number();
    if (/[A-Za-z_$]/.test(character)) return this.#word();
    this.#report('json-syntax', { start, end: Math.min(start + 1, this.end) }, 'A value is expected here.');
    return { kind: 'missing', start, end: start };
  }

  #nested(read: () => JsonNode): JsonNode {
    if (this.#depth >= maxDepth) {
      const rest = { start: this.#at, end: this.end };
      this.#report('json-syntax', { start: rest.start, end: rest.start + 1 }, 'The value is nested too deep.');
      this.#at = this.end;
      return { kind: 'missing', ...rest };
    }
    this.#depth++;
    const value = read();
    this.#depth--;
    return value;
  }

  #variable(): JsonNode {
    const start = this.#at;
    const close = this.#raw.indexOf('}}', start);
    const line = /[\r\n]/.exec(this.#raw.slice(start, this.end));
    const lineEnd = line ? start + line.index : this.end;
    // An unclosed one is reported where variables are read.
    this.#at = close < 0 || close + 2 > lineEnd ? lineEnd : close + 2;
    return { kind: 'variable', start, end: this.#at };
  }

  #object(): JsonNode {
    const start = this.#at++;
    const members: JsonMember[] = [];
    for (;;) {
      this.#skip();
      const character = this.#peek();
      if (character === '}') {
        this.#at++;
        return { kind: 'object', start, end: this.#at, members, closed: true };
      }
      if (this.#at >= this.end || character === ']') return this.#unclosed(start, '}', members);
      const before = this.#at;
      const member = this.#member();
      if (member) members.push(member);
      this.#separator('}', before);
    }
  }

  #unclosed(start: number, bracket: string, members: JsonMember[]): JsonNode {
    this.#report('json-syntax', { start, end: start + 1 }, `The object is not closed: "${bracket}" is missing.`);
    return { kind: 'object', start, end: this.#lastUsed(), members, closed: false };
  }

  #member(): JsonMember | undefined {
    const start = this.#at;
    const character = this.#peek();
    let key: JsonString;
    if (character === '"' || character === "'") {
      key = this.#string();
      if (character === "'") {
        this.#report('json-syntax', key, 'JSON strings stand in double quotes.', [
          { title: 'Use double quotes', edits: [{ ...spanOf(key), text: JSON.stringify(key.value) }] },
        ]);
      }
    } else if (/[A-Za-z_$[]/.test(character)) {
      const end = this.#wordEnd(start, /[\w$.[\]/-]/);
      key = { kind: 'string', start, end, value: this.source.slice(start, end), open: false };
      this.#at = end;
      this.#report('json-syntax', key, `The name ${key.value} stands in double quotes in JSON.`, [
        { title: 'Put the name in quotes', edits: [{ ...spanOf(key), text: JSON.stringify(key.value) }] },
      ]);
    } else {
      this.#report('json-syntax', { start, end: Math.min(start + 1, this.end) }, 'A name in quotes is expected here.');
      return undefined;
    }
    this.#skip();
    if (this.#peek() !== ':') {
      this.#report('json-syntax', key, `":" and a value are missing behind ${JSON.stringify(key.value)}.`);
      const end = key.end;
      return { start, end, key, colon: -1, value: { kind: 'missing', start: end, end } };
    }
    const colon = ++this.#at;
    this.#skip();
    const next = this.#peek();
    if (this.#at >= this.end || next === ',' || next === '}' || next === ']') {
      this.#report(
        'json-syntax',
        { start: key.start, end: colon },
        `The value of ${JSON.stringify(key.value)} is missing.`,
      );
      return { start, end: colon, key, colon, value: { kind: 'missing', start: colon, end: colon } };
    }
    const value = this.#value();
    return { start, end: value.end, key, colon, value };
  }

  #array(): JsonNode {
    const start = this.#at++;
    const items: JsonNode[] = [];
    for (;;) {
      this.#skip();
      const character = this.#peek();
      if (character === ']') {
        this.#at++;
        return { kind: 'array', start, end: this.#at, items, closed: true };
      }
      if (this.#at >= this.end || character === '}') {
        this.#report('json-syntax', { start, end: start + 1 }, 'The array is not closed: "]" is missing.');
        return { kind: 'array', start, end: this.#lastUsed(), items, closed: false };
      }
      const before = this.#at;
      const item = this.#value();
      if (item.kind !== 'missing') items.push(item);
      this.#separator(']', before);
    }
  }

  /** Between two members or items: one comma. `before` is where the one before began. */
  #separator(close: string, before: number): void {
    const end = this.#at;
    this.#skip();
    const character = this.#peek();
    if (character === ',') {
      const comma = this.#at++;
      this.#skip();
      if (this.#peek() === close) {
        this.#report(
          'json-trailing-comma',
          { start: comma, end: comma + 1 },
          'JSON has no comma behind the last one.',
          [{ title: 'Remove the comma', edits: [{ start: comma, end: comma + 1, text: '' }] }],
        );
      }
      return;
    }
    if (this.#at >= this.end || character === '}' || character === ']') return;
    if (end > before) {
      this.#report('json-syntax', { start: Math.max(before, end - 1), end }, 'A comma is missing behind this.', [
        { title: 'Insert the comma', edits: [{ start: end, end, text: ',' }] },
      ]);
      return;
    }
    this.#junk();
  }

  /** Steps over what has no place here, up to the next blank or bracket. Consumes at least one character. */
  #junk(): void {
    this.#at++;
    while (this.#at < this.end && !/[\s{}[\],"]/.test(this.#raw[this.#at])) this.#at++;
  }

  #string(): JsonString {
    const start = this.#at;
    const quote = this.#raw[start];
    let value = '';
    let from = start + 1;
    let at = from;
    let open = false;
    const take = (to: number) => {
      if (to > from) value += this.source.slice(from, to);
    };
    for (; ; at++) {
      const character = at < this.end ? this.#raw[at] : '\n';
      if (character === quote) break;
      if (character === '\n' || character === '\r') {
        take(at);
        this.#at = at;
        this.#report('json-syntax', { start, end: at }, 'The string is not closed: a quote is missing on its line.');
        return { kind: 'string', start, end: at, value, open };
      }
      if (character === '{' && this.#raw.startsWith('{{', at)) {
        const close = this.#raw.indexOf('}}', at);
        const line = this.#raw.indexOf('\n', at);
        if (close >= 0 && close < this.end && (line < 0 || close < line)) {
          open = true;
          at = close + 1;
          continue;
        }
      }
      if (character === '\\') {
        take(at);
        const next = this.#raw[at + 1];
        const hex = next === 'u' ? /^[\da-fA-F]{4}/.exec(this.#raw.slice(at + 2, at + 6)) : null;
        if (hex) {
          value += String.fromCharCode(Number.parseInt(hex[0], 16));
          at += 5;
        } else if (escapes[next] !== undefined) {
          value += escapes[next];
          at++;
        } else {
          const problem = { start: at, end: Math.min(at + 2, this.end) };
          this.#report('json-syntax', problem, `JSON has no escape \\${next === '\n' || !next ? '' : next}.`);
        }
        from = at + 1;
        continue;
      }
      if (character < ' ') {
        this.#report(
          'json-syntax',
          { start: at, end: at + 1 },
          'Write this control character as an escape, such as \\t.',
        );
      }
    }
    take(at);
    this.#at = at + 1;
    return { kind: 'string', start, end: this.#at, value, open };
  }

  #number(): JsonNode {
    const start = this.#at;
    const end = this.#wordEnd(start, /[-+.\w]/);
    this.#at = end;
    const text = this.#raw.slice(start, end);
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
      const word = /^-?(nan|infinity|inf)$/i.test(text) ? ' Write it as a string, such as "Infinity".' : '';
      this.#report('json-syntax', { start, end }, `${text} is no number of JSON.${word}`);
    }
    return { kind: 'number', start, end, text };
  }

  #word(): JsonNode {
    const start = this.#at;
    const end = this.#wordEnd(start, /[\w$.]/);
    this.#at = end;
    const text = this.#raw.slice(start, end);
    if (text === 'true' || text === 'false' || text === 'null') return { kind: text, start, end };
    this.#report(
      'json-syntax',
      { start, end },
      `${text} is no value of JSON: true, false, null, or a string in quotes.`,
      [{ title: 'Put it in quotes', edits: [{ start, end, text: JSON.stringify(text) }] }],
    );
    return { kind: 'string', start, end, value: text, open: false };
  }

  #wordEnd(start: number, pattern: RegExp): number {
    let at = start + 1;
    while (at < this.end && pattern.test(this.#raw[at])) at++;
    return at;
  }

  /** Steps over blanks and comments. */
  #skip(): void {
    while (this.#at < this.end) {
      const character = this.#raw[this.#at];
      if (isBlank(character)) {
        this.#at++;
        continue;
      }
      const start = this.#at;
      if (this.#raw.startsWith('/*', start)) {
        const close = this.#raw.indexOf('*/', start + 2);
        const closed = close >= 0 && close + 2 <= this.end;
        this.#at = closed ? close + 2 : this.end;
        if (!closed)
          this.#report('json-syntax', { start, end: start + 2 }, 'The comment is not closed: "*/" is missing.');
      } else if (this.#raw.startsWith('//', start) || (character === '#' && this.#isLineStart(start))) {
        while (this.#at < this.end && this.#raw[this.#at] !== '\n' && this.#raw[this.#at] !== '\r') this.#at++;
      } else return;
      this.#comments.push({ start, end: this.#at });
    }
  }

  #isLineStart(at: number): boolean {
    while (at > this.start && (this.#raw[at - 1] === ' ' || this.#raw[at - 1] === '\t')) at--;
    return at === this.start || this.#raw[at - 1] === '\n' || this.#raw[at - 1] === '\r';
  }

  #peek(): string {
    return this.#at < this.end ? this.#raw[this.#at] : '';
  }

  /** The end of what was read last, without blanks behind it. */
  #lastUsed(): number {
    let at = this.#at;
    while (at > this.start && isBlank(this.#raw[at - 1])) at--;
    return at;
  }

  #report(
    code: 'json-syntax' | 'json-trailing-comma',
    { start, end }: Span,
    message: string,
    fixes?: Problem['fixes'],
  ): void {
    this.#problems.push({ code, start, end, message, ...(fixes ? { fixes } : {}) });
  }
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
