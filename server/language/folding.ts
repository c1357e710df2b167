// Folding ranges: blocks, import lists, comments.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Token } from '../syntax/tokens.js';
import { Kind, Node } from '../syntax/tree.js';
import { LineIndex } from '../text/line-index.js';
import { FileView } from './file-view.js';

export interface FoldingRange {
  /** Lines from 0; the last one stays visible when the range ends in a bracket of its own. */
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'block' | 'comment' | 'imports';
}

/** Ranges of at least two lines, in the order of their starts. */
export function foldingRanges(snapshot: SchemaSnapshot, file: number): FoldingRange[] {
  const view = new FileView(snapshot, file);
  const lines = new LineIndex(view.bytes);
  const found: FoldingRange[] = [];
  const add = (startLine: number, endLine: number, kind: FoldingRange['kind']): void => {
    if (endLine > startLine) found.push({ startLine, endLine, kind });
  };
  addBrackets(view, lines, add);
  addImports(view, lines, add);
  addComments(view, lines, add);
  return found.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}

type Add = (startLine: number, endLine: number, kind: FoldingRange['kind']) => void;

/** Pairs of brackets, so that broken declarations fold too. The closing line stays visible. */
function addBrackets({ tokens }: FileView, lines: LineIndex, add: Add): void {
  const open: { kind: number; line: number }[] = [];
  for (let token = 0; token < tokens.count; token++) {
    const kind = tokens.kinds[token];
    if (kind === 0x7b || kind === 0x5b) open.push({ kind, line: lines.lineOf(tokens.starts[token]) });
    else if (kind === 0x7d || kind === 0x5d) {
      const opening = kind === 0x7d ? 0x7b : 0x5b;
      // A bracket that is never closed ends with the block around it.
      while (open.length > 0 && open[open.length - 1].kind !== opening && kind === 0x7d) open.pop();
      const top = open[open.length - 1];
      if (top?.kind !== opening) continue;
      open.pop();
      add(top.line, lines.lineOf(tokens.starts[token]) - 1, 'block');
    }
  }
}

function addImports(view: FileView, lines: LineIndex, add: Add): void {
  let first = -1;
  let last = -1;
  const flush = (): void => {
    if (first >= 0) add(first, last, 'imports');
    first = -1;
  };
  const end = view.nodes[Node.end];
  for (let node = Node.size as number; node < end; node = view.nodes[node + Node.end]) {
    if (view.kind(node) !== Kind.import) {
      flush();
      continue;
    }
    const span = view.span(node);
    if (first < 0) first = lines.lineOf(span.start);
    last = lines.lineOf(span.end);
  }
  flush();
}

/** Block comments, and line comments on successive lines. */
function addComments({ tokens, bytes }: FileView, lines: LineIndex, add: Add): void {
  let from = 0;
  for (let token = 0; token < tokens.count; token++) {
    const to = tokens.starts[token];
    if (to > from + 1) addCommentsBetween(bytes, from, to, lines, add);
    from = tokens.ends[token];
    if (tokens.kinds[token] === Token.end) return;
  }
}

function addCommentsBetween(bytes: Uint8Array, from: number, to: number, lines: LineIndex, add: Add): void {
  let first = -1;
  let last = -1;
  const flush = (): void => {
    if (first >= 0) add(first, last, 'comment');
    first = -1;
  };
  for (let i = from; i + 1 < to; i++) {
    if (bytes[i] !== 0x2f) continue;
    const line = lines.lineOf(i);
    if (bytes[i + 1] === 0x2f) {
      if (first < 0 || line !== last + 1) {
        flush();
        first = line;
      }
      last = line;
      const end = bytes.indexOf(0x0a, i);
      i = end < 0 ? to : end;
    } else if (bytes[i + 1] === 0x2a) {
      flush();
      let end = i + 2;
      while (end < to && !(bytes[end] === 0x2a && bytes[end + 1] === 0x2f)) end++;
      add(line, lines.lineOf(Math.min(end, to - 1)), 'comment');
      i = end + 1;
    }
  }
  flush();
}
