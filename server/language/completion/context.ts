// Where a cursor is, told from the tokens before it: completion is used while the file does not parse.

import type { SchemaSnapshot } from '../../schema/schema.js';
import { Token } from '../../syntax/tokens.js';
import { Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import type { Span } from '../../text/span.js';
import { FileView } from '../file-view.js';

export type BlockKind = 'file' | 'message' | 'enum' | 'service' | 'method' | 'oneof' | 'extend' | 'unknown';

/** Something open at the cursor. */
export type Frame =
  /** The file, or `{ … }` of a declaration. */
  | (FrameParts & { readonly kind: 'block'; readonly block: BlockKind })
  /** `[ … ]` with options. */
  | (FrameParts & { readonly kind: 'options' })
  /** `{ … }` or `< … >` as a value. */
  | (FrameParts & { readonly kind: 'aggregate' })
  /** `[ … ]` as a value. */
  | (FrameParts & { readonly kind: 'list' })
  /** `[ … ]` around the name of an extension in an aggregate. */
  | (FrameParts & { readonly kind: 'extensionName' });

interface FrameParts {
  /** Token of the opening bracket; -1 for the file. */
  readonly open: number;
  /** First token of the statement that the frame belongs to; it ends before `open`. */
  readonly header: number;
  /** Path of the scope that names inside are looked up from. */
  readonly scope: number;
  /** First token of the statement (field, option, element) under way inside. */
  start: number;
}

export interface CompletionContext {
  readonly view: FileView;
  readonly offset: number;
  /** What an item replaces: the word around the cursor, or the inside of a string. */
  readonly replace: Span;
  /** The part of `replace` before the cursor. */
  readonly prefix: string;
  /** The string token the cursor is in, or -1. */
  readonly string: number;
  /** From the file inwards. */
  readonly frames: readonly Frame[];
  /** The tokens of the statement under way before the word at the cursor. */
  readonly statement: readonly number[];
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const less = 0x3c;
const greater = 0x3e;
const semicolon = 0x3b;
const comma = 0x2c;
const colon = 0x3a;
const closeParen = 0x29;
const equals = 0x3d;

/** Undefined inside a comment. */
export function completionContext(
  snapshot: SchemaSnapshot,
  file: number,
  offset: number,
): CompletionContext | undefined {
  const view = new FileView(snapshot, file);
  const { tokens } = view;
  let word = tokens.at(offset);
  if (tokens.starts[word] >= offset && word > 0) word--;
  const touches = tokens.starts[word] < offset && offset <= tokens.ends[word];
  const kind = tokens.kinds[word];
  let replace: Span = { start: offset, end: offset };
  let string = -1;
  let before = word + 1;
  if (touches && kind === Token.string && (offset < tokens.ends[word] || !isClosed(view, word))) {
    string = word;
    before = word;
    const end = isClosed(view, word) ? tokens.ends[word] - 1 : tokens.ends[word];
    replace = { start: tokens.starts[word] + 1, end: Math.max(end, offset) };
  } else if (touches && (kind === Token.identifier || kind === Token.integer || kind === Token.float)) {
    before = word;
    replace = { start: tokens.starts[word], end: tokens.ends[word] };
  } else if (tokens.starts[word] >= offset) {
    before = word;
  }
  if (string < 0 && isInComment(view, before, replace.start)) return undefined;
  const frames = framesBefore(view, before);
  const top = frames[frames.length - 1];
  const statement: number[] = [];
  for (let token = top.start; token < before; token++) statement.push(token);
  const ended =
    top.kind === 'block'
      ? endsStatement(view, statement, before, offset)
      : top.kind === 'aggregate' && statement.length > 0 && endsValue(view, top.start, before);
  if (string < 0 && ended) {
    top.start = before;
    statement.length = 0;
  }
  return { view, offset, replace, prefix: view.text(replace.start, offset), string, frames, statement };
}

function isClosed(view: FileView, token: number): boolean {
  const { starts, ends } = view.tokens;
  return ends[token] - starts[token] >= 2 && view.bytes[ends[token] - 1] === view.bytes[starts[token]];
}

function isInComment(view: FileView, before: number, offset: number): boolean {
  const gap = view.text(before > 0 ? view.tokens.ends[before - 1] : 0, offset);
  const rest = gap.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*\n/g, '');
  return rest.includes('//') || rest.includes('/*');
}

/** What is open before a token. */
function framesBefore(view: FileView, before: number): Frame[] {
  const { kinds, values } = view.namedTokens;
  const frames: Frame[] = [{ kind: 'block', block: 'file', open: -1, header: 0, scope: view.table.package, start: 0 }];
  const top = (): Frame => frames[frames.length - 1];
  const push = (kind: Frame['kind'], open: number, block: BlockKind = 'unknown', scope = top().scope): void => {
    const parts = { open, header: top().start, scope, start: open + 1 };
    frames.push(kind === 'block' ? { kind, block, ...parts } : { kind, ...parts });
  };
  for (let token = 0; token < before; token++) {
    const frame = top();
    switch (kinds[token]) {
      case openBrace:
        if (frame.kind !== 'block' || isOption(view, frame.start, token)) push('aggregate', token);
        else {
          const { block, scope } = blockOf(view, frame, token);
          push('block', token, block, scope);
        }
        break;
      case closeBrace: {
        while (frames.length > 1 && kinds[top().open] !== openBrace) frames.pop();
        const closed = frames.length > 1 ? frames.pop() : undefined;
        // The value of an option statement is followed by its ";".
        if (closed?.kind !== 'aggregate' || top().kind === 'aggregate') top().start = token + 1;
        break;
      }
      case openBracket:
        if (frame.kind === 'block') push('options', token);
        else if (frame.kind === 'aggregate' && token === frame.start) push('extensionName', token);
        else push('list', token);
        break;
      case closeBracket: {
        if (!frames.some((open) => kinds[open.open] === openBracket)) break;
        while (kinds[top().open] !== openBracket) frames.pop();
        const closed = frames.pop();
        if (closed?.kind === 'list' && top().kind === 'aggregate') top().start = token + 1;
        break;
      }
      case less:
        if (frame.kind === 'aggregate' || frame.kind === 'list') push('aggregate', token);
        break;
      case greater:
        if (frame.kind === 'aggregate' && kinds[frame.open] === less) {
          frames.pop();
          if (top().kind === 'aggregate') top().start = token + 1;
        }
        break;
      case semicolon:
        if (frame.kind !== 'aggregate') {
          while (top().kind !== 'block') frames.pop();
        }
        top().start = token + 1;
        break;
      case comma:
        if (frame.kind !== 'block') frame.start = token + 1;
        break;
      case Token.identifier:
        if (frame.kind === 'block' && token > frame.start && startsStatement(view, frame.start, token))
          frame.start = token;
        else if (frame.kind === 'aggregate' && token > frame.start && endsValue(view, frame.start, token))
          frame.start = token;
        else if (isDeclarationWord(values[token]) && frame.kind !== 'block' && startsColumnZero(view, token)) {
          // A declaration in column 0 ends whatever was not closed above it.
          frames.length = 1;
          frames[0].start = token;
        }
        break;
    }
  }
  return frames;
}

function isOption(view: FileView, start: number, end: number): boolean {
  const { kinds, values } = view.namedTokens;
  return values[start] === Word.option && kinds[end - 1] === equals;
}

/** What a `{` opens, from the words before it. */
function blockOf(view: FileView, frame: Frame, brace: number): { block: BlockKind; scope: number } {
  const { kinds, values } = view.namedTokens;
  let token = frame.start;
  while (token < brace && (values[token] === Word.export || values[token] === Word.local)) token++;
  const named = (at: number): number =>
    kinds[at] === Token.identifier && at < brace
      ? view.paths.find(frame.scope, values[at]) || frame.scope
      : frame.scope;
  if (kinds[token] === Token.identifier) {
    switch (values[token]) {
      case Word.message:
        return { block: 'message', scope: named(token + 1) };
      case Word.enum:
        return { block: 'enum', scope: frame.scope };
      case Word.service:
        return { block: 'service', scope: named(token + 1) };
      case Word.oneof:
        return { block: 'oneof', scope: frame.scope };
      case Word.extend:
        return { block: 'extend', scope: frame.scope };
      case Word.rpc:
        return { block: 'method', scope: frame.scope };
    }
  }
  for (let at = token; at < brace; at++)
    if (values[at] === Word.group && kinds[at] === Token.identifier) return { block: 'message', scope: named(at + 1) };
  return { block: 'unknown', scope: frame.scope };
}

function isDeclarationWord(word: number): boolean {
  return word === Word.message || word === Word.enum || word === Word.service || word === Word.extend;
}

function startsLine(view: FileView, token: number): boolean {
  const from = token > 0 ? view.tokens.ends[token - 1] : 0;
  for (let i = view.tokens.starts[token] - 1; i >= from; i--) if (view.bytes[i] === 0x0a) return true;
  return token === 0;
}

function startsColumnZero(view: FileView, token: number): boolean {
  const start = view.tokens.starts[token];
  return start === 0 || view.bytes[start - 1] === 0x0a;
}

/** Words that want something to follow, also on the next line. */
const openEnded = new Set<number>([
  Word.optional,
  Word.required,
  Word.repeated,
  Word.message,
  Word.enum,
  Word.service,
  Word.oneof,
  Word.extend,
  Word.rpc,
  Word.option,
  Word.import,
  Word.public,
  Word.weak,
  Word.package,
  Word.returns,
  Word.stream,
  Word.export,
  Word.local,
  Word.group,
  Word.reserved,
  Word.extensions,
  Word.to,
]);

/** Whether an identifier begins a statement although the one before it has no ";". */
function startsStatement(view: FileView, start: number, token: number): boolean {
  return startsLine(view, token) && isFinished(view, start, token) && view.namedTokens.values[token] !== Word.returns;
}

/** Whether the tokens from `start` to the one before `token` can be a whole statement or a word typed by itself. */
function isFinished(view: FileView, start: number, token: number): boolean {
  const { kinds, values } = view.namedTokens;
  const kind = kinds[token - 1];
  if (kind === Token.identifier) return token - 1 > start || !openEnded.has(values[token - 1]);
  return (
    kind === Token.integer ||
    kind === Token.float ||
    kind === Token.string ||
    kind === closeBracket ||
    kind === closeParen
  );
}

/** Whether the cursor stands on a new line after something that can be a whole statement. */
function endsStatement(view: FileView, statement: readonly number[], before: number, offset: number): boolean {
  if (statement.length === 0 || !isFinished(view, statement[0], before)) return false;
  const last = statement[statement.length - 1];
  const gap = view.text(view.tokens.ends[last], offset);
  return gap.includes('\n');
}

/** In an aggregate: whether a field's value lies before the token, so that a field begins with it. */
function endsValue(view: FileView, start: number, token: number): boolean {
  const { kinds } = view.tokens;
  if (kinds[token - 1] === colon || kinds[token - 1] === 0x2d) return false;
  for (let at = start; at < token; at++) if (kinds[at] === colon) return true;
  return false;
}

/** The innermost frame. */
export function topFrame(context: CompletionContext): Frame {
  return context.frames[context.frames.length - 1];
}

/** The frame that the aggregate values around the cursor stand in: options in brackets, or a block. */
export function outerFrame(frames: readonly Frame[]): Frame {
  const isValue = ({ kind }: Frame): boolean => kind === 'aggregate' || kind === 'list' || kind === 'extensionName';
  return frames.findLast((frame) => !isValue(frame)) ?? frames[0];
}

/** The block around the cursor, whatever brackets are open in it. */
export function blockAround(context: CompletionContext): Extract<Frame, { kind: 'block' }> {
  for (let i = context.frames.length - 1; i >= 0; i--) {
    const frame = context.frames[i];
    if (frame.kind === 'block') return frame;
  }
  throw new RangeError('a context has no file frame');
}

/** The node of the declaration whose block a frame is; -1 if the parser did not see it. */
export function nodeOfBlock(view: FileView, frame: Frame, kinds: readonly number[]): number {
  if (frame.open < 0) return 0;
  for (let node = view.nodeAt(frame.open); node > 0; node = view.nodes[node + Node.parent]) {
    if (kinds.includes(view.kind(node)) && view.nodes[node + Node.first] <= frame.open) return node;
  }
  return -1;
}
