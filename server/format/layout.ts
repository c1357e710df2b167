// Writes tokens and their comments line by line: indentation, pending spaces, blank lines that survive.
//
// Every token is written by one of four methods, after its role in the line: `start`, `inline`, `lineEnd` and the
// `close` family. Comments go with their token: as lines of their own before a start, as block comments inside a line.
import type { Tokens } from '../syntax/tokens.js';
import { type AlignMark, align } from './align.js';
import { layOutBlockComment } from './block-comment.js';
import { Gaps } from './gaps.js';
import { indentUnit, type LayoutStyle } from './style.js';
import { columnsOf } from './text-width.js';

const space = 0x20;
const lineFeed = 0x0a;

export class Layout {
  readonly #bytes: Uint8Array;
  readonly #tokens: Tokens;
  readonly #gaps: Gaps;
  readonly #style: LayoutStyle;
  readonly #indentUnit: Uint8Array;
  /** Places that may be moved to the right to stand below each other, in the order of the output. */
  readonly #marks: AlignMark[] = [];
  #out: Uint8Array;
  #length = 0;
  #indent = 0;
  /** Brackets opened less brackets closed in the line so far: turns into indentation at its end. */
  #pendingIndent = 0;
  #pendingSpace = false;
  #inline = false;
  /** The token written last; -1 at the start. */
  previous = -1;

  constructor(bytes: Uint8Array, tokens: Tokens, style: LayoutStyle) {
    this.#bytes = bytes;
    this.#tokens = tokens;
    this.#gaps = new Gaps(bytes, tokens);
    this.#style = style;
    this.#indentUnit = encoder.encode(indentUnit(style));
    this.#out = new Uint8Array(bytes.length + (bytes.length >> 3) + 256);
  }

  finish(): Uint8Array {
    if (this.#length > 0 && this.#last !== lineFeed) this.newline();
    const text = this.#out.subarray(0, this.#length);
    return this.#marks.length > 0 ? align(text, this.#marks, this.#style) : text;
  }

  /**
   * Writes in one of two ways: as `flat` does, unless its first line gets too long with `suffix` more characters behind
   * it; then as `broken` does. Both must write the same tokens.
   */
  fit(flat: () => void, broken: () => void, suffix = 1): void {
    const { lineWidth } = this.#style;
    if (lineWidth === 0) {
      flat();
      return;
    }
    const length = this.#length;
    const indent = this.#indent;
    const pendingIndent = this.#pendingIndent;
    const pendingSpace = this.#pendingSpace;
    const { previous } = this;
    const marks = this.#marks.length;
    flat();
    let lineEnd = this.#out.subarray(0, this.#length).indexOf(lineFeed, length);
    const more = lineEnd < 0 ? suffix : 0;
    if (lineEnd < 0) lineEnd = this.#length;
    const lineStart = length === 0 ? 0 : this.#out.lastIndexOf(lineFeed, length - 1) + 1;
    if (columnsOf(this.#out, lineStart, lineEnd, this.#style.indentSize) + more <= lineWidth) return;
    this.#length = length;
    this.#indent = indent;
    this.#pendingIndent = pendingIndent;
    this.#pendingSpace = pendingSpace;
    this.#inline = false;
    this.previous = previous;
    this.#marks.length = marks;
    broken();
  }

  /** Goes on in the next line, two levels deeper than the statement began. */
  continueInNextLine(): void {
    this.#pendingSpace = false;
    this.#byte(lineFeed);
    for (let level = this.#indent + 2; level > 0; level--) this.#append(this.#indentUnit, 0, this.#indentUnit.length);
  }

  /** What is written next is the `=` of a field or enum value. */
  markEquals(): void {
    if (this.#style.alignFields) this.#mark('equals');
  }

  /** A space before the next thing in the line, unless that begins or ends something that wants none. */
  space(): void {
    this.#pendingSpace = true;
  }

  indent(): void {
    this.#indent++;
  }

  outdent(): void {
    this.#indent--;
  }

  /** Ends the line; in an empty one, leaves a blank line. */
  newline(): void {
    this.#pendingSpace = false;
    this.#byte(lineFeed);
    if (this.#pendingIndent > 0) this.#indent++;
    else if (this.#pendingIndent < 0 && this.#indent > 0) this.#indent--;
    this.#pendingIndent = 0;
  }

  get atLineStart(): boolean {
    return this.#last === lineFeed;
  }

  /** The first token of a line. Blank lines before it survive as one, but for behind an open bracket. */
  start(token: number, compact = false): void {
    const gap = this.#gaps.before(token);
    const { tokenNewlines } = gap;
    if (gap.starts.length > gap.donated) {
      this.#commentLines(token, compact);
      if (!compact && tokenNewlines > 1) this.newline();
    } else if (!compact && !this.isOpen(this.previous) && tokenNewlines > 1) {
      this.newline();
    }
    this.#writeIndent(token);
    this.write(token);
    this.#trailingInline(token);
    this.previous = token;
  }

  /** A token inside a line. */
  inline(token: number): void {
    this.#inline = true;
    this.#leadingInline(token);
    this.write(token);
    this.#trailingInline(token);
    this.previous = token;
    this.#inline = false;
  }

  /** Tokens inside a line, without spaces between them. */
  inlineRun(first: number, last: number): void {
    for (let token = first; token <= last; token++) this.inline(token);
  }

  /** The last token of a line, with the comment behind it. */
  lineEnd(token: number): void {
    this.#leadingInline(token);
    this.#writeIndent(token);
    this.write(token);
    this.space();
    this.#trailingLine(token);
    this.previous = token;
  }

  /** The opening bracket of a block over several lines. */
  open(token: number): void {
    this.#leadingInline(token);
    this.#writeOpen(token);
  }

  /** The opening bracket of a block over several lines that starts a line itself. */
  openAtLineStart(token: number): void {
    this.#commentLines(token, false);
    this.#writeIndent(token);
    this.#writeOpen(token);
  }

  /** The opening bracket of a block that holds nothing but comments, which all stand on lines of their own. */
  openWithoutComments(token: number): void {
    this.#leadingInline(token);
    this.write(token);
    this.newline();
    this.previous = token;
  }

  /** The closing bracket of such a block. */
  closeWithCommentsOf(token: number, open: number): void {
    const gap = this.#gaps.before(open + 1);
    for (let i = 0; i < gap.donated; i++) {
      this.#comment(gap.starts[i], gap.ends[i]);
      this.newline();
    }
    if (gap.donated > 0) this.previous = token;
    this.close(token);
  }

  /** A closing bracket, or anything else that stands on a line of its own. */
  close(token: number, sameLine = false): void {
    this.#closePrefix(token, sameLine);
    this.write(token);
    this.#trailingLine(token);
    this.previous = token;
  }

  /** A closing bracket with more to follow in the line. */
  closeInline(token: number, sameLine = false): void {
    this.#closePrefix(token, sameLine);
    this.write(token);
    this.#trailingInline(token);
    this.previous = token;
  }

  /** Leaves a token out of the output; its comments stay. */
  drop(token: number): void {
    this.#gaps.drop(token);
  }

  /** Comments before the end of the file. */
  end(token: number): void {
    this.#commentLines(token, false);
  }

  /** Indentation for a token that begins a line and is written without comments of its own. */
  startOfLine(token: number): void {
    this.#writeIndent(token);
  }

  /** The token itself. */
  write(token: number): void {
    const kind = this.#tokens.kinds[token];
    if (kind === 0x7b || kind === 0x5b || kind === 0x28 || kind === 0x3c) this.#pendingIndent++;
    else if (kind === 0x7d || kind === 0x5d || kind === 0x29 || kind === 0x3e) this.#pendingIndent--;
    // A symbol's kind is its character, which a writer may have changed.
    if (kind > 32 && kind < 128) {
      this.#settleSpace(kind);
      this.#byte(kind);
    } else this.#slice(this.#tokens.starts[token], this.#tokens.ends[token]);
  }

  /** Text that the source does not have. */
  insert(text: string): void {
    this.#text(text);
  }

  isOpen(token: number): boolean {
    if (token < 0) return false;
    const kind = this.#tokens.kinds[token];
    return kind === 0x7b || kind === 0x5b || kind === 0x3c;
  }

  hasLeadingComments(token: number): boolean {
    const gap = this.#gaps.before(token);
    return gap.starts.length > gap.donated;
  }

  /** Whether a comment stands anywhere between two tokens. */
  hasCommentsBetween(first: number, last: number): boolean {
    for (let token = first + 1; token <= last; token++) if (this.#gaps.before(token).starts.length > 0) return true;
    return false;
  }

  hasTrailingComments(token: number): boolean {
    return token + 1 < this.#tokens.count && this.#gaps.before(token + 1).donated > 0;
  }

  /** Whether a blank line stands before the token or before one of its comments. */
  hasBlankLineBefore(token: number): boolean {
    const gap = this.#gaps.before(token);
    for (let i = gap.donated; i < gap.starts.length; i++) if (gap.newlines[i] > 1) return true;
    return gap.tokenNewlines > 1;
  }

  /** Marks the place behind a pending space. */
  #mark(kind: AlignMark['kind']): void {
    this.#settleSpace(0x3d);
    this.#marks.push({ offset: this.#length, kind });
  }

  get #last(): number {
    return this.#length === 0 ? 0 : this.#out[this.#length - 1];
  }

  #writeOpen(token: number): void {
    this.write(token);
    this.#trailingLine(token);
    this.previous = token;
  }

  #closePrefix(token: number, sameLine: boolean): void {
    if (sameLine) this.#leadingInline(token);
    else {
      this.#commentLines(token, false);
      this.#writeIndent(token);
    }
  }

  #commentLines(token: number, compact: boolean): void {
    const gap = this.#gaps.before(token);
    let tight = compact || this.isOpen(this.previous);
    for (let i = gap.donated; i < gap.starts.length; i++) {
      if (!tight && gap.newlines[i] > 1) this.newline();
      tight = false;
      this.#comment(gap.starts[i], gap.ends[i]);
      this.#pendingSpace = false;
      this.#byte(lineFeed);
    }
  }

  #leadingInline(token: number): void {
    const gap = this.#gaps.before(token);
    if (gap.starts.length <= gap.donated) return;
    const { tokenSpaced } = gap;
    this.#inlineComments(gap.starts, gap.ends, gap.spaced, gap.donated, gap.starts.length);
    if (tokenSpaced) this.space();
  }

  #trailingInline(token: number): void {
    if (token + 1 >= this.#tokens.count) return;
    const gap = this.#gaps.before(token + 1);
    if (gap.donated === 0) return;
    const semicolonFollows = this.#tokens.kinds[token + 1] === 0x3b;
    this.#inlineComments(gap.starts, gap.ends, gap.spaced, 0, gap.donated, semicolonFollows);
  }

  /** Ends the line, with the comment that belongs to the token if there is one. */
  #trailingLine(token: number): void {
    if (token + 1 < this.#tokens.count) {
      const gap = this.#gaps.before(token + 1);
      for (let i = 0; i < gap.donated; i++) {
        if (i > 0 || gap.spaced[i]) this.space();
        if (i === 0 && this.#style.alignComments) this.#mark('comment');
        this.#comment(gap.starts[i], gap.ends[i]);
      }
    }
    this.newline();
  }

  #inlineComments(
    starts: number[],
    ends: number[],
    spaced: boolean[],
    from: number,
    to: number,
    semicolonFollows = false,
  ): void {
    for (let i = from; i < to; i++) {
      if (i > from || spaced[i] || this.#last === 0x3b || this.#last === 0x7d) this.space();
      const text = decoder.decode(this.#bytes.subarray(starts[i], ends[i]));
      if (semicolonFollows && text.startsWith('//')) {
        this.#text(text.trimEnd());
        this.newline();
        continue;
      }
      const line = text.startsWith('//')
        ? `/* ${text.slice(2).trim()} */`
        : text
            .split('\n')
            .map((part) => part.trim())
            .join(' ');
      this.#text(line);
    }
  }

  #comment(start: number, end: number): void {
    const bytes = this.#bytes;
    if (bytes[start + 1] === 0x2a && bytes.subarray(start, end).includes(lineFeed)) {
      const lines = layOutBlockComment(decoder.decode(bytes.subarray(start, end)));
      lines.forEach((line, i) => {
        if (line !== '') {
          this.#writeIndent(-1);
          this.#text(line);
        }
        if (i < lines.length - 1) this.newline();
      });
      return;
    }
    while (end > start && bytes[end - 1] <= space) end--;
    this.#writeIndent(-1);
    this.#slice(start, end);
  }

  #writeIndent(token: number): void {
    if (this.#last !== lineFeed) return;
    let depth = this.#indent;
    if (token >= 0 && depth > 0) {
      const kind = this.#tokens.kinds[token];
      if (kind === 0x7d || kind === 0x5d || kind === 0x29 || kind === 0x3e) depth--;
    }
    if (depth === 0) return;
    this.#pendingSpace = false;
    for (; depth > 0; depth--) this.#append(this.#indentUnit, 0, this.#indentUnit.length);
  }

  /** Settles a pending space, knowing what comes next. */
  #settleSpace(next: number): void {
    if (!this.#pendingSpace) return;
    this.#pendingSpace = false;
    const last = this.#last;
    if (last === 0 || last === space || last === 0x09 || last === lineFeed) return;
    if (next === lineFeed || next === 0x3b || next === 0x2c) return;
    if (this.#inline) {
      if (last === 0x3c || last === 0x5b || last === 0x7b || last === 0x28) return;
      if (next === 0x29 || next === 0x5d || next === 0x7d || next === 0x3e) return;
    }
    this.#byte(space);
  }

  #slice(start: number, end: number): void {
    if (start >= end) return;
    this.#settleSpace(this.#bytes[start]);
    this.#append(this.#bytes, start, end);
  }

  #text(text: string): void {
    const bytes = encoder.encode(text);
    if (bytes.length === 0) return;
    this.#settleSpace(bytes[0]);
    this.#append(bytes, 0, bytes.length);
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#length + length > this.#out.length) this.#grow(length);
    if (length < 24) for (let i = start, to = this.#length; i < end; i++) this.#out[to++] = bytes[i];
    else this.#out.set(bytes.subarray(start, end), this.#length);
    this.#length += length;
  }

  #byte(byte: number): void {
    if (this.#length === this.#out.length) this.#grow(1);
    this.#out[this.#length++] = byte;
  }

  #grow(extra: number): void {
    const grown = new Uint8Array(this.#out.length * 2 + extra);
    grown.set(this.#out.subarray(0, this.#length));
    this.#out = grown;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
