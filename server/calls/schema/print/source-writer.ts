// Lines of .proto source: indentation, blocks, comments, and empty lines between what does not belong together.
import type { Comment } from './source-places.js';

export class SourceWriter {
  readonly #lines: string[] = [];
  #depth = 0;
  /** Whether the line above is the first of a block or of the text. */
  #atStart = true;
  /** Whether what was written last wants an empty line below it. */
  #apart = false;

  /** Ends with a line feed. */
  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  line(text: string): void {
    this.#lines.push(text === '' ? '' : `${'  '.repeat(this.#depth)}${text}`);
    this.#atStart = false;
  }

  /** A statement with its comments. */
  statement(text: string, comment?: Comment): void {
    this.#above(comment, false);
    this.line(text);
    this.#trailing(comment);
  }

  /** A declaration with a body; one without anything in it takes one line. */
  block(head: string, comment: Comment | undefined, body: () => void): void {
    this.#above(comment, true);
    this.line(`${head} {`);
    const opening = this.#lines.length;
    this.#depth++;
    this.#atStart = true;
    this.#apart = false;
    for (const line of comment?.trailing ?? []) this.#commentLine(line);
    if (this.#lines.length > opening) this.separate();
    const inside = this.#lines.length;
    body();
    this.#depth--;
    if (this.#lines.length === opening) this.#lines[opening - 1] += '}';
    else {
      // Nothing followed the comment, so nothing has to be kept apart from it.
      if (this.#lines.length === inside && this.#lines.at(-1) === '') this.#lines.pop();
      this.line('}');
    }
    this.#atStart = false;
    this.#apart = true;
  }

  /** A statement whose options take a line each, without the semicolon. */
  broken(head: string, options: readonly string[]): string {
    const indent = '  '.repeat(this.#depth);
    return `${head} [\n${options.map((option) => `${indent}  ${option}`).join(',\n')}\n${indent}]`;
  }

  /** An empty line before what comes next, unless there is one or a block begins. */
  separate(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '' && !this.#atStart) this.#lines.push('');
    this.#apart = false;
  }

  #above(comment: Comment | undefined, isBlock: boolean): void {
    const hasComment = comment !== undefined && comment.leading.length + comment.detached.length > 0;
    if (this.#apart || hasComment || isBlock) this.separate();
    this.#apart = false;
    for (const detached of comment?.detached ?? []) {
      for (const line of detached) this.#commentLine(line);
      this.separate();
    }
    for (const line of comment?.leading ?? []) this.#commentLine(line);
  }

  #trailing(comment: Comment | undefined): void {
    const lines = comment?.trailing ?? [];
    if (lines.length === 1) this.#lines[this.#lines.length - 1] += ` //${clean(lines[0])}`.trimEnd();
    else if (lines.length > 1) {
      for (const line of lines) this.#commentLine(line);
      this.#apart = true;
    }
  }

  #commentLine(text: string): void {
    this.line(`//${clean(text)}`.trimEnd());
  }
}

/** Characters that end a line, or that no compiler takes, do not belong into a comment. */
function clean(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f]/g, ' ');
}
