// How wide text is on a screen.

/** Columns of UTF-8 text in [start, end) of one line: one a code point, tabs going to multiples of `tabWidth`. */
export function columnsOf(bytes: Uint8Array, start: number, end: number, tabWidth: number): number {
  let columns = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] === 0x09) columns += tabWidth - (columns % tabWidth);
    // Continuation bytes have no width of their own.
    else if ((bytes[i] & 0xc0) !== 0x80) columns++;
  }
  return columns;
}
