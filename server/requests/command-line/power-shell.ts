// Words of a command line of PowerShell.
import { CommandReader } from './command-reader.js';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

export class PowerShellReader extends CommandReader {
  protected step(character: string): boolean {
    if (character === '\n') {
      this.at++;
      return !this.hasWords;
    }
    if (/[ \t]/.test(character)) this.at++;
    else if (this.text.startsWith('`\n', this.at)) this.at += 2;
    else if (character === '#') this.skipLine();
    // The operator that calls what a text names.
    else if (character === '&' && !this.hasWords) this.at++;
    else if (/[|;&()]/.test(character)) return this.control();
    else if (/[<>]/.test(character)) this.redirection(() => this.#word());
    else this.addWord(this.#word());
    return true;
  }

  #word(): string {
    let word = '';
    while (this.at < this.text.length) {
      const character = this.text[this.at];
      if (/[\s|;&()<>]/.test(character)) break;
      const here = /^@(['"])\n([\s\S]*?)\n\1@/.exec(this.text.slice(this.at));
      if (here) {
        word += asPassed(here[2]);
        this.at += here[0].length;
      } else if (character === "'") word += asPassed(this.#single());
      else if (character === '"') word += asPassed(this.#double());
      else word += this.#plain();
    }
    return word;
  }

  #single(): string {
    const [whole, inner] = /^'((?:[^']|'')*)'?/.exec(this.text.slice(this.at)) ?? ["'", ''];
    this.at += whole.length;
    return inner.replaceAll("''", "'");
  }

  #double(): string {
    let inner = '';
    this.at++;
    while (this.at < this.text.length) {
      if (this.text[this.at] !== '"') inner += this.#plain();
      else if (this.text[this.at + 1] === '"') {
        inner += '"';
        this.at += 2;
      } else break;
    }
    this.at++;
    return inner;
  }

  /** A character, an escape, or a variable. */
  #plain(): string {
    const rest = this.text.slice(this.at, this.at + 200);
    if (rest[0] === '`') {
      this.at += 2;
      return rest[1] === '\n' ? '' : (escapes[rest[1]] ?? rest[1] ?? '');
    }
    const variable = /^\$(?:\{(?:env:)?(\w+)\}|(?:env:)?([A-Za-z_]\w*))/i.exec(rest);
    if (variable) {
      this.at += variable[0].length;
      return `{{${variable[1] ?? variable[2]}}}`;
    }
    const expression = /^\$\([^)]*\)?/.exec(rest)?.[0];
    if (expression) {
      this.notUnderstood.push(expression);
      this.at += expression.length;
      return '';
    }
    this.at++;
    return rest[0];
  }
}

/** Before version 7.3 quotes have to be escaped once more, for the program. */
function asPassed(text: string): string {
  return text.replaceAll('\\"', '"');
}
