// Which comments between two tokens belong to which: to the declaration before, to the one after, or to none. Follows
// Tokenizer::NextWithComments of protoc.
import type { ProtoWriter } from './proto-writer.js';
import type { TokenPlaces } from './token-places.js';

const lineFeed = 0x0a;
const star = 0x2a;

/** A block comment, or line comments in lines that follow each other: comments `first` to `last` of the places. */
interface Comment {
  readonly first: number;
  last: number;
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

/** Whether there are comments between a token and the one before it. */
export function hasComments({ commentsBefore }: TokenPlaces, token: number): boolean {
  return commentsBefore[token] > (token > 0 ? commentsBefore[token - 1] : 0);
}

/** The comments between a token and the one before it, a `;`, `{` or `}`, or the start of the file. */
export function gapComments(places: TokenPlaces, token: number): GapComments {
  if (!hasComments(places, token)) return none;
  const { bytes, lines, commentStarts, commentLines, commentEndLines, commentsBefore } = places;
  const { starts, count } = places.tokens;
  const isFirst = token === 0;
  const isLast = token === count - 1;
  const line = lines[token];
  const from = isFirst ? 0 : commentsBefore[token - 1];
  const to = commentsBefore[token];
  const lineBefore = isFirst ? -1 : lines[token - 1];

  const startsBeside = commentLines[from] === lineBefore;
  const comments: Comment[] = [];
  for (let k = from; k < to; k++) {
    const isBlock = bytes[commentStarts[k] + 1] === star;
    const before = comments.at(-1);
    // The first comment in the line of the token before does not go on in the next line.
    const goesOn =
      before !== undefined &&
      !isBlock &&
      !before.isBlock &&
      commentLines[k] === commentEndLines[k - 1] + 1 &&
      !(startsBeside && k === from + 1);
    if (goesOn) before.last = k;
    else comments.push({ first: k, last: k, isBlock });
  }

  const endLine = commentEndLines[to - 1];
  const closing = bytes[starts[token]];
  const isBeforeEnd = isLast || closing === 0x7d || closing === 0x5d || closing === 0x29;
  const isOnlyTrailing = startsBeside && comments.length === 1;
  const leads = !isOnlyTrailing && !isBeforeEnd && line <= endLine + 1;
  let leading = leads ? comments.pop() : undefined;

  // In the line of the token before, or directly below it.
  const canTrail = !isFirst && commentLines[from] <= lineBefore + 1;
  let trailing = canTrail ? comments.shift() : undefined;
  const detached = comments;

  // Between two tokens in one line, or where a comment reaches into the next token's line, a single comment could
  // belong to either: it is given to none.
  const reaches = lineBefore === line || (startsBeside && commentEndLines[from] === line);
  if (!isLast && reaches && detached.length + (trailing ? 1 : 0) + (leading ? 1 : 0) === 1) {
    if (trailing) detached.unshift(trailing);
    if (leading) detached.push(leading);
    trailing = undefined;
    leading = undefined;
  }
  return { trailing, detached, leading };
}

/** Writes the text of a comment as the field `number`; an empty one only if `evenEmpty`. */
export function writeComment(
  out: ProtoWriter,
  number: number,
  places: TokenPlaces,
  comment: Comment,
  evenEmpty: boolean,
): void {
  const { bytes, commentStarts, commentEnds } = places;
  const start = out.length;
  out.begin(number, commentEnds[comment.last] - commentStarts[comment.first] - 2 * (comment.last - comment.first + 1));
  const textStart = out.length;
  if (comment.isBlock) writeBlock(out, bytes, commentStarts[comment.first] + 2, commentEnds[comment.first] - 2);
  else for (let k = comment.first; k <= comment.last; k++) out.slice(bytes, commentStarts[k] + 2, commentEnds[k]);
  const isEmpty = out.length === textStart;
  out.end();
  if (isEmpty && !evenEmpty) out.length = start;
}

/** Without the white space and the star that a line starts with. */
function writeBlock(out: ProtoWriter, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; ; ) {
    let next = at;
    while (next < end && bytes[next] !== lineFeed) next++;
    if (next === end) {
      out.slice(bytes, at, end);
      return;
    }
    out.slice(bytes, at, next + 1);
    at = next + 1;
    while (at < end && isSpace(bytes[at])) at++;
    // The star of the closing mark may be the star that starts the line.
    if (at >= end) return;
    if (bytes[at] === star) at++;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0b || byte === 0x0c;
}
