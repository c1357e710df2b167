// Line breaks: the formatter writes \n; a file that has \r\n keeps it.

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The text with the line breaks of `source`: \r\n if its first line ends so. */
export function withLineBreaksOf(source: Uint8Array, text: Uint8Array): Uint8Array {
  const first = source.indexOf(lineFeed);
  if (first < 1 || source[first - 1] !== carriageReturn) return text;
  let breaks = 0;
  for (const byte of text) if (byte === lineFeed) breaks++;
  const out = new Uint8Array(text.length + breaks);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === carriageReturn && text[i + 1] === lineFeed) continue;
    if (text[i] === lineFeed) out[length++] = carriageReturn;
    out[length++] = text[i];
  }
  return out.subarray(0, length);
}
