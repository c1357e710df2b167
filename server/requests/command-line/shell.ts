// Words of a POSIX shell: quoting them, and reading a command line as the shell would, without running anything in it.
import { CommandReader } from './command-reader.js';

/** A word as a shell reads it back: bare if it is harmless, else in single quotes. */
export function quoteWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A word of texts and of shell variables, which stand in double quotes. */
export function quoteParts(parts: readonly ({ readonly text: string } | { readonly variable: string })[]): string {
  let word = '';
  let text = '';
  for (const part of parts) {
    if ('text' in part) text += part.text;
    else {
      word += `${text === '' ? '' : quoteWord(text)}"$${part.variable}"`;
      text = '';
    }
  }
  return word === '' || text !== '' ? word + quoteWord(text) : word;
}

/** Also understands `$'…'` of bash. */
export class ShellReader extends CommandReader {
  readonly #hereDocuments: { readonly end: string; readonly stripsTabs: boolean }[] = [];

  protected step(character: string): boolean {
    if (character === ' ' || character === '\t' || this.text.startsWith('\\\n', this.at)) {
      this.at += character === '\\' ? 2 : 1;
    } else if (character === '\n') {
      this.at++;
      if (this.#hereDocuments.length > 0) this.#readHereDocuments();
      return !this.hasWords;
    } else if (character === '#') this.skipLine();
    // Copied with the prompt in front.
    else if (!this.hasWords && /^[$>%] /.test(this.text.slice(this.at, this.at + 2))) this.at += 2;
    else if (character === '<' || character === '>') this.#redirection();
    else if (/[|;&()]/.test(character)) {
      if (this.control()) return true;
      this.#readLeftHereDocuments();
      return false;
    } else this.addWord(this.#word());
    return true;
  }

  /** Of a command that something follows on its line. */
  #readLeftHereDocuments(): void {
    if (this.#hereDocuments.length === 0) return;
    this.skipLine();
    this.at++;
    this.#readHereDocuments();
  }

  #redirection(): void {
    const start = this.at;
    const here = /^<<(-?)[ \t]*(?!<)/.exec(this.text.slice(start));
    if (here) {
      this.at += here[0].length;
      this.#hereDocuments.push({ end: this.#word(), stripsTabs: here[1] === '-' });
      return;
    }
    const operator = /^(?:<<<|[<>&\d]+)[ \t]*/.exec(this.text.slice(start))?.[0] ?? this.text[start];
    this.at += operator.length;
    const word = this.at < this.text.length && !/[\s|;&()<>]/.test(this.text[this.at]) ? this.#word() : '';
    if (operator.startsWith('<<<')) this.input = `${word}\n`;
    else this.redirect(operator, word, start);
  }

  #readHereDocuments(): void {
    for (const { end, stripsTabs } of this.#hereDocuments.splice(0)) {
      const lines: string[] = [];
      for (;;) {
        if (this.at >= this.text.length) break;
        const lineEnd = this.text.indexOf('\n', this.at);
        const stop = lineEnd < 0 ? this.text.length : lineEnd;
        const line = this.text.slice(this.at, stop).replace(stripsTabs ? /^\t+/ : /^(?!)/, '');
        this.at = Math.min(stop + 1, this.text.length);
        if (line === end) break;
        lines.push(line);
      }
      this.input = lines.length === 0 ? '' : `${lines.join('\n')}\n`;
    }
  }

  #word(): string {
    let word = '';
    while (this.at < this.text.length) {
      const character = this.text[this.at];
      if (/[\s|;&()<>]/.test(character)) break;
      if (character === "'") word += this.#single();
      else if (character === '"') word += this.#double();
      else if (character === '\\') {
        const next = this.text[this.at + 1];
        if (next !== '\n') word += next ?? '';
        this.at += 2;
      } else if (character === '$') word += this.#dollar(true);
      else if (character === '`') word += this.#substitution('`');
      else {
        word += character;
        this.at++;
      }
    }
    return word;
  }

  #single(): string {
    const close = this.text.indexOf("'", this.at + 1);
    const end = close < 0 ? this.text.length : close;
    const inner = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return inner;
  }

  #double(): string {
    let inner = '';
    this.at++;
    while (this.at < this.text.length && this.text[this.at] !== '"') {
      const character = this.text[this.at];
      if (character === '\\') {
        const next = this.text[this.at + 1] ?? '';
        if (next === '\n') inner += '';
        else inner += /[$`"\\]/.test(next) ? next : `\\${next}`;
        this.at += 2;
      } else if (character === '$') inner += this.#dollar(false);
      else if (character === '`') inner += this.#substitution('`');
      else {
        inner += character;
        this.at++;
      }
    }
    this.at++;
    return inner;
  }

  #dollar(takesQuotes: boolean): string {
    const rest = this.text.slice(this.at);
    if (takesQuotes && rest.startsWith("$'")) return this.#ansi();
    if (rest.startsWith('$(')) return this.#substitution(')');
    const variable = /^\$(?:\{(\w+)\}|([A-Za-z_]\w*))/.exec(rest);
    if (!variable) {
      this.at++;
      return '$';
    }
    this.at += variable[0].length;
    return `{{${variable[1] ?? variable[2]}}}`;
  }

  /** `$(…)` or backquotes, whose value is not known. */
  #substitution(close: ')' | '`'): string {
    const start = this.at;
    if (close === '`') {
      const end = this.text.indexOf('`', start + 1);
      this.at = end < 0 ? this.text.length : end + 1;
    } else {
      let depth = 0;
      do {
        const character = this.text[this.at++];
        if (character === '(') depth++;
        if (character === ')') depth--;
      } while ((depth > 0 || this.at === start + 1) && this.at < this.text.length);
    }
    this.notUnderstood.push(this.text.slice(start, this.at));
    return '';
  }

  #ansi(): string {
    let inner = '';
    this.at += 2;
    const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };
    while (this.at < this.text.length && this.text[this.at] !== "'") {
      if (this.text[this.at] === '\\') {
        const next = this.text[this.at + 1] ?? '';
        inner += escapes[next] ?? `\\${next}`;
        this.at += 2;
      } else inner += this.text[this.at++];
    }
    this.at++;
    return inner;
  }
}
