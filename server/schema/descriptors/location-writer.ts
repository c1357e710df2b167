// Writes drafts of SourceCodeInfo: the places of the parts of a descriptor, each under its path in the descriptor, with
// comments.
import { type GapComments, gapComments, hasComments, writeComment } from './gap-comments.js';
import { ProtoWriter, putVarint } from './proto-writer.js';
import { LocationField, locationField as location, type SourceInfoDraft } from './source-info-draft.js';
import type { TokenPlaces } from './token-places.js';

/** A path so long that a location without comments could take 128 bytes; it holds four numbers of up to five bytes beside. */
const longPath = 0x7f - 2 - 2 - 4 * 5;

/** The locations of one file after the other. The current path is a stack of encoded numbers. */
export class LocationWriter {
  readonly places: TokenPlaces;
  readonly out = new ProtoWriter();
  /** See SourceInfoDraft. */
  #blanks: number[] = [];
  #path = new Uint8Array(256);
  #pathLength = 0;
  #gap = -1;
  #gapComments: GapComments | undefined;

  constructor(places: TokenPlaces) {
    this.places = places;
  }

  /** To be called when the places are those of another file. */
  reset(): void {
    this.out.reset();
    this.#blanks = [];
    this.#pathLength = 0;
    this.#gap = -1;
  }

  /** What was written since `reset`. */
  take(): SourceInfoDraft {
    return { bytes: this.out.written.slice(), blanks: Int32Array.from(this.#blanks) };
  }

  /** Adds a number to the path and returns what `pop` takes to drop it again. */
  push(number: number): number {
    const mark = this.#pathLength;
    if (mark + 10 > this.#path.length) {
      const grown = new Uint8Array(this.#path.length * 2);
      grown.set(this.#path);
      this.#path = grown;
    }
    if (number < 0x80) {
      this.#path[mark] = number;
      this.#pathLength = mark + 1;
    } else this.#pathLength = putVarint(this.#path, mark, number);
    return mark;
  }

  pop(mark: number): void {
    this.#pathLength = mark;
  }

  /** A copy of the path, to come back to it after `pop`. */
  save(): Uint8Array {
    return this.#path.slice(0, this.#pathLength);
  }

  restore(path: Uint8Array): void {
    this.#path.set(path);
    this.#pathLength = path.length;
  }

  /** The whole file. Without any token it ends at the file's start, as protoc has it. */
  addRoot(): void {
    const { out, places } = this;
    const end = places.tokens.count - 1;
    if (end > 0) {
      this.addHere(0, end - 1);
      return;
    }
    out.begin(location);
    out.begin(LocationField.span);
    out.varint(places.lines[0]);
    out.varint(places.columns[0]);
    if (places.lines[0] > 0) out.varint(0);
    out.varint(0);
    out.end();
    out.end();
  }

  /** The current path and one more number, from the start of a token to the end of another. */
  add(number: number, first: number, last: number): void {
    const mark = this.push(number);
    this.addHere(first, last);
    this.#pathLength = mark;
  }

  /** The current path, from the start of a token to the end of another. */
  addHere(first: number, last: number): void {
    const { out } = this;
    const pathLength = this.#pathLength;
    if (pathLength > longPath) {
      out.begin(location, 0x80);
      this.#pathAndSpan(first, last);
      out.end();
      return;
    }
    out.reserve(128);
    const { bytes } = out;
    const start = out.length;
    bytes[start] = (location << 3) | 2;
    out.length = start + 2;
    this.#pathAndSpan(first, last);
    bytes[start + 1] = out.length - start - 2;
  }

  /**
   * The current path for a declaration: with the comments before the token `head` (of which those in front of empty
   * statements from token `from` on are detached) and those after the token `headEnd`, its `;` or `{`.
   */
  addDeclaration(first: number, last: number, head: number, from: number, headEnd: number): void {
    const { out, places } = this;
    if (from >= head && !hasComments(places, head) && !hasComments(places, headEnd + 1)) {
      this.addHere(first, last);
      return;
    }
    out.begin(location, 0x80);
    out.reserve(128);
    this.#pathAndSpan(first, last);
    this.#comments(head, from, headEnd);
    out.end();
  }

  /** As `add`, if the descriptor turns out to hold the options of an element. */
  addIfKept(element: number, number: number, first: number, last: number): void {
    const start = this.out.length;
    this.add(number, first, last);
    this.#blanks.push(~element, start, start, this.out.length);
  }

  /**
   * An Option under the current path and what its own path turns out to be; with its comments if it is a statement, see
   * `addDeclaration`.
   */
  addOption(option: number, first: number, last: number, from?: number): void {
    const { out } = this;
    const start = out.length;
    out.reserve(this.#pathLength + 40);
    for (let i = 0; i < this.#pathLength; i++) out.bytes[out.length++] = this.#path[i];
    const middle = out.length;
    this.#span(first, last);
    if (from !== undefined) this.#comments(first, from, last);
    this.#blanks.push(option, start, middle, out.length);
  }

  #comments(head: number, from: number, headEnd: number): void {
    const { out, places } = this;
    const before = this.#commentsAt(head);
    if (before.leading) writeComment(out, LocationField.leadingComments, places, before.leading, false);
    // What follows this declaration's head mostly leads the next declaration: it is kept for that.
    const { trailing } = this.#commentsAt(headEnd + 1);
    if (trailing) writeComment(out, LocationField.trailingComments, places, trailing, false);
    for (let token = from; token < head; token++) this.#detached(gapComments(places, token));
    this.#detached(before);
  }

  #detached(comments: GapComments): void {
    for (const comment of comments.detached)
      writeComment(this.out, LocationField.leadingDetachedComments, this.places, comment, true);
  }

  #commentsAt(token: number): GapComments {
    if (this.#gap !== token || !this.#gapComments) {
      this.#gapComments = gapComments(this.places, token);
      this.#gap = token;
    }
    return this.#gapComments;
  }

  /** There is room for 128 bytes, which do unless the path is long. */
  #pathAndSpan(first: number, last: number): void {
    const { out } = this;
    const pathLength = this.#pathLength;
    if (pathLength > longPath) out.reserve(pathLength + 40);
    if (pathLength > 0) {
      const { bytes } = out;
      let at = out.length;
      bytes[at++] = (LocationField.path << 3) | 2;
      at = putVarint(bytes, at, pathLength);
      const path = this.#path;
      for (let i = 0; i < pathLength; i++) bytes[at++] = path[i];
      out.length = at;
    }
    this.#span(first, last);
  }

  /** There is room for it. */
  #span(first: number, last: number): void {
    const { out, places } = this;
    const { lines } = places;
    const { bytes } = out;
    let at = out.length;
    bytes[at++] = (LocationField.span << 3) | 2;
    const lengthAt = at++;
    const line = lines[first];
    if (line < 0x80) bytes[at++] = line;
    else at = putVarint(bytes, at, line);
    const column = places.columns[first];
    if (column < 0x80) bytes[at++] = column;
    else at = putVarint(bytes, at, column);
    if (lines[last] !== line) at = putVarint(bytes, at, lines[last]);
    const endColumn = places.endColumns[last];
    if (endColumn < 0x80) bytes[at++] = endColumn;
    else at = putVarint(bytes, at, endColumn);
    bytes[lengthAt] = at - lengthAt - 1;
    out.length = at;
  }
}
