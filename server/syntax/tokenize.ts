// The lexer. Follows io::Tokenizer of protoc: what it accepts, and where it reports an error.
import type { Code } from '../diagnostics/codes.js';
import { addProblem, type Problem } from '../diagnostics/problem.js';
import { decodeString } from './decode-string.js';
import type { Names } from './names.js';
import { Token, Tokens } from './tokens.js';

const enum Class {
  letter = 1,
  digit = 2,
  space = 4,
  hex = 8,
  octal = 16,
}

const classes = new Uint8Array(256);
for (let c = 0; c < 128; c++) {
  const text = String.fromCharCode(c);
  if (/[A-Za-z_]/.test(text)) classes[c] |= Class.letter;
  if (/[0-9]/.test(text)) classes[c] |= Class.digit;
  if (/[ \n\t\r\v\f]/.test(text)) classes[c] |= Class.space;
  if (/[0-9A-Fa-f]/.test(text)) classes[c] |= Class.hex;
  if (/[0-7]/.test(text)) classes[c] |= Class.octal;
}

/**
 * Fills `tokens` (from its start) with the tokens of `bytes`. With `names`, values are interned, else they are 0.
 * With `problems`, errors are added to it, in order; a wrong token is still a token where there is one.
 */
export function tokenize(
  bytes: Uint8Array,
  tokens: Tokens,
  names: Names | undefined,
  problems: Problem[] | undefined,
): void {
  const length = bytes.length;
  let { kinds, starts, ends, values } = tokens;
  let count = 0;
  let i = 0;

  const report = (code: Code, start: number, end: number, message: string): void => {
    if (!problems) return;
    const problem = { code, start, end: Math.min(Math.max(end, start + 1), Math.max(length, start)), message };
    addProblem(problems, problem);
  };
  /** Where `place` has counted to, and the line there. */
  let countedTo = 0;
  let countedLines = 1;

  // A byte order mark is no part of the text; two of its three bytes are an error, as in protoc.
  if (bytes[0] === 0xef) {
    if (bytes[1] === 0xbb && bytes[2] === 0xbf) i = 3;
    else {
      // The rest of what may have been a character is not reported again.
      for (i = 1; i < length && (bytes[i] & 0xc0) === 0x80; i++);
      report(
        'invalid-character',
        bytes[1] === 0xbb ? 2 : 1,
        i,
        'The file starts with half a UTF-8 byte order mark. Save it as UTF-8.',
      );
    }
  }

  while (i < length) {
    const c = bytes[i];
    const cls = classes[c];
    if (cls & Class.space) {
      i++;
      continue;
    }
    const start = i;
    let kind: number;
    let value = 0;

    if (cls & Class.letter) {
      kind = Token.identifier;
      if (names) {
        let hash = 0x811c9dc5 | 0;
        do hash = Math.imul(hash ^ bytes[i++], 0x01000193);
        while (i < length && classes[bytes[i]] & (Class.letter | Class.digit));
        value = names.internHashed(bytes, start, i, hash);
      } else {
        do i++;
        while (i < length && classes[bytes[i]] & (Class.letter | Class.digit));
      }
    } else if (cls & Class.digit || (c === 0x2e && classes[bytes[i + 1]] & Class.digit)) {
      if (c === 0x2e && count > 0 && kinds[count - 1] === Token.identifier && ends[count - 1] === start) {
        report(
          'invalid-number',
          start,
          start + 1,
          'A number must be separated from the identifier before it. Put a space between them.',
        );
      }
      kind = scanNumber();
      if (names) value = names.intern(bytes, start, i);
    } else if (c === 0x22 || c === 0x27) {
      kind = Token.string;
      const escaped = scanString(c);
      if (names) value = internString(names, bytes, start, i, escaped);
    } else if (c === 0x2f && bytes[i + 1] === 0x2f) {
      i = bytes.indexOf(0x0a, i);
      if (i < 0) i = length;
      continue;
    } else if (c === 0x2f && bytes[i + 1] === 0x2a) {
      scanBlockComment();
      continue;
    } else if (c < 0x20) {
      do i++;
      while (i < length && bytes[i] < 0x20 && !(classes[bytes[i]] & Class.space));
      report('invalid-character', start, i, `Invalid control character 0x${hex(c)}. Remove it.`);
      continue;
    } else {
      kind = c;
      i++;
      if (c >= 0x80) {
        // One report and one token for a whole character; protoc makes them byte by byte.
        while (i < length && (bytes[i] & 0xc0) === 0x80) i++;
        kind = 0x80;
        report(
          'invalid-character',
          start,
          i,
          `${describeCharacter(bytes, start, i)} is not allowed outside of strings and comments. Remove it or replace it with ASCII.`,
        );
      }
    }

    if (count + 1 >= kinds.length) {
      if (!tokens.isGrowing) {
        tokens.count = count;
        return;
      }
      tokens.grow();
      ({ kinds, starts, ends, values } = tokens);
    }
    kinds[count] = kind;
    starts[count] = start;
    ends[count] = i;
    values[count] = value;
    count++;
  }

  kinds[count] = Token.end;
  starts[count] = ends[count] = length;
  values[count] = 0;
  tokens.count = count + 1;
  tokens.isWhole = true;

  function scanNumber(): Token {
    let isFloat = false;
    if (bytes[i] === 0x30 && (bytes[i + 1] | 0x20) === 0x78) {
      i += 2;
      if (!(classes[bytes[i]] & Class.hex))
        report('invalid-number', i, i + 1, '"0x" must be followed by hexadecimal digits.');
      while (i < length && classes[bytes[i]] & Class.hex) i++;
    } else if (bytes[i] === 0x30 && classes[bytes[i + 1]] & Class.digit) {
      i++;
      while (i < length && classes[bytes[i]] & Class.octal) i++;
      if (classes[bytes[i]] & Class.digit) {
        report('invalid-number', i, i + 1, 'A number that starts with 0 is octal and has digits 0 to 7 only.');
        while (i < length && classes[bytes[i]] & Class.digit) i++;
      }
    } else {
      while (i < length && classes[bytes[i]] & Class.digit) i++;
      if (bytes[i] === 0x2e) {
        isFloat = true;
        i++;
        while (i < length && classes[bytes[i]] & Class.digit) i++;
      }
      if ((bytes[i] | 0x20) === 0x65) {
        isFloat = true;
        i++;
        if (bytes[i] === 0x2b || bytes[i] === 0x2d) i++;
        if (!(classes[bytes[i]] & Class.digit))
          report('invalid-number', i, i + 1, '"e" must be followed by an exponent.');
        while (i < length && classes[bytes[i]] & Class.digit) i++;
      }
    }
    if (classes[bytes[i]] & Class.letter) {
      report(
        'invalid-number',
        i,
        i + 1,
        'A number must be separated from the identifier after it. Put a space between them.',
      );
    } else if (bytes[i] === 0x2e) {
      report(
        'invalid-number',
        i,
        i + 1,
        isFloat
          ? 'The number already has a decimal point or an exponent.'
          : 'Hexadecimal and octal numbers must be integers.',
      );
    }
    return isFloat ? Token.float : Token.integer;
  }

  /** Leaves `i` behind the closing quote, or where the string breaks off. Returns whether it holds escapes. */
  function scanString(quote: number): boolean {
    const start = i++;
    let escaped = false;
    for (;;) {
      if (i >= length || bytes[i] === 0) {
        // protoc stops at a NUL byte as at the end of the file.
        report(
          'unterminated-string',
          i,
          i + 1,
          `The string that starts ${place(start)} has no closing ${quote === 0x22 ? 'double' : 'single'} quote.`,
        );
        // The byte itself is not reported again.
        if (i < length) i++;
        return escaped;
      }
      const c = bytes[i];
      if (c === quote) {
        i++;
        return escaped;
      }
      if (c === 0x0a) {
        report(
          'unterminated-string',
          i,
          i + 1,
          'A string cannot go on over a line break. Close it, and go on with another string on the next line.',
        );
        return escaped;
      }
      i++;
      if (c === 0x5c) {
        escaped = true;
        scanEscape();
      }
    }
  }

  function scanEscape(): void {
    const c = bytes[i];
    switch (c) {
      case 0x78: // x
      case 0x58: // X
        i++;
        if (classes[bytes[i]] & Class.hex) i++;
        else report('invalid-escape', i, i + 1, 'Expected hexadecimal digits after \\x.');
        return;
      case 0x75: // u
        i++;
        scanHexDigits(4, 'Expected four hexadecimal digits after \\u.');
        return;
      case 0x55: // U
        i++;
        if (bytes[i] === 0x30 && bytes[i + 1] === 0x30 && (bytes[i + 2] === 0x30 || bytes[i + 2] === 0x31)) {
          i += 3;
          scanHexDigits(5, 'Expected eight hexadecimal digits up to 0010ffff after \\U.');
        } else {
          scanPrefix([0x30, 0x30]);
          report('invalid-escape', i, i + 1, 'Expected eight hexadecimal digits up to 0010ffff after \\U.');
        }
        return;
      default:
        // abfnrtv\?'" and octal digits
        if (i < length && (classes[c] & Class.octal || 'abfnrtv\\?\'"'.includes(String.fromCharCode(c)))) i++;
        else report('invalid-escape', i, i + 1, 'Unknown escape sequence. Write \\\\ for a backslash.');
    }
  }

  function scanPrefix(expected: readonly number[]): void {
    for (const byte of expected) {
      if (bytes[i] !== byte) return;
      i++;
    }
  }

  function scanHexDigits(digits: number, message: string): void {
    for (let n = 0; n < digits; n++) {
      if (!(classes[bytes[i]] & Class.hex)) {
        report('invalid-escape', i, i + 1, message);
        return;
      }
      i++;
    }
  }

  function scanBlockComment(): void {
    const start = i;
    i += 2;
    for (;;) {
      if (i >= length) {
        report(
          'unterminated-comment',
          length,
          length,
          `The comment that starts ${place(start)} is never closed. Close it with */.`,
        );
        return;
      }
      const c = bytes[i++];
      if (c === 0x2a && bytes[i] === 0x2f) {
        i++;
        return;
      }
      if (c === 0x2f && bytes[i] === 0x2a) {
        report('nested-comment', i, i + 1, '"/*" inside a block comment: block comments cannot be nested.');
      }
    }
  }

  /** "in line 12", for messages; counted only when something is wrong. Offsets must not go back. */
  function place(offset: number): string {
    for (; countedTo < offset; countedTo++) if (bytes[countedTo] === 0x0a) countedLines++;
    return `in line ${countedLines}`;
  }
}

function internString(names: Names, bytes: Uint8Array, start: number, end: number, escaped: boolean): number {
  const closed = end - start >= 2 && bytes[end - 1] === bytes[start];
  const to = closed ? end - 1 : end;
  if (!escaped) return names.intern(bytes, start + 1, to);
  const decoded = decodeString(bytes, start + 1, to);
  return names.intern(decoded, 0, decoded.length);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function describeCharacter(bytes: Uint8Array, start: number, end: number): string {
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  return text.includes('\ufffd') ? `The byte 0x${hex(bytes[start])} (no valid UTF-8)` : `The character "${text}"`;
}

/** Tokenizes again a file that was parsed before: trees keep token numbers, not the tokens themselves. */
export function tokensOf(bytes: Uint8Array, names?: Names): Tokens {
  const tokens = new Tokens(Math.max(16, bytes.length >> 2));
  tokenize(bytes, tokens, names, undefined);
  return tokens;
}
