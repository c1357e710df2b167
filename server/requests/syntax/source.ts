// The text of a request file, one character for each byte, so that every index is a byte offset.
import type { Span } from '../../text/span.js';

/** A stretch of the source and what is written there. */
export interface Text extends Span {
  readonly text: string;
}

export class Source {
  readonly bytes: Uint8Array;
  /** One character (U+0000 to U+00FF) for each byte: for looking at, not for showing. */
  readonly raw: string;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    let raw = '';
    for (let at = 0; at < bytes.length; at += chunk) {
      raw += String.fromCharCode(...bytes.subarray(at, Math.min(bytes.length, at + chunk)));
    }
    this.raw = raw;
  }

  /** What is written in a stretch. Bytes that are not UTF-8 appear as U+FFFD. */
  slice(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end));
  }

  textOf(start: number, end: number): Text {
    return { start, end, text: this.slice(start, end) };
  }

  /** A stretch without the blanks at its ends. */
  trimmed(start: number, end: number): Text {
    while (start < end && isBlank(this.raw[start])) start++;
    while (end > start && isBlank(this.raw[end - 1])) end--;
    return this.textOf(start, end);
  }
}

/** So many arguments a call takes everywhere. */
const chunk = 8192;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}
