// The value of a string literal.

const simple: Readonly<Record<number, number>> = {
  97: 7, // \a
  98: 8, // \b
  102: 12, // \f
  110: 10, // \n
  114: 13, // \r
  116: 9, // \t
  118: 11, // \v
};

/**
 * The bytes that the inside of a string literal, `bytes[start, end)`, stands for. Escapes as in io::Tokenizer of
 * protoc; \u and \U give UTF-8, a pair of surrogates one character, and code points above 10FFFF the escape itself with
 * lower-case digits. Malformed escapes, which the lexer reported, give the character itself.
 */
export function decodeString(bytes: Uint8Array, start: number, end: number): Uint8Array {
  // No escape stands for more bytes than it is written with.
  const out = new Uint8Array(end - start);
  let length = 0;
  let i = start;
  while (i < end) {
    const c = bytes[i++];
    if (c !== 0x5c || i >= end) {
      out[length++] = c;
      continue;
    }
    const e = bytes[i++];
    if (isOctal(e)) {
      let code = e - 0x30;
      for (let n = 0; n < 2 && i < end && isOctal(bytes[i]); n++) code = code * 8 + bytes[i++] - 0x30;
      out[length++] = code & 0xff;
    } else if (e === 0x78 || e === 0x58) {
      let code = 0;
      for (let n = 0; n < 2 && i < end && hexValue(bytes[i]) >= 0; n++) code = code * 16 + hexValue(bytes[i++]);
      out[length++] = code;
    } else if (e === 0x75 || e === 0x55) {
      const digits = e === 0x75 ? 4 : 8;
      let code = readHex(bytes, i, end, digits);
      if (code < 0) {
        out[length++] = e;
        continue;
      }
      i += digits;
      if (code >= 0xd800 && code < 0xdc00 && bytes[i] === 0x5c && bytes[i + 1] === 0x75) {
        const low = readHex(bytes, i + 2, end, 4);
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          i += 6;
        }
      }
      length = code > 0x10ffff ? putEscape(out, length, code) : putUtf8(out, length, code);
    } else {
      out[length++] = simple[e] ?? e;
    }
  }
  return out.subarray(0, length);
}

function isOctal(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x37;
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** The number that `digits` hexadecimal digits give, or -1 if they are not there. */
function readHex(bytes: Uint8Array, start: number, end: number, digits: number): number {
  if (start + digits > end) return -1;
  let code = 0;
  for (let i = start; i < start + digits; i++) {
    const value = hexValue(bytes[i]);
    if (value < 0) return -1;
    code = code * 16 + value;
  }
  return code;
}

function putUtf8(out: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    out[at++] = code;
  } else if (code < 0x800) {
    out[at++] = 0xc0 | (code >> 6);
    out[at++] = 0x80 | (code & 0x3f);
  } else if (code < 0x10000) {
    out[at++] = 0xe0 | (code >> 12);
    out[at++] = 0x80 | ((code >> 6) & 0x3f);
    out[at++] = 0x80 | (code & 0x3f);
  } else {
    out[at++] = 0xf0 | (code >> 18);
    out[at++] = 0x80 | ((code >> 12) & 0x3f);
    out[at++] = 0x80 | ((code >> 6) & 0x3f);
    out[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

function putEscape(out: Uint8Array, at: number, code: number): number {
  const text = `\\U${code.toString(16).padStart(8, '0')}`;
  for (let i = 0; i < text.length; i++) out[at++] = text.charCodeAt(i);
  return at;
}
