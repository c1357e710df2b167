// The comments that belong to a declaration: above it without a blank line between, or behind it on its last line.
import { Kind, Node } from '../syntax/tree.js';
import type { FileView } from './file-view.js';

/** The comment on a declaration as text without comment marks; '' if it has none. */
export function commentOf(view: FileView, node: number): string {
  const first = view.nodes[node + Node.first];
  return leadingComment(view, first) || trailingComment(view, node);
}

/** Where a declaration begins with the comment above it that belongs to it, in bytes. */
export function startWithComment(view: FileView, node: number): number {
  const first = view.nodes[node + Node.first];
  return attachedComment(view, first)?.start ?? view.tokens.starts[first];
}

function leadingComment(view: FileView, token: number): string {
  return attachedComment(view, token)?.text ?? '';
}

/** The comment above a token without a blank line between; `start` in bytes. */
function attachedComment(view: FileView, token: number): { text: string; start: number } | undefined {
  const { starts, ends } = view.tokens;
  const start = token > 0 ? ends[token - 1] : 0;
  const gap = view.text(start, starts[token]);
  let from = 0;
  // What stands on the line of the token before belongs to that token.
  if (token > 0) {
    const lineEnd = gap.indexOf('\n');
    if (lineEnd < 0) return undefined;
    from = skipTrailing(gap);
  }
  const last = splitComments(gap.slice(from)).at(-1);
  if (!last?.attached) return undefined;
  return { text: last.text, start: start + encoder.encode(gap.slice(0, from + last.index)).length };
}

const encoder = new TextEncoder();

/** Index behind a comment that starts on the first line of a gap and ends on it, or of the first line break. */
function skipTrailing(gap: string): number {
  const match = /^[ \t\r\f\v]*(\/\/[^\n]*|\/\*(?:[^*\n]|\*(?!\/))*\*\/[^\n]*)?/.exec(gap);
  return match ? match[0].length : 0;
}

function trailingComment(view: FileView, node: number): string {
  const { starts, ends } = view.tokens;
  const token = behindOpening(view, node);
  const gap = view.text(ends[token], starts[Math.min(token + 1, view.tokens.count - 1)]);
  const match = /^[ \t]*(\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(gap);
  return match ? unmark(match[1]) : '';
}

/** The token that a trailing comment of a declaration follows: its `{` if it has a block, else its last one. */
function behindOpening(view: FileView, node: number): number {
  const last = view.nodes[node + Node.last];
  if (!hasBlock(view.kind(node))) return last;
  for (let token = view.nodes[node + Node.first]; token <= last; token++)
    if (view.tokens.kinds[token] === 0x7b) return token;
  return last;
}

function hasBlock(kind: Kind): boolean {
  switch (kind) {
    case Kind.message:
    case Kind.group:
    case Kind.groupMessage:
    case Kind.oneof:
    case Kind.enum:
    case Kind.extend:
    case Kind.service:
      return true;
    default:
      return false;
  }
}

interface CommentBlock {
  /** Where it begins in the gap, in UTF-16 units. */
  readonly index: number;
  readonly text: string;
  /** Nothing but a line break lies between the block and what follows. */
  readonly attached: boolean;
}

/** Comments in a gap; line comments on successive lines are one. */
function splitComments(gap: string): CommentBlock[] {
  const found: CommentBlock[] = [];
  const pattern = /(?:\/\/[^\n]*(?:\n[ \t]*(?=\/\/)|))+|\/\*[\s\S]*?\*\//g;
  for (let match = pattern.exec(gap); match; match = pattern.exec(gap)) {
    const rest = gap.slice(pattern.lastIndex);
    found.push({ text: unmark(match[0]), index: match.index, attached: /^[ \t\r]*\n?[ \t\r]*$/.test(rest) });
  }
  return found;
}

/** A comment without its marks and the indentation that all its lines share. */
function unmark(comment: string): string {
  const lines = comment.startsWith('//')
    ? comment.split('\n').map((line) => line.replace(/^\s*\/\/+/, ''))
    : comment
        .slice(2, comment.endsWith('*/') ? -2 : undefined)
        .split('\n')
        .map((line, i) => (i === 0 ? line.replace(/^\*+/, '') : line.replace(/^\s*\*(?!\/)/, '')));
  const trimmed = lines.map((line) => line.replace(/\s+$/, ''));
  const indents = trimmed.filter((line) => line !== '').map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const indent = indents.length > 0 ? Math.min(...indents) : 0;
  return trimmed
    .map((line) => line.slice(indent))
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}
