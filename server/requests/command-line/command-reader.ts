// What the readers of all shells share: where they are, what they found, and what a pipe passes on.

export interface CommandLine {
  readonly words: readonly string[];
  /** What the command reads from its standard input: a here document, or what `echo` writes; undefined without one. */
  readonly input: string | undefined;
  /** The file that it reads from its standard input. */
  readonly inputFile: string | undefined;
  /** What would need a shell that runs: `$(…)`, pipes, other redirections. */
  readonly notUnderstood: readonly string[];
}

/** Reads one command; a reader is used once. */
export abstract class CommandReader {
  protected at = 0;
  protected input: string | undefined;
  protected readonly notUnderstood: string[] = [];
  #words: string[] = [];
  #inputFile: string | undefined;

  /** `text` has no carriage returns at the ends of lines. */
  constructor(protected readonly text: string) {}

  /** Takes what stands at `at`: white space, a word, an operator. Returns false at the end of the command. */
  protected abstract step(character: string): boolean;

  read(): CommandLine {
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined || !this.step(character)) break;
    }
    return { words: this.#words, input: this.input, inputFile: this.#inputFile, notUnderstood: this.notUnderstood };
  }

  protected get hasWords(): boolean {
    return this.#words.length > 0;
  }

  protected addWord(word: string): void {
    this.#words.push(word);
  }

  protected skipLine(): void {
    while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
  }

  /** `|`, `;`, `&` and the like. Returns true when what stands before a pipe only says what the next command reads. */
  protected control(): boolean {
    if (this.text[this.at] === '|' && this.text[this.at + 1] !== '|' && this.#takeProducer()) {
      this.at++;
      return true;
    }
    const line = this.text.slice(this.at).split('\n')[0].trim();
    if (line !== ';') this.notUnderstood.push(line);
    return false;
  }

  /** A redirection that stands at `at`; `word` takes the word behind the operator. */
  protected redirection(word: () => string): void {
    const start = this.at;
    const operator = /^[<>&\d]+[ \t]*/.exec(this.text.slice(start))?.[0] ?? '';
    this.at += operator.length;
    this.redirect(operator, this.at < this.text.length ? word() : '', start);
  }

  /** A redirection whose operator and operand were read from `start` on. */
  protected redirect(operator: string, operand: string, start: number): void {
    if (operator.trim() === '<' && operand !== '') this.#inputFile = operand;
    else this.notUnderstood.push(this.text.slice(start, this.at));
  }

  #takeProducer(): boolean {
    const [program, ...rest] = this.#words;
    const operands = rest.filter((word) => !/^-[A-Za-z]+$/.test(word));
    switch (program?.toLowerCase()) {
      case 'cat':
      case 'type':
      case 'gc':
      case 'get-content':
        if (operands.length !== 1) return false;
        this.#inputFile = operands[0];
        break;
      case 'echo':
      case 'write-output':
        this.input = `${operands.join(' ')}\n`;
        break;
      case 'printf':
        if (operands.length === 0) return false;
        this.input = operands.length === 1 ? operands[0] : operands.slice(1).join('\n');
        break;
      default:
        // PowerShell writes a text that stands alone.
        if (this.#words.length !== 1 || !/^\s*[[{]/.test(program)) return false;
        this.input = program;
    }
    this.#words = [];
    return true;
  }
}
