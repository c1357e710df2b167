// The values of number literals, from their interned text.

import type { Names } from '../../syntax/names.js';
import { integerValue } from '../../syntax/parse.js';

/** So many decimal digits always fit a double exactly. */
const safeDigits = 15;

export const maxUint64 = 0xffffffffffffffffn;

/** The value of an integer literal without its sign; a bigint where a double might not be exact. */
export function integerOf(names: Names, literal: number): number | bigint {
  const bytes = names.bytes(literal);
  const isDecimal = bytes[0] !== 0x30 || bytes.length === 1;
  if (isDecimal && bytes.length <= safeDigits) {
    let value = 0;
    for (let i = 0; i < bytes.length; i++) value = value * 10 + bytes[i] - 0x30;
    return value;
  }
  const text = names.text(literal);
  const value = integerValue(text);
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  if (isDecimal || /^0x/i.test(text)) return BigInt(text);
  // The lexer reports digits that are not octal.
  return /^[0-7]+$/.test(text) ? BigInt(`0o${text}`) : 0;
}

/** Whether an integer literal is written in decimal digits. */
export function isDecimal(names: Names, literal: number): boolean {
  const bytes = names.bytes(literal);
  return bytes[0] !== 0x30 || bytes.length === 1;
}

/** The value of a number literal, integer or not, without its sign, as a double. */
export function doubleOf(names: Names, literal: number): number {
  const text = names.text(literal);
  return /^0[0-9xX]/.test(text) && !/[.eE]/.test(text.slice(0, 2)) && !isFloatText(text)
    ? Number(integerOf(names, literal))
    : Number(text);
}

function isFloatText(text: string): boolean {
  return !/^0x/i.test(text) && /[.eE]/.test(text);
}
