// The parser: a file's bytes in, its syntax tree and problems out. It accepts every edition, never throws and always
// ends: every loop either consumes a token or stops. What it accepts, and where it reports, follows Parser of protoc.
//
// Statements are in parse-declaration.ts and parse-option.ts; this file holds what they share.
import { type Code, severityOf } from '../diagnostics/codes.js';
import { addProblem, type Fix, type Problem } from '../diagnostics/problem.js';
import type { Span } from '../text/span.js';
import type { Names } from './names.js';
import { parseTopLevel } from './parse-declaration.js';
import type { ParsedFile } from './parsed-file.js';
import { tokenize } from './tokenize.js';
import { Token, Tokens } from './tokens.js';
import { Edition, Flag, Kind, Node } from './tree.js';
import { TreeBuilder } from './tree-builder.js';
import { isScalarType, Word } from './words.js';

/** Parses a file. Synchronous; about 1 ms per 100 KB. */
export function parse(bytes: Uint8Array, names: Names): ParsedFile {
  return new Parser(names).parse(bytes);
}

/** Parses files one after the other, using the same memory for tokens and trees in the making. */
export class Parser {
  readonly names: Names;
  readonly tree = new TreeBuilder();
  readonly #tokens = new Tokens(1 << 12);
  kinds = this.#tokens.kinds;
  values = this.#tokens.values;
  /** The number of the current token. */
  at = 0;
  edition: Edition = Edition.proto2;
  typeRefs = 0;
  /** How many messages, and how many messages and groups, are open. */
  messageDepth = 0;
  blockDepth = 0;
  /** The tokens of the braces around the aggregate that is being read. */
  aggregateEnd = 0;
  aggregateStart = 0;
  aggregateDepth = 0;
  /** Set when the file's syntax is not known: it is read for its names, but nothing in it can be called wrong. */
  muted = false;
  /** The token of the last problem; before the first one none that has a next one. */
  #reported = -2;
  #problems: Problem[] = [];
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(names: Names) {
    this.names = names;
  }

  parse(bytes: Uint8Array): ParsedFile {
    this.tree.reset();
    this.#problems = [];
    this.#bytes = bytes;
    tokenize(bytes, this.#tokens, this.names, this.#problems);
    const lexed = this.#problems.length;
    this.kinds = this.#tokens.kinds;
    this.values = this.#tokens.values;
    this.at = 0;
    this.edition = Edition.proto2;
    this.typeRefs = 0;
    this.messageDepth = 0;
    this.blockDepth = 0;
    this.muted = false;
    this.#reported = -2;
    parseTopLevel(this);
    return { bytes, byteLength: bytes.length, nodes: this.tree.finish(), problems: this.#inOrder(lexed) };
  }

  /** The problems in source order. What the lexer reports about a token explains what the parser finds there. */
  #inOrder(lexed: number): Problem[] {
    const ofLexer = this.#problems.slice(0, lexed);
    const found: Problem[] = [];
    let next = 0;
    for (const problem of this.#problems.slice(lexed).sort(byStart)) {
      while (next < lexed && ofLexer[next].start < problem.start) next++;
      if (next === lexed || !isAbout(ofLexer[next], problem)) found.push(problem);
    }
    return [...ofLexer, ...found].sort(byStart);
  }

  /** The tokens of the file that was parsed last; the next one overwrites them. */
  get tokens(): Tokens {
    return this.#tokens;
  }

  get tokenCount(): number {
    return this.#tokens.count;
  }

  get atEnd(): boolean {
    return this.kinds[this.at] === Token.end;
  }

  /** Whether the current token is an identifier with this name. */
  isWord(word: number): boolean {
    return this.values[this.at] === word && this.kinds[this.at] === Token.identifier;
  }

  /** Whether the current token is this symbol, given by its ASCII code. */
  isSymbol(symbol: number): boolean {
    return this.kinds[this.at] === symbol;
  }

  takeWord(word: number): boolean {
    if (!this.isWord(word)) return false;
    this.at++;
    return true;
  }

  takeSymbol(symbol: number): boolean {
    if (this.kinds[this.at] !== symbol) return false;
    this.at++;
    return true;
  }

  /** Takes a symbol or reports that it is missing `where`, as in `after the field number`. */
  expectSymbol(symbol: number, where: string): boolean {
    if (this.takeSymbol(symbol)) return true;
    // A string without a closing quote was reported, and may hold the symbol.
    if (this.at > 0 && this.#isOpenString(this.at - 1)) return false;
    const text = String.fromCharCode(symbol);
    const after = this.#tokens.ends[this.at > 0 ? this.at - 1 : 0];
    const fixes =
      symbol === 0x3b || symbol === 0x3e || symbol === 0x5d || symbol === 0x29
        ? [{ title: `Insert "${text}"`, edits: [{ start: after, end: after, text }] }]
        : undefined;
    this.report(
      'expected-token',
      `Expected "${text}" ${where}, but found ${this.describe()}.`,
      this.at,
      this.at,
      fixes,
    );
    return false;
  }

  #isOpenString(token: number): boolean {
    const first = this.#tokens.starts[token];
    const last = this.#tokens.ends[token] - 1;
    return this.kinds[token] === Token.string && (first === last || this.#bytes[first] !== this.#bytes[last]);
  }

  /** Takes an identifier and returns its name, or reports what was expected and returns 0. */
  expectIdentifier(code: Code, expected: string): number {
    if (this.kinds[this.at] === Token.identifier) return this.values[this.at++];
    this.report(code, `Expected ${expected}, but found ${this.describe()}.`);
    return 0;
  }

  /** Reports at tokens, by default the current one. */
  report(code: Code, message: string, first = this.at, last = first, fixes?: readonly Fix[]): void {
    if (this.muted || this.#follows(code, first)) return;
    if (severityOf(code) === 'error') this.#reported = first;
    const { starts, ends } = this.#tokens;
    const problem = { code, start: starts[first], end: Math.max(ends[last], starts[first]), message };
    addProblem(this.#problems, fixes ? { ...problem, fixes } : problem);
  }

  /** Whether a problem is only what comes of the one before: it is about the same token or the next one of the line. */
  #follows(code: Code, token: number): boolean {
    if (!/^(expected|missing)-/.test(code)) return false;
    if (token === this.#reported) return true;
    if (token !== this.#reported + 1 || this.startsLine(token)) return false;
    this.#reported = token;
    return true;
  }

  /** A fix that removes the current token and the white space behind it. */
  removal(title: string): Fix[] {
    const { starts } = this.#tokens;
    return [{ title, edits: [{ start: starts[this.at], end: starts[this.at + 1], text: '' }] }];
  }

  /** A fix that puts a text before the current token, or in its place. */
  replacement(title: string, text: string, replaced: 'before' | 'instead'): Fix[] {
    const { starts, ends } = this.#tokens;
    const end = replaced === 'instead' ? ends[this.at] : starts[this.at];
    return [{ title, edits: [{ start: starts[this.at], end, text }] }];
  }

  /** The current token, for messages. */
  describe(token = this.at): string {
    if (this.kinds[token] === Token.end) return 'the end of the file';
    const text = this.sourceText(token);
    return text.length > 40
      ? `${JSON.stringify(text.slice(0, 40))}…`
      : text.startsWith('"')
        ? `the string ${text}`
        : `"${text}"`;
  }

  sourceText(token: number): string {
    return new TextDecoder().decode(this.#bytes.subarray(this.#tokens.starts[token], this.#tokens.ends[token]));
  }

  /** Whether a token is the first one in its line. */
  startsLine(token: number): boolean {
    const from = token > 0 ? this.#tokens.ends[token - 1] : 0;
    for (let i = this.#tokens.starts[token] - 1; i >= from; i--) if (this.#bytes[i] === 0x0a) return true;
    return token === 0;
  }

  /** The line of a token, from 1; counted for messages only. */
  lineOf(token: number): number {
    let line = 1;
    for (let i = this.#tokens.starts[token] - 1; i >= 0; i--) if (this.#bytes[i] === 0x0a) line++;
    return line;
  }

  /** Takes adjacent strings as one and returns its name, or reports and returns 0. */
  expectString(code: Code, expected: string): number {
    const { kinds, values } = this;
    if (kinds[this.at] !== Token.string) {
      this.report(code, `Expected ${expected}, but found ${this.describe()}.`);
      return 0;
    }
    const first = values[this.at++];
    if (kinds[this.at] !== Token.string) return first;
    const parts = [Uint8Array.from(this.names.bytes(first))];
    while (kinds[this.at] === Token.string) parts.push(Uint8Array.from(this.names.bytes(values[this.at++])));
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return this.names.intern(whole, 0, whole.length);
  }

  /**
   * Takes an integer up to `max`, or reports. A larger one is reported too and taken for 0: it is still a number in
   * the right place. Returns NaN when there is none.
   */
  expectInteger(max: number, code: Code, expected: string): number {
    if (this.kinds[this.at] !== Token.integer) {
      this.report(code, `Expected ${expected}, but found ${this.describe()}.`);
      return Number.NaN;
    }
    const value = this.#integerAt(this.at);
    if (value <= max) {
      this.at++;
      return value;
    }
    this.report(
      'number-out-of-range',
      `The number ${this.sourceText(this.at)} is out of range: at most ${max} is possible here.`,
    );
    this.at++;
    return 0;
  }

  /** Most numbers are short and decimal: they are read without making a string. */
  #integerAt(token: number): number {
    const start = this.#tokens.starts[token];
    const end = this.#tokens.ends[token];
    if (end - start > 9 || (this.#bytes[start] === 0x30 && end > start + 1))
      return integerValue(this.sourceText(token));
    let value = 0;
    for (let i = start; i < end; i++) value = value * 10 + this.#bytes[i] - 0x30;
    return value;
  }

  /** As `expectInteger` for numbers from -2^31 to 2^31 - 1. */
  expectSignedInteger(code: Code, expected: string): number {
    const negative = this.takeSymbol(0x2d);
    const value = this.expectInteger(negative ? 0x80000000 : 0x7fffffff, code, expected);
    return negative ? -value : value;
  }

  /**
   * `a.b.c`, starting where the parser stands, possibly with a leading dot. Returns its name, or 0. With `single`, it
   * is the current identifier only.
   */
  expectDottedName(code: Code, expected: string, single = false): number {
    const first = this.at;
    if (single) this.at++;
    else {
      this.takeSymbol(0x2e);
      if (!this.expectIdentifier(code, expected)) return 0;
      while (this.takeSymbol(0x2e)) {
        if (!this.expectIdentifier(code, 'an identifier after "."')) return 0;
      }
    }
    return this.nameOfTokens(first, this.at - 1);
  }

  /** The name that a run of tokens spells, without the white space and comments between them. */
  nameOfTokens(first: number, last: number): number {
    if (first === last) return this.values[first];
    const { starts, ends } = this.#tokens;
    let contiguous = true;
    for (let token = first; token < last; token++) if (ends[token] !== starts[token + 1]) contiguous = false;
    if (contiguous) return this.names.intern(this.#bytes, starts[first], ends[last]);
    let text = '';
    for (let token = first; token <= last; token++) text += this.sourceText(token);
    return this.names.internText(text);
  }

  /** Adds a literal that starts at a token and ends before the current one. */
  addScalar(first: number, flags: number, name: number): void {
    const node = this.tree.open(Kind.scalar | flags, first);
    this.tree.set(node, Node.name, name);
    this.tree.close(node, this.at - 1);
  }

  /** Whether the integer token is at most `max`, exactly. */
  integerAtMost(max: bigint, token = this.at): boolean {
    const text = this.sourceText(token);
    const value = integerValue(text);
    if (value < Number.MAX_SAFE_INTEGER) return BigInt(value) <= max;
    return exactInteger(text) <= max;
  }

  /** Where any number may stand, decimal integers of any length are numbers, but others must fit 64 bits. */
  checkOctalOrHex(token = this.at): void {
    const text = this.sourceText(token);
    if (text.length < 17 || !text.startsWith('0') || this.integerAtMost((1n << 64n) - 1n, token)) return;
    this.report('number-out-of-range', `The number ${text} does not fit 64 bits.`, token);
  }

  /** Byte offsets of a run of tokens. */
  span(first: number, last: number): Span {
    return this.#tokens.span(first, last);
  }

  /** A type: a scalar or a dotted name. Adds a TypeRef and returns whether there was one. */
  parseType(scalars: 'allowed' | 'refused', flags = 0): boolean {
    const { tree } = this;
    const first = this.at;
    const node = tree.open(Kind.typeRef | flags, first);
    const word = this.kinds[first] === Token.identifier ? this.values[first] : 0;
    const scalar = isScalarType(word);
    const refused = scalars === 'refused' && (scalar || word === Word.group);
    if (refused) {
      this.report('expected-message-type', `Expected the name of a message, but ${this.describe()} is another type.`);
    }
    // protoc has taken "map" for the start of a map type, where nothing can follow but "<".
    const single = scalar || refused || (word === Word.map && scalars === 'allowed');
    const name = this.expectDottedName('expected-type', 'a type name', single);
    if (scalar) tree.flag(node, Flag.scalar);
    else if (!name) tree.flag(node, Flag.broken);
    tree.set(node, Node.name, name || (this.at > first ? this.nameOfTokens(first, this.at - 1) : 0));
    tree.set(node, Node.value, this.typeRefs++);
    tree.close(node, this.at - 1);
    return name !== 0;
  }

  /**
   * Goes on behind a statement that could not be read: behind its `;` or its block, or at the `}` of the block
   * around it. A declaration that plainly starts on a line of its own is not skipped. What goes on behind a block with
   * `,` or `]` is a list of options, and `;` ends an option with an aggregate.
   */
  skipStatement(): void {
    const { kinds } = this;
    const first = this.at;
    for (;;) {
      const kind = kinds[this.at];
      if (kind === Token.end || kind === 0x7d) return;
      if (kind === 0x3b) {
        this.at++;
        return;
      }
      if (kind === 0x7b) {
        this.skipBlock();
        const next = kinds[this.at];
        if (next === 0x2c || next === 0x5d) continue;
        if (next === 0x3b) this.at++;
        return;
      }
      if (this.at > first && kind === Token.identifier && this.startsLine(this.at) && this.looksLikeDeclaration())
        return;
      this.at++;
    }
  }

  /** Goes behind the `}` that closes the `{` at the current token. */
  skipBlock(): void {
    const { kinds } = this;
    let depth = 0;
    for (; kinds[this.at] !== Token.end; this.at++) {
      if (kinds[this.at] === 0x7b) depth++;
      else if (kinds[this.at] === 0x7d && --depth === 0) {
        this.at++;
        return;
      }
    }
  }

  /** The token of the `}` that closes the `{` at the current token, or -1. */
  closingBrace(): number {
    const { kinds } = this;
    let depth = 0;
    for (let token = this.at; kinds[token] !== Token.end; token++) {
      if (kinds[token] === 0x7b) depth++;
      else if (kinds[token] === 0x7d && --depth === 0) return token;
    }
    return -1;
  }

  /** `name name {`, `name name =` or `name name name =` follows, or the like: a declaration rather than a value. */
  looksLikeDeclaration(): boolean {
    const { kinds } = this;
    let token = this.at;
    let words = 0;
    for (; kinds[token] === Token.identifier || kinds[token] === 0x2e; token++)
      if (kinds[token] === Token.identifier) words++;
    const next = kinds[token];
    return words >= 2 && (next === 0x7b || next === 0x3d || next === 0x28);
  }
}

/** The value of an integer literal in decimal, octal or hexadecimal; exact up to 2^53, above that rounded. */
export function integerValue(text: string): number {
  if (/^0[xX]/.test(text)) return text.length > 2 ? Number(text) : 0;
  if (text.length > 1 && text.startsWith('0')) return Number.parseInt(text, 8) || 0;
  return Number(text);
}

/** As `integerValue`, exact whatever the size. */
function exactInteger(text: string): bigint {
  if (/^0[0-9]/.test(text)) return /^0[0-7]+$/.test(text) ? BigInt(`0o${text.slice(1)}`) : 0n;
  return /^(0[xX][0-9a-fA-F]+|[0-9]+)$/.test(text) ? BigInt(text) : 0n;
}

/**
 * Whether the lexer's problem is about the token of the parser's: a number may be wrong for what follows it, but a label
 * is missing whatever follows the type.
 */
function isAbout(ofLexer: Problem, { code, end }: Problem): boolean {
  if (ofLexer.start === end) return ofLexer.code === 'invalid-number' && code !== 'missing-label';
  return ofLexer.start < end;
}

function byStart(a: Problem, b: Problem): number {
  return a.start - b.start;
}
