// Options in every place they may stand, and the values they may have.
import type { Parser } from './parse.js';
import { parseDefaultValue } from './parse-default.js';
import { Token } from './tokens.js';
import { Flag, Kind, kindOf, Node } from './tree.js';
import { Word } from './words.js';

const dot = 0x2e;
const comma = 0x2c;
const semicolon = 0x3b;
const equals = 0x3d;
const minus = 0x2d;
const colon = 0x3a;
const slash = 0x2f;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openParen = 0x28;
const closeParen = 0x29;
const less = 0x3c;
const hash = 0x23;

/** Far more than values have, and little enough for the stack. */
const maxAggregateDepth = 250;
const maxNameParts = 250;
const greater = 0x3e;

/** `option name = value;` */
export function parseOptionStatement(p: Parser): boolean {
  const node = p.tree.open(Kind.option, p.at);
  p.at++;
  const complete = parseAssignment(p, node) && p.expectSymbol(semicolon, 'after the option');
  if (!complete) p.tree.flag(node, Flag.broken);
  p.tree.close(node, p.at - 1);
  return complete;
}

/** `[ name = value, … ]`, if there is one. Of a `field`, `default` and `json_name` have their own meaning; else -1. */
export function parseBracketedOptions(p: Parser, field: number): boolean {
  if (!p.takeSymbol(openBracket)) return true;
  do {
    const word = p.kinds[p.at] === Token.identifier ? p.values[p.at] : 0;
    const complete =
      field >= 0 && (word === Word.default || word === Word.json_name)
        ? parsePseudoOption(p, field, word)
        : parseOption(p);
    if (!complete) return false;
  } while (p.takeSymbol(comma));
  return p.expectSymbol(closeBracket, 'after the options');
}

function parseOption(p: Parser): boolean {
  const node = p.tree.open(Kind.option, p.at);
  const complete = parseAssignment(p, node);
  if (!complete) p.tree.flag(node, Flag.broken);
  p.tree.close(node, p.at - 1);
  return complete;
}

/** `default = value` or `json_name = "…"` */
function parsePseudoOption(p: Parser, field: number, word: number): boolean {
  const { tree } = p;
  const kind = word === Word.default ? Kind.default : Kind.jsonName;
  const what = word === Word.default ? '"default"' : '"json_name"';
  for (let child = field + Node.size; child < tree.length; child = tree.nodes[child + Node.end]) {
    if (kindOf(tree.nodes, child) !== kind) continue;
    p.report('option-set-twice', `The field has ${what} already. Remove one of the two.`);
    break;
  }
  const first = p.at++;
  const node = tree.open(kind, first);
  tree.set(node, Node.name, word);
  let complete = p.expectSymbol(equals, `after ${what}`);
  if (complete) {
    tree.set(node, Node.aux, p.at);
    complete = word === Word.default ? parseDefaultValue(p, field) : parseJsonName(p);
  }
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseJsonName(p: Parser): boolean {
  const first = p.at;
  const name = p.expectString('expected-value', 'a string for the JSON name');
  if (p.at === first) return false;
  p.addScalar(first, Flag.string, name);
  return true;
}

/** `name.(ext.name).name = value` */
function parseAssignment(p: Parser, option: number): boolean {
  const { tree } = p;
  let parts = 0;
  let empty = -1;
  do {
    if (++parts > maxNameParts) {
      p.report('nesting-too-deep', `The name of an option may have ${maxNameParts} parts at most.`);
      return false;
    }
    if (takeEmptyNamePart(p)) {
      empty = p.at - 2;
      continue;
    }
    const part = parseNamePart(p);
    if (part === 0) return false;
    if (parts === 1) tree.set(option, Node.name, part);
  } while (p.takeSymbol(dot));
  if (!p.expectSymbol(equals, 'after the option name')) return false;
  if (empty >= 0) {
    p.report('expected-identifier', 'Expected the name of an extension in the parentheses.', empty, empty + 1);
    return false;
  }
  tree.set(option, Node.aux, p.at);
  // protoc lets a "-" stand before an aggregate and ignores it.
  if (p.isSymbol(minus) && p.kinds[p.at + 1] === openBrace) p.at++;
  if (p.isSymbol(openBrace)) return parseWholeAggregate(p);
  const number = p.isSymbol(minus) ? p.at + 1 : p.at;
  if (p.kinds[number] === Token.integer) p.checkOctalOrHex(number);
  return parseScalar(p, 'an option value');
}

function parseNamePart(p: Parser): number {
  const { tree } = p;
  const node = tree.open(Kind.namePart, p.at);
  let name: number;
  if (p.takeSymbol(openParen)) {
    tree.flag(node, Flag.extension);
    name = p.expectDottedName('expected-identifier', 'the name of an extension');
    if (name && !p.expectSymbol(closeParen, 'after the name of the extension')) {
      tree.set(node, Node.name, name);
      name = 0;
    }
  } else {
    name = p.expectIdentifier('expected-identifier', 'an option name');
  }
  if (name) tree.set(node, Node.name, name);
  else tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return name;
}

/** `()`, which protoc takes for a name that it then does not find. */
function takeEmptyNamePart(p: Parser): boolean {
  if (!p.isSymbol(openParen) || p.kinds[p.at + 1] !== closeParen) return false;
  const node = p.tree.open(Kind.namePart | Flag.extension | Flag.broken, p.at);
  p.at += 2;
  p.tree.close(node, p.at - 1);
  return true;
}

/** One literal, possibly negative; strings standing side by side are one. */
function parseScalar(p: Parser, expected: string): boolean {
  const first = p.at;
  const negative = p.takeSymbol(minus);
  const flags = negative ? Flag.negative : 0;
  const name = p.values[p.at];
  switch (p.kinds[p.at]) {
    case Token.identifier:
      if (negative && name !== Word.inf && name !== Word.nan) {
        // protoc has read the identifier when it finds this out.
        const message = `Only a number, inf or nan can follow "-", not ${p.describe()}.`;
        p.at++;
        p.report('expected-value', message);
        return false;
      }
      p.at++;
      p.addScalar(first, flags | Flag.identifier, name);
      return true;
    case Token.integer:
      p.at++;
      p.addScalar(first, flags | Flag.integer, name);
      return true;
    case Token.float:
      p.at++;
      p.addScalar(first, flags | Flag.float, name);
      return true;
    case Token.string:
      if (negative) {
        p.report('expected-value', 'A string cannot be negative. Remove the "-".');
        return false;
      }
      p.addScalar(first, Flag.string, p.expectString('expected-value', expected));
      return true;
    default:
      p.report('expected-value', `Expected ${expected}, but found ${p.describe()}.`);
      return false;
  }
}

/**
 * The aggregate that is the value of an option. Its braces decide where it ends, as for protoc, which looks inside
 * later: a mistake inside is reported once and does not keep the rest of the file from being read.
 */
function parseWholeAggregate(p: Parser): boolean {
  const { tree } = p;
  const first = p.at;
  const node = tree.open(Kind.aggregate, first);
  const end = p.closingBrace();
  if (end < 0) {
    const opening = p.lineOf(first);
    while (!p.atEnd) p.at++;
    p.report('unterminated-block', `The value that opens with "{" in line ${opening} is not closed. Add "}".`);
    tree.flag(node, Flag.broken);
    tree.close(node, p.at - 1);
    return false;
  }
  p.aggregateEnd = end;
  // A "-" before it belongs to the value.
  p.aggregateStart = tree.nodes[tree.nodes[node + Node.parent] + Node.aux];
  p.aggregateDepth = 0;
  p.at++;
  let complete = true;
  while (complete && p.at < end) complete = takeComment(p) || parseAggregateField(p);
  if (!complete || p.at !== end) tree.flag(node, Flag.broken);
  p.at = end + 1;
  tree.close(node, end);
  return true;
}

/** Takes a comment of the text format if there is one: from "#" to the end of the line. */
function takeComment(p: Parser): boolean {
  if (!p.isSymbol(hash)) return false;
  do p.at++;
  while (p.at < p.aggregateEnd && !p.startsLine(p.at));
  return true;
}

/** `{ … }` or `< … >` inside of an aggregate. */
function parseAggregate(p: Parser, close: number): boolean {
  const { tree } = p;
  if (++p.aggregateDepth > maxAggregateDepth) return fail(p, `no more than ${maxAggregateDepth} values in each other`);
  const node = tree.open(Kind.aggregate, p.at);
  p.at++;
  let complete = true;
  while (complete && !(p.isSymbol(close) && p.at < p.aggregateEnd)) {
    if (takeComment(p)) continue;
    complete = p.at < p.aggregateEnd ? parseAggregateField(p) : fail(p, `"${String.fromCharCode(close)}"`);
  }
  p.aggregateDepth--;
  if (complete) p.at++;
  else tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

/** `name: value`, `name { … }`, `[ext.name]: value`, then a `,` or `;` if there is one. */
function parseAggregateField(p: Parser): boolean {
  const { tree } = p;
  const node = tree.open(Kind.aggregateField, p.at);
  const complete = parseAggregateFieldParts(p, node);
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  if (complete && !p.takeSymbol(comma)) p.takeSymbol(semicolon);
  return complete;
}

function parseAggregateFieldParts(p: Parser, node: number): boolean {
  const { tree } = p;
  if (p.takeSymbol(openBracket)) {
    tree.flag(node, Flag.extension);
    const first = p.at;
    tree.set(node, Node.aux, first);
    if (!takeDottedName(p)) return fail(p, 'the name of an extension or a type URL');
    if (p.takeSymbol(slash)) {
      tree.flag(node, Flag.any);
      if (!takeDottedName(p)) return fail(p, 'the name of a message type after "/"');
    }
    tree.set(node, Node.name, p.nameOfTokens(first, p.at - 1));
    if (!p.takeSymbol(closeBracket)) return fail(p, '"]" after the name');
  } else {
    tree.set(node, Node.aux, p.at);
    if (p.kinds[p.at] !== Token.identifier) return fail(p, 'a field name');
    tree.set(node, Node.name, p.values[p.at]);
    p.at++;
  }
  if (p.takeSymbol(colon)) return parseAggregateValue(p);
  if (p.isSymbol(openBrace) || p.isSymbol(less)) return parseAggregateValue(p);
  // Without a colon only messages may follow, also in a list.
  if (p.isSymbol(openBracket)) return parseAggregateValue(p);
  return fail(p, '":" after the field name');
}

function parseAggregateValue(p: Parser): boolean {
  const { tree } = p;
  if (p.isSymbol(openBrace)) return parseAggregate(p, closeBrace);
  if (p.isSymbol(less)) return parseAggregate(p, greater);
  if (p.isSymbol(openBracket)) {
    if (++p.aggregateDepth > maxAggregateDepth)
      return fail(p, `no more than ${maxAggregateDepth} values in each other`);
    const node = tree.open(Kind.list, p.at);
    p.at++;
    let complete = true;
    if (!p.takeSymbol(closeBracket)) {
      do complete = parseAggregateValue(p);
      while (complete && p.takeSymbol(comma));
      complete = complete && (p.takeSymbol(closeBracket) || fail(p, '"," or "]" in the list'));
    }
    p.aggregateDepth--;
    tree.close(node, p.at - 1);
    return complete;
  }
  const first = p.at;
  const negative = p.takeSymbol(minus);
  const kind = p.kinds[p.at];
  const isNumber = kind === Token.integer || kind === Token.float || kind === Token.identifier;
  if (!isNumber && (negative || kind !== Token.string)) return fail(p, 'a value');
  p.at = first;
  // Unlike an option's own value, `-` may stand before any identifier here; types decide later.
  if (negative && kind === Token.identifier) {
    p.at += 2;
    p.addScalar(first, Flag.negative | Flag.identifier, p.values[p.at - 1]);
    return true;
  }
  return parseScalar(p, 'a value');
}

function takeDottedName(p: Parser): boolean {
  p.takeSymbol(dot);
  do {
    if (p.kinds[p.at] !== Token.identifier) return false;
    p.at++;
  } while (p.takeSymbol(dot));
  return true;
}

/** protoc points at the start of the value. */
function fail(p: Parser, expected: string): false {
  const found = p.at >= p.aggregateEnd ? 'the end of the value' : p.describe();
  p.report('aggregate-syntax', `Expected ${expected}, but found ${found}.`, p.aggregateStart, p.at);
  return false;
}
