// Declarations, statement by statement.
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { FormatContext } from './format.js';
import { writeBracketedOptions, writeOptionStatement } from './format-option.js';

const semicolon = 0x3b;
const comma = 0x2c;
const dot = 0x2e;
const equals = 0x3d;
const openBrace = 0x7b;
const openBracket = 0x5b;
const openParen = 0x28;
const closeParen = 0x29;
const less = 0x3c;
const greater = 0x3e;

/** Writes a declaration as lines of its own. With `compact`, blank lines before it and its comments are dropped. */
export function writeDeclaration(context: FormatContext, node: number, compact = false): void {
  const { nodes } = context;
  switch (nodes[node] & Flag.kind) {
    case Kind.option:
      writeOptionStatement(context, node, compact);
      break;
    case Kind.message:
    case Kind.enum:
    case Kind.service:
    case Kind.oneof:
    case Kind.extend:
      writeBlockDeclaration(context, node);
      break;
    case Kind.method:
      writeMethod(context, node);
      break;
    case Kind.group:
      writeGroup(context, node);
      break;
    default:
      writeStatement(context, node, compact);
  }
}

/** A statement that ends with `;` and may have options in brackets before it. */
function writeStatement(context: FormatContext, node: number, compact: boolean): void {
  const { nodes, layout } = context;
  const first = nodes[node + Node.first];
  const last = nodes[node + Node.last];
  layout.start(first, compact);
  const end = writeHead(context, node, first + 1, last);
  if (end < last) {
    layout.space();
    writeBracketedOptions(context, node, end);
  }
  layout.lineEnd(last);
}

/** Tokens from `token` up to a bracket or brace, the statement's last token or `last`. Returns where it stopped. */
function writeHead(context: FormatContext, node: number, token: number, last: number): number {
  const { layout, tokens } = context;
  for (; token < last; token++) {
    const kind = tokens.kinds[token];
    if (kind === openBracket || kind === openBrace) break;
    if (wantsSpaceBefore(context, node, token)) layout.space();
    layout.inline(token);
  }
  return token;
}

function wantsSpaceBefore(context: FormatContext, node: number, token: number): boolean {
  const { kinds } = context.tokens;
  const kind = kinds[token];
  const before = kinds[token - 1];
  switch (kind) {
    case comma:
    case semicolon:
    case closeParen:
    case greater:
    case less:
      return false;
    case openParen:
      // The request type stands directly behind the method's name.
      return (context.nodes[node] & Flag.kind) !== Kind.method || token !== context.nodes[node + Node.aux] + 1;
    case dot:
      // A dot joins names, but before a type's first part it starts one.
      return isLeadingDot(context, node, token);
    case equals:
      return true;
  }
  return before !== dot && before !== openParen && before !== less && before !== 0x2d;
}

function isLeadingDot(context: FormatContext, node: number, token: number): boolean {
  const { nodes } = context;
  const before = context.tokens.kinds[token - 1];
  if (before === openParen || before === less) return false;
  for (let child = node + Node.size; child < nodes[node + Node.end]; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) === Kind.typeRef && nodes[child + Node.first] === token) return true;
  }
  return false;
}

/** `keyword Name {`, declarations, `}`. */
function writeBlockDeclaration(context: FormatContext, node: number): void {
  const { nodes, layout, tokens } = context;
  const first = nodes[node + Node.first];
  const last = nodes[node + Node.last];
  layout.start(first);
  const open = writeHead(context, node, first + 1, last);
  if (tokens.kinds[open] === openBrace) {
    layout.space();
    writeBlock(context, node, open, last);
  }
}

function writeGroup(context: FormatContext, node: number): void {
  const { nodes, layout, tokens } = context;
  const first = nodes[node + Node.first];
  const last = nodes[node + Node.last];
  layout.start(first);
  let at = writeHead(context, node, first + 1, last);
  if (tokens.kinds[at] === openBracket) {
    layout.space();
    at = writeBracketedOptions(context, node, at);
  }
  layout.space();
  for (let child = node + Node.size; child < nodes[node + Node.end]; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) === Kind.groupMessage) writeBlock(context, child, at, last);
  }
}

function writeMethod(context: FormatContext, node: number): void {
  const { nodes, layout, tokens } = context;
  const first = nodes[node + Node.first];
  const last = nodes[node + Node.last];
  layout.start(first);
  const at = writeHead(context, node, first + 1, last);
  if (tokens.kinds[at] === openBrace) {
    layout.space();
    writeBlock(context, node, at, last);
  } else {
    layout.lineEnd(last);
  }
}

/** `{`, the declarations among the children of a node, `}`. */
function writeBlock(context: FormatContext, node: number, open: number, close: number): void {
  const { nodes, layout } = context;
  const declarations: number[] = [];
  for (let child = node + Node.size; child < nodes[node + Node.end]; child = nodes[child + Node.end]) {
    // Types and the like belong to the head.
    if (nodes[child + Node.first] > open) declarations.push(child);
  }
  dropEmptyStatements(context, declarations, open + 1, close);
  if (declarations.length === 0) {
    if (layout.hasTrailingComments(open) || layout.hasLeadingComments(close)) {
      layout.openWithoutComments(open);
      layout.closeWithCommentsOf(close, open);
    } else {
      layout.inline(open);
      layout.close(close, true);
    }
    return;
  }
  layout.open(open);
  for (const declaration of declarations) writeDeclaration(context, declaration);
  layout.close(close);
}

/** Leaves out every `;` that stands alone among declarations, from the token `first` to before `end`. */
export function dropEmptyStatements(
  context: FormatContext,
  declarations: readonly number[],
  first: number,
  end: number,
): void {
  const { nodes, layout } = context;
  let token = first;
  for (const declaration of declarations) {
    for (; token < nodes[declaration + Node.first]; token++) layout.drop(token);
    token = nodes[declaration + Node.last] + 1;
  }
  for (; token < end; token++) layout.drop(token);
}
