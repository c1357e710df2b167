// Lays out the JSON of one message. Every token is written once and in its order, comments too; only commas behind the
// last member are left out, and blanks.
import { isBlank, type Source } from '../syntax/source.js';

interface Token {
  readonly kind: 'open' | 'close' | 'comma' | 'colon' | 'atom' | 'line-comment' | 'block-comment';
  readonly start: number;
  readonly end: number;
  /** Line breaks between the token before and this one. */
  readonly breaks: number;
}

/** Lists of plain values stay on one line up to this width. */
const maxWidth = 100;

/** The text of a message that has no syntax errors, from `start` to `end`, without a line break at its end. */
export function formatJson(source: Source, start: number, end: number, indent: string): string {
  return new Printer(source, tokensOf(source, start, end), indent).print();
}

function tokensOf({ raw }: Source, start: number, end: number): Token[] {
  const tokens: Token[] = [];
  let breaks = 0;
  for (let at = start; at < end; ) {
    const character = raw[at];
    if (isBlank(character)) {
      if (character === '\n' || (character === '\r' && raw[at + 1] !== '\n')) breaks++;
      at++;
      continue;
    }
    const from = at;
    let kind: Token['kind'] = 'atom';
    if (raw.startsWith('/*', at)) {
      kind = 'block-comment';
      const close = raw.indexOf('*/', at + 2);
      at = close < 0 ? end : Math.min(close + 2, end);
    } else if (raw.startsWith('//', at) || character === '#') {
      kind = 'line-comment';
      while (at < end && raw[at] !== '\n' && raw[at] !== '\r') at++;
    } else if (character === '"') {
      at++;
      while (at < end && raw[at] !== '"') {
        const close = raw.startsWith('{{', at) ? raw.indexOf('}}', at) : -1;
        if (close >= 0 && !/[\r\n]/.test(raw.slice(at, close))) at = close + 2;
        else at += raw[at] === '\\' ? 2 : 1;
      }
      at++;
    } else if (raw.startsWith('{{', at)) {
      const close = raw.indexOf('}}', at);
      const line = /[\r\n]/.exec(raw.slice(at, end));
      const lineEnd = line ? at + line.index : end;
      at = close < 0 || close + 2 > lineEnd ? lineEnd : close + 2;
    } else if ('{['.includes(character)) {
      kind = 'open';
      at++;
    } else if ('}]'.includes(character)) {
      kind = 'close';
      at++;
    } else if (character === ',' || character === ':') {
      kind = character === ',' ? 'comma' : 'colon';
      at++;
    } else while (at < end && !/[\s{}[\],:"]/.test(raw[at])) at++;
    tokens.push({ kind, start: from, end: Math.min(at, end), breaks: tokens.length === 0 ? 0 : breaks });
    breaks = 0;
  }
  return tokens;
}

class Printer {
  #out = '';
  /** Where the value ends that a comma belongs behind. */
  #valueEnd = 0;
  readonly #containers: { readonly isInline: boolean }[] = [];
  #mustBreak = false;

  constructor(
    readonly source: Source,
    readonly tokens: readonly Token[],
    readonly indent: string,
  ) {}

  print(): string {
    const { tokens } = this;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      switch (token.kind) {
        case 'line-comment':
        case 'block-comment':
          this.#comment(i);
          break;
        case 'comma':
          // A comment that stands between the value and its comma comes behind both.
          if (this.#next(i)?.kind === 'close') break;
          this.#out = `${this.#out.slice(0, this.#valueEnd)},${this.#out.slice(this.#valueEnd)}`;
          break;
        case 'colon':
          this.#out += ':';
          break;
        case 'open':
          this.#gap(i);
          this.#put(token);
          this.#containers.push({ isInline: this.#isInline(i) });
          break;
        case 'close':
          this.#close(i);
          break;
        case 'atom':
          this.#gap(i);
          this.#put(token);
      }
    }
    return this.#out;
  }

  #put({ start, end }: Token): void {
    this.#out += this.source.slice(start, end);
    this.#valueEnd = this.#out.length;
    this.#mustBreak = false;
  }

  /** The next token that is no comment. */
  #next(index: number): Token | undefined {
    return this.tokens.slice(index + 1).find(({ kind }) => kind !== 'line-comment' && kind !== 'block-comment');
  }

  #close(index: number): void {
    const container = this.#containers.pop();
    const before = this.tokens[index - 1];
    if (this.#mustBreak || (before && before.kind !== 'open' && !container?.isInline)) this.#line(false);
    this.#put(this.tokens[index]);
  }

  /** What stands in front of a value or a name. */
  #gap(index: number): void {
    const before = this.tokens[index - 1];
    if (!before) return;
    if (this.#mustBreak) this.#line(this.tokens[index].breaks > 1);
    else if (before.kind === 'colon' || before.kind === 'block-comment') this.#out += ' ';
    else if (this.#containers.at(-1)?.isInline) this.#out += before.kind === 'comma' ? ' ' : '';
    else this.#line(before.kind !== 'open' && this.tokens[index].breaks > 1);
  }

  #comment(index: number): void {
    const token = this.tokens[index];
    const next = this.tokens[index + 1];
    const text = this.source.slice(token.start, token.end).trimEnd();
    const isOwnLine = index > 0 && token.breaks > 0;
    if (isOwnLine) this.#line(this.tokens[index - 1].kind !== 'open' && token.breaks > 1);
    else if (index > 0 && this.tokens[index - 1].kind === 'open' && token.kind === 'block-comment' && !next?.breaks) {
      this.#line(false);
    } else if (this.#mustBreak) this.#line(false);
    else if (this.#out !== '') this.#out += ' ';
    this.#out += text;
    this.#mustBreak = token.kind === 'line-comment' || (next?.breaks ?? 0) > 0;
  }

  #line(withBlank: boolean): void {
    this.#out += `${withBlank ? '\n' : ''}\n${this.indent.repeat(this.#containers.length)}`;
    this.#mustBreak = false;
  }

  /** Whether a list that opens at a token holds only plain values, stands on one line, and fits on one. */
  #isInline(index: number): boolean {
    const open = this.tokens[index];
    if (this.source.raw[open.start] !== '[') return false;
    let width = 0;
    for (const token of this.tokens.slice(index + 1)) {
      if (token.kind === 'close') return token.breaks === 0 && width <= maxWidth;
      if ((token.kind !== 'atom' && token.kind !== 'comma') || token.breaks > 0) return false;
      width += token.end - token.start + 1;
    }
    return false;
  }
}
