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
  const end = writeStatementHead(context, node, first + 1, last);
  if (end < last) {
    layout.space();
    writeBracketedOptions(context, node, end);
  }
  layout.lineEnd(last);
}

/** The head of a field, value or list of ranges; what does not fit in a line is broken where that can be done. */
function writeStatementHead(context: FormatContext, node: number, token: number, last: number): number {
  const { layout, nodes } = context;
  const end = headEnd(context, token, last);
  // A comment in the way may belong to a line or a token: such a statement stays as it is.
  const isFixed = layout.hasCommentsBetween(token - 1, end);
  const suffix = end < last ? 2 : 1;
  switch (nodes[node] & Flag.kind) {
    case Kind.reserved:
    case Kind.extensions:
      if (isFixed) return writeHead(context, node, token, last);
      return writeRanges(context, node, token, last);
    case Kind.field:
    case Kind.mapField:
    case Kind.enumValue: {
      const name = nodes[node + Node.aux];
      if (isFixed || name < token) return writeHead(context, node, token, last);
      layout.fit(
        () => writeHead(context, node, token, last),
        () => {
          writeHead(context, node, token, name);
          layout.continueInNextLine();
          layout.inline(name);
          writeHead(context, node, name + 1, last);
        },
        suffix,
      );
      return end;
    }
    default:
      return writeHead(context, node, token, last);
  }
}

/** Ranges or names separated by commas, as many in a line as there is room for. */
function writeRanges(context: FormatContext, node: number, token: number, last: number): number {
  const { layout, tokens } = context;
  const end = headEnd(context, token, last);
  while (token < end) {
    let next = token;
    while (next < end && tokens.kinds[next] !== comma) next++;
    const stop = Math.min(next + 1, end);
    layout.fit(
      () => writeHead(context, node, token, stop),
      () => {
        layout.continueInNextLine();
        layout.inline(token);
        writeHead(context, node, token + 1, stop);
      },
      stop < end ? 0 : 1,
    );
    token = stop;
  }
  return end;
}

/** The bracket, brace or last token that ends the head of a statement. */
function headEnd({ tokens }: FormatContext, token: number, last: number): number {
  while (token < last && tokens.kinds[token] !== openBracket && tokens.kinds[token] !== openBrace) token++;
  return token;
}

/** Tokens from `token` up to a bracket or brace, the statement's last token or `last`. Returns where it stopped. */
function writeHead(context: FormatContext, node: number, token: number, last: number): number {
  const { layout, nodes, tokens } = context;
  const kind: Kind = nodes[node] & Flag.kind;
  const isNumbered = kind === Kind.field || kind === Kind.mapField || kind === Kind.enumValue;
  const end = headEnd(context, token, last);
  for (; token < end; token++) {
    if (wantsSpaceBefore(context, node, token)) layout.space();
    if (isNumbered && tokens.kinds[token] === equals) layout.markEquals();
    layout.inline(token);
  }
  return end;
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
  const at = headEnd(context, first + 1, last);
  const hasBlock = tokens.kinds[at] === openBrace;
  const returns = returnsToken(context, node);
  if (returns < 0 || layout.hasCommentsBetween(first, at)) writeHead(context, node, first + 1, last);
  else {
    layout.fit(
      () => writeHead(context, node, first + 1, last),
      () => {
        writeHead(context, node, first + 1, returns);
        layout.continueInNextLine();
        layout.inline(returns);
        writeHead(context, node, returns + 1, last);
      },
      hasBlock ? 2 : 1,
    );
  }
  if (hasBlock) {
    layout.space();
    writeBlock(context, node, at, last);
  } else {
    layout.lineEnd(last);
  }
}

/** The word `returns` of a method: it stands before the parenthesis that opens its last type. */
function returnsToken({ nodes, tokens }: FormatContext, node: number): number {
  let response = -1;
  for (let child = node + Node.size; child < nodes[node + Node.end]; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) === Kind.typeRef) response = child;
  }
  if (response < 0) return -1;
  let token = nodes[response + Node.first];
  while (token > nodes[node + Node.first] && tokens.kinds[token] !== openParen) token--;
  return token - 1;
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
