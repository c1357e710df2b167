// Which comments between two tokens belong to which: to the declaration before, to the one after, or to none. Follows
// Tokenizer::NextWithComments of protoc.
import type { ProtoWriter } from './proto-writer.js';
import type { TokenPlaces } from './token-places.js';

const lineFeed = 0x0a;
const slash = 0x2f;
const star = 0x2a;

/** A block comment, or line comments in lines that follow each other: one comment to whom they are given. */
interface Comment {
  /** Byte offset of the first `//` or `/*`. */
  readonly start: number;
  /** Byte offset behind the last of it. */
  end: number;
  readonly isBlock: boolean;
}

/** The comments in front of one token. */
export interface GapComments {
  /** Of the declaration that ends or opens with the token before. */
  readonly trailing: Comment | undefined;
  readonly detached: readonly Comment[];
  /** Of the declaration that starts with the token. */
  readonly leading: Comment | undefined;
}

const none: GapComments = { trailing: undefined, detached: [], leading: undefined };

/** The comments between a token and the one before it, a `;`, `{` or `}`, or the start of the file. */
export function gapComments(places: TokenPlaces, token: number): GapComments {
  if (places.commented[token] === 0) return none;
  const { bytes, lines } = places;
  const { starts, ends, count } = places.tokens;
  const isFirst = token === 0;
  const isLast = token === count - 1;
  const to = starts[token];
  let at = isFirst ? (bytes[0] === 0xef ? 3 : 0) : ends[token - 1];
  let trailing: Comment | undefined;
  const detached: Comment[] = [];
  let pending: Comment | undefined;
  let canAttachToPrevious = !isFirst;
  let comments = 0;
  /** Where a comment in the line of the token before ends, as an offset; -1 if there is none. */
  let trailingEnd = -1;

  const flush = (): void => {
    if (!pending) return;
    if (canAttachToPrevious) {
      trailing = pending;
      canAttachToPrevious = false;
    } else {
      detached.push(pending);
    }
    pending = undefined;
    comments++;
  };
  const skipSpace = (): void => {
    while (at < to && bytes[at] !== lineFeed && bytes[at] !== slash) at++;
  };

  if (!isFirst) {
    skipSpace();
    if (bytes[at] === slash && at < to) {
      const isBlock = bytes[at + 1] === star;
      const end = isBlock ? blockEnd(bytes, at) : lineEnd(bytes, at, to);
      pending = { start: at, end, isBlock };
      trailingEnd = isBlock ? end : at;
      at = end;
      flush();
    } else {
      at++;
    }
  }
  for (;;) {
    skipSpace();
    if (at >= to) break;
    if (bytes[at] === lineFeed) {
      at++;
      flush();
      canAttachToPrevious = false;
    } else if (bytes[at + 1] === star) {
      flush();
      pending = { start: at, end: blockEnd(bytes, at), isBlock: true };
      at = pending.end;
      skipSpace();
      if (at < to && bytes[at] === lineFeed) at++;
    } else {
      const end = lineEnd(bytes, at, to);
      if (pending && !pending.isBlock) {
        pending.end = end;
      } else {
        flush();
        pending = { start: at, end, isBlock: false };
      }
      at = end;
    }
  }
  const closing = bytes[to];
  if (isLast || closing === 0x7d || closing === 0x5d || closing === 0x29) flush();
  // Between two tokens in one line, or where a comment reaches into the next token's line, a single comment could
  // belong to either: it is given to none.
  const sameLine = !isFirst && lines[token - 1] === lines[token];
  if (!isLast && (sameLine || (trailingEnd >= 0 && !hasLineFeed(bytes, trailingEnd, to)))) {
    if (comments + (pending ? 1 : 0) === 1) {
      if (trailing) detached.unshift(trailing);
      trailing = undefined;
      flush();
    }
  }
  return { trailing, detached, leading: pending };
}

/** Writes the text of a comment as the field `number`; an empty one only if `evenEmpty`. */
export function writeComment(
  out: ProtoWriter,
  number: number,
  bytes: Uint8Array,
  comment: Comment,
  evenEmpty: boolean,
): void {
  const start = out.length;
  out.begin(number, comment.end - comment.start);
  const textStart = out.length;
  if (comment.isBlock) writeBlock(out, bytes, comment.start + 2, comment.end - 2);
  else writeLines(out, bytes, comment.start, comment.end);
  const isEmpty = out.length === textStart;
  out.end();
  if (isEmpty && !evenEmpty) out.length = start;
}

function writeLines(out: ProtoWriter, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const next = lineEnd(bytes, at, end);
    out.slice(bytes, at + 2, next);
    at = next;
    while (at < end && bytes[at] !== slash) at++;
  }
}

/** Without the white space and the star that a line starts with. */
function writeBlock(out: ProtoWriter, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; ; ) {
    const found = bytes.indexOf(lineFeed, at);
    if (found < 0 || found >= end) {
      out.slice(bytes, at, end);
      return;
    }
    out.slice(bytes, at, found + 1);
    at = found + 1;
    while (at < end && isSpace(bytes[at])) at++;
    // The star of the closing mark may be the star that starts the line.
    if (at >= end) return;
    if (bytes[at] === star) at++;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0b || byte === 0x0c;
}

/** Behind the line feed that ends a line comment. */
function lineEnd(bytes: Uint8Array, start: number, to: number): number {
  const end = bytes.indexOf(lineFeed, start);
  return end < 0 || end >= to ? to : end + 1;
}

/** Behind the mark that closes a block comment. */
function blockEnd(bytes: Uint8Array, start: number): number {
  for (let i = start + 2; i < bytes.length; i++) if (bytes[i] === star && bytes[i + 1] === slash) return i + 2;
  return bytes.length;
}

function hasLineFeed(bytes: Uint8Array, start: number, end: number): boolean {
  const found = bytes.indexOf(lineFeed, start);
  return found >= 0 && found < end;
}
