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
  let first = true;
  do {
    const part = parseNamePart(p);
    if (part === 0) return false;
    if (first) tree.set(option, Node.name, part);
    first = false;
  } while (p.takeSymbol(dot));
  if (!p.expectSymbol(equals, 'after the option name')) return false;
  tree.set(option, Node.aux, p.at);
  // protoc lets a "-" stand before an aggregate and ignores it.
  if (p.isSymbol(minus) && p.kinds[p.at + 1] === openBrace) p.at++;
  if (p.isSymbol(openBrace)) return parseAggregate(p, closeBrace);
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
 * `{ … }` or `< … >` in the text format. A mistake inside is reported once and the rest of the aggregate skipped by
 * its braces: protoc finds the end of an aggregate in the same way before it looks inside.
 */
function parseAggregate(p: Parser, close: number): boolean {
  const { tree } = p;
  const first = p.at;
  const node = tree.open(Kind.aggregate, first);
  p.at++;
  let complete = true;
  while (!p.isSymbol(close)) {
    if (p.atEnd) {
      p.report('unterminated-block', `The value that starts with ${p.describe(first)} is never closed.`);
      complete = false;
      break;
    }
    if (!parseAggregateField(p)) {
      complete = false;
      break;
    }
  }
  if (complete) {
    p.at++;
    tree.close(node, p.at - 1);
    return true;
  }
  tree.flag(node, Flag.broken);
  // The outermost braces decide where the value ends.
  if (kindOf(tree.nodes, tree.nodes[node + Node.parent]) === Kind.option) {
    const failed = p.at;
    p.at = first;
    p.skipBlock();
    if (p.at < failed) p.at = failed;
    tree.close(node, p.at - 1);
    return !p.atEnd;
  }
  tree.close(node, p.at - 1);
  return false;
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
    if (!p.expectDottedName('aggregate-syntax', 'the name of an extension or a type URL')) return false;
    if (p.takeSymbol(slash)) {
      tree.flag(node, Flag.any);
      if (!p.expectDottedName('aggregate-syntax', 'the name of a message type after "/"')) return false;
    }
    tree.set(node, Node.name, p.nameOfTokens(first, p.at - 1));
    if (!p.takeSymbol(closeBracket)) return fail(p, '"]" after the name');
  } else {
    tree.set(node, Node.aux, p.at);
    const name = p.expectIdentifier('aggregate-syntax', 'a field name');
    if (!name) return false;
    tree.set(node, Node.name, name);
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
    const node = tree.open(Kind.list, p.at);
    p.at++;
    let complete = true;
    if (!p.takeSymbol(closeBracket)) {
      do complete = parseAggregateValue(p);
      while (complete && p.takeSymbol(comma));
      complete = complete && (p.takeSymbol(closeBracket) || fail(p, '"," or "]" in the list'));
    }
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

function fail(p: Parser, expected: string): false {
  p.report('aggregate-syntax', `Expected ${expected}, but found ${p.describe()}.`);
  return false;
}
