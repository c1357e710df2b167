// Words of a command line of Windows' cmd: carets and variables are the shell's, quotes are the program's, as the C runtime
// and Go read them.
import { CommandReader } from './command-reader.js';

export class CmdReader extends CommandReader {
  protected step(character: string): boolean {
    if (character === '\n') {
      this.at++;
      return !this.hasWords;
    }
    if (/[ \t]/.test(character)) this.at++;
    else if (this.text.startsWith('^\n', this.at)) this.at += 2;
    else if (/[|&]/.test(character)) return this.control();
    else if (/[<>]/.test(character)) this.redirection(() => this.#word());
    else this.addWord(this.#word());
    return true;
  }

  #word(): string {
    let word = '';
    let isQuoted = false;
    while (this.at < this.text.length) {
      const character = this.text[this.at];
      if (character === '\n' || (!isQuoted && /[ \t|&<>]/.test(character))) break;
      const variable = /^%(\w+)%/.exec(this.text.slice(this.at, this.at + 100));
      if (variable) {
        word += `{{${variable[1]}}}`;
        this.at += variable[0].length;
      } else if (character === '^' && !isQuoted) {
        const next = this.text[this.at + 1] ?? '';
        if (next !== '\n') word += next;
        this.at += 2;
      } else if (character === '\\') {
        const slashes = /^\\+/.exec(this.text.slice(this.at))?.[0].length ?? 1;
        this.at += slashes;
        if (this.text[this.at] !== '"') word += '\\'.repeat(slashes);
        else {
          // Each pair is one, and one that is left makes the quote a character.
          word += '\\'.repeat(slashes >> 1);
          if (slashes % 2 === 1) {
            word += '"';
            this.at++;
          }
        }
      } else if (character === '"') {
        if (isQuoted && this.text[this.at + 1] === '"') {
          word += '"';
          this.at++;
        } else isQuoted = !isQuoted;
        this.at++;
      } else {
        word += character;
        this.at++;
      }
    }
    return word;
  }
}
