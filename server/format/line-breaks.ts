// Line breaks: the formatter writes \n and one at the end of the file; the style or the source may want others.
import type { FormatStyle } from './style.js';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The text with line breaks as the style says or, if it says nothing, as the first line of the source ends. */
export function withLineBreaks(text: Uint8Array, source: Uint8Array, style: FormatStyle): Uint8Array {
  let end = text.length;
  if (!style.insertFinalNewline) while (end > 0 && text[end - 1] === lineFeed) end--;
  const kept = end < text.length ? text.subarray(0, end) : text;
  if ((style.endOfLine ?? endOfLineOf(source)) === 'crlf') return withCarriageReturns(kept);
  return style.endOfLine === 'lf' ? withoutCarriageReturns(kept) : kept;
}

/** How the first line of a text ends. */
export function endOfLineOf(text: Uint8Array): 'lf' | 'crlf' {
  const first = text.indexOf(lineFeed);
  return first > 0 && text[first - 1] === carriageReturn ? 'crlf' : 'lf';
}

function withCarriageReturns(text: Uint8Array): Uint8Array {
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

function withoutCarriageReturns(text: Uint8Array): Uint8Array {
  return text.filter((byte, i) => byte !== carriageReturn || text[i + 1] !== lineFeed);
}
