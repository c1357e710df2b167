// The value of `default = …`. What may stand there depends on the type of the field, so the parser checks it.
import type { Parser } from './parse.js';
import { Token } from './tokens.js';
import { Flag, Kind, Node } from './tree.js';
import { Word } from './words.js';

const minus = 0x2d;

/** Takes the default value of a field that is open in the tree. */
export function parseDefaultValue(p: Parser, field: number): boolean {
  const { nodes } = p.tree;
  const kind = nodes[field] & Flag.kind;
  if (kind === Kind.group) {
    p.report('default-not-allowed', 'A group cannot have a default value. Remove it.');
    return false;
  }
  const typeRef = field + Node.size;
  const isScalar = kind === Kind.field && (nodes[typeRef] & Flag.scalar) !== 0;
  if (!isScalar) return takeAnyToken(p);
  const type: Word = nodes[typeRef + Node.name];
  switch (type) {
    case Word.double:
    case Word.float:
      return takeNumber(p);
    case Word.int32:
    case Word.sint32:
    case Word.sfixed32:
      return takeSigned(p, 1n << 31n, type);
    case Word.int64:
    case Word.sint64:
    case Word.sfixed64:
      return takeSigned(p, 1n << 63n, type);
    case Word.uint32:
    case Word.fixed32:
      return takeUnsigned(p, (1n << 32n) - 1n, type);
    case Word.uint64:
    case Word.fixed64:
      return takeUnsigned(p, (1n << 64n) - 1n, type);
    case Word.bool:
      if (p.isWord(Word.true) || p.isWord(Word.false)) return take(p, p.at, Flag.identifier);
      return refuse(p, '"true" or "false"');
    default: {
      const first = p.at;
      const value = p.expectString('default-invalid', 'a string for the default value');
      if (p.at === first) return false;
      p.addScalar(first, Flag.string, value);
      return true;
    }
  }
}

/** Whether a named type is an enum is not known yet: protoc takes the next token, whatever it is. */
function takeAnyToken(p: Parser): boolean {
  const flags: Partial<Record<number, Flag>> = {
    [Token.identifier]: Flag.identifier,
    [Token.integer]: Flag.integer,
    [Token.float]: Flag.float,
    [Token.string]: Flag.string,
  };
  if (p.atEnd) return refuse(p, 'a default value');
  return take(p, p.at, flags[p.kinds[p.at]] ?? 0);
}

function takeNumber(p: Parser): boolean {
  const first = p.at;
  const flags = p.takeSymbol(minus) ? Flag.negative : 0;
  switch (p.kinds[p.at]) {
    case Token.float:
      return take(p, first, flags | Flag.float);
    case Token.integer:
      p.checkOctalOrHex();
      return take(p, first, flags | Flag.integer);
    case Token.identifier:
      if (p.isWord(Word.inf) || p.isWord(Word.nan)) return take(p, first, flags | Flag.identifier);
  }
  return refuse(p, 'a number, inf or nan');
}

function takeSigned(p: Parser, limit: bigint, type: number): boolean {
  const first = p.at;
  const negative = p.takeSymbol(minus);
  if (p.kinds[p.at] !== Token.integer) return refuse(p, 'an integer');
  checkRange(p, negative ? limit : limit - 1n, type, negative);
  return take(p, first, Flag.integer | (negative ? Flag.negative : 0));
}

function takeUnsigned(p: Parser, limit: bigint, type: number): boolean {
  const first = p.at;
  const negative = p.takeSymbol(minus);
  if (negative) {
    p.report('default-invalid', `A field of type ${p.names.text(type)} cannot have a negative default value.`);
  }
  if (p.kinds[p.at] !== Token.integer) return negative ? false : refuse(p, 'an integer');
  if (!negative) checkRange(p, limit, type, false);
  return take(p, first, Flag.integer | (negative ? Flag.negative : 0));
}

function checkRange(p: Parser, limit: bigint, type: number, negative: boolean): void {
  if (p.integerAtMost(limit)) return;
  p.report(
    'number-out-of-range',
    `The default value ${negative ? '-' : ''}${p.sourceText(p.at)} does not fit ${p.names.text(type)}: ${negative ? `at least -${limit}` : `at most ${limit}`} is possible.`,
  );
}

/** Adds the literal from `first` up to the current token, which is taken. */
function take(p: Parser, first: number, flags: number): boolean {
  const value = p.values[p.at++];
  p.addScalar(first, flags, value);
  return true;
}

function refuse(p: Parser, expected: string): false {
  p.report('default-invalid', `Expected ${expected} as the default value, but found ${p.describe()}.`);
  return false;
}
