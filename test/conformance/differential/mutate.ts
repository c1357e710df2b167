// Makes slightly wrong files out of right ones.

import type { Random } from '../../random.js';
import { type Piece, type PieceKind, piecesOf, textOf } from './pieces.js';
import { fieldOptions, headers, keywords, labels, numbers, statements, symbols, types } from './vocabulary.js';

/** Changes `pieces` in place; false when it found nothing to change. */
type Mutation = (pieces: Piece[], random: Random) => boolean;

function positions(pieces: readonly Piece[], ...kinds: PieceKind[]): number[] {
  return pieces.flatMap((piece, index) => (kinds.includes(piece.kind) ? [index] : []));
}

const tokenKinds: PieceKind[] = ['word', 'number', 'string', 'symbol'];

function replaceOne(
  kinds: PieceKind[],
  replacement: (old: string, pieces: Piece[], random: Random) => string,
): Mutation {
  return (pieces, random) => {
    const at = positions(pieces, ...kinds);
    if (at.length === 0) return false;
    const index = random.pick(at);
    const old = pieces[index];
    if (old === undefined) return false;
    const text = replacement(old.text, pieces, random);
    pieces[index] = { kind: old.kind, text };
    return text !== old.text;
  };
}

function replaceWhere(
  matches: (pieces: readonly Piece[], index: number) => boolean,
  texts: readonly string[],
): Mutation {
  return (pieces, random) => {
    const at = positions(pieces, ...tokenKinds).filter((index) => matches(pieces, index));
    if (at.length === 0) return false;
    const index = random.pick(at);
    pieces[index] = { kind: 'word', text: random.pick(texts) };
    return true;
  };
}

const insertAfter =
  (symbolsBefore: readonly string[], make: (context: string, random: Random) => string): Mutation =>
  (pieces, random) => {
    const at = positions(pieces, 'symbol').filter((index) => symbolsBefore.includes(pieces[index]?.text ?? ''));
    if (at.length === 0) return false;
    const index = random.pick(at);
    pieces.splice(index + 1, 0, { kind: 'word', text: ` ${make(enclosing(pieces, index), random)} ` });
    return true;
  };

function statement(context: string, random: Random): string {
  const fitting = statements[context] ?? [];
  const drawn = random.next();
  if (drawn < 0.8 && fitting.length > 0) return random.pick(fitting);
  return random.pick(drawn < 0.9 ? (statements.anywhere ?? []) : Object.values(statements).flat());
}

/** The keyword before the innermost brace open after `index`; `file` outside of braces. */
function enclosing(pieces: readonly Piece[], index: number): string {
  let depth = 0;
  for (let at = index; at >= 0; at--) {
    const text = pieces[at]?.text;
    if (text === '}') depth++;
    else if (text === '{' && depth > 0) depth--;
    else if (text === '{') {
      for (let before = at - 1; before >= 0; before--) {
        const word = pieces[before]?.text ?? '';
        if (word in statements) return word;
        if (word === ';' || word === '{' || word === '}') return 'message';
      }
    }
  }
  return 'file';
}

function onLines(change: (lines: string[], random: Random) => void): Mutation {
  return (pieces, random) => {
    const lines = textOf(pieces).split('\n');
    change(lines, random);
    pieces.splice(0, pieces.length, ...piecesOf(lines.join('\n')));
    return true;
  };
}

/** The next token after `index`, spaces and comments passed over. */
function following(pieces: readonly Piece[], index: number): Piece | undefined {
  return pieces.slice(index + 1).find((piece) => tokenKinds.includes(piece.kind));
}

const isFieldType = (pieces: readonly Piece[], index: number) =>
  pieces[index]?.kind === 'word' && following(pieces, index)?.kind === 'word';
const isLabel = (pieces: readonly Piece[], index: number) => labels.includes(pieces[index]?.text ?? '-');

const isName = (pieces: readonly Piece[], index: number) =>
  pieces[index]?.kind === 'word' && ['=', '{', '('].includes(following(pieces, index)?.text ?? '');

/** Another word of the file that stands in the same kind of place: types for types, names for names. */
function replaceWithOwn(matches: (pieces: readonly Piece[], index: number) => boolean): Mutation {
  return (pieces, random) => {
    const at = positions(pieces, 'word').filter((index) => matches(pieces, index));
    if (at.length === 0) return false;
    const index = random.pick(at);
    const other = pieces[random.pick(at)];
    if (other === undefined || other.text === pieces[index]?.text) return false;
    pieces[index] = other;
    return true;
  };
}

/** A number that ends a declaration: mostly a field's or an enum value's. */
function declarationNumbers(pieces: readonly Piece[]): number[] {
  return positions(pieces, 'number').filter((index) => [';', '['].includes(following(pieces, index)?.text ?? ''));
}

const replaceNumber: Mutation = (pieces, random) => {
  const at = declarationNumbers(pieces);
  if (at.length === 0) return false;
  const text = random.next() < 0.5 ? random.pick(numbers) : (pieces[random.pick(at)]?.text ?? '');
  pieces[random.pick(at)] = { kind: 'number', text };
  return true;
};

const addFieldOption: Mutation = (pieces, random) => {
  const at = declarationNumbers(pieces).filter((index) => following(pieces, index)?.text === ';');
  if (at.length === 0) return false;
  pieces.splice(random.pick(at) + 1, 0, { kind: 'word', text: ` [${random.pick(fieldOptions)}]` });
  return true;
};

/** How often each is drawn is how often it stands here. */
const mutations: readonly Mutation[] = [
  replaceOne(tokenKinds, () => ''),
  replaceOne(tokenKinds, () => ''),
  replaceOne(tokenKinds, (old) => `${old} ${old}`),
  replaceOne(tokenKinds, (_old, pieces, random) => pieces[random.pick(positions(pieces, ...tokenKinds))]?.text ?? ''),
  replaceOne(tokenKinds, (_old, _pieces, random) => random.pick([...keywords, ...symbols, ...numbers])),
  replaceOne(['symbol'], (_old, _pieces, random) => random.pick(symbols)),
  (pieces, random) => {
    const at = positions(pieces, ...tokenKinds);
    const first = random.below(at.length - 1);
    return swap(pieces, at[first], at[first + 1]);
  },
  (pieces, random) => {
    const at = positions(pieces, ...tokenKinds);
    return at.length > 1 && swap(pieces, random.pick(at), random.pick(at));
  },
  onLines((lines, random) => lines.splice(random.below(lines.length), 1)),
  onLines((lines, random) => {
    const line = random.below(lines.length);
    lines.splice(line, 0, lines[line] ?? '');
  }),
  onLines((lines, random) => {
    const [line = ''] = lines.splice(random.below(lines.length), 1);
    lines.splice(random.below(lines.length + 1), 0, line);
  }),
  onLines((lines, random) => lines.splice(1 + random.below(lines.length))),
  replaceOne(['number'], (_old, _pieces, random) => random.pick(numbers)),
  replaceOne(['number'], (_old, pieces, random) => pieces[random.pick(positions(pieces, 'number'))]?.text ?? ''),
  replaceOne(['word'], (_old, pieces, random) => pieces[random.pick(positions(pieces, 'word'))]?.text ?? ''),
  replaceOne(['word'], (_old, pieces, random) => pieces[random.pick(positions(pieces, 'word'))]?.text ?? ''),
  replaceOne(['word'], (old) => old.toUpperCase()),
  replaceOne(['word'], (old) => old.replaceAll('_', '')),
  replaceOne(['word'], (old) => `${old}x`),
  replaceOne(['string'], (_old, pieces, random) => pieces[random.pick(positions(pieces, 'string'))]?.text ?? ''),
  replaceOne(['string'], (old, _pieces, random) =>
    random.pick([`${old.slice(0, -1)}\\q"`, '""', old.slice(1), '"\\xff"']),
  ),
  replaceWhere(isFieldType, types),
  replaceWhere(isFieldType, types),
  replaceWithOwn(isFieldType),
  replaceWithOwn(isFieldType),
  replaceWithOwn(isName),
  replaceWithOwn(isName),
  replaceNumber,
  replaceNumber,
  addFieldOption,
  replaceWhere(isLabel, labels),
  replaceWhere((pieces, index) => keywords.includes(pieces[index]?.text ?? ''), keywords),
  addFieldOption,
  insertAfter(['['], (_context, random) => `${random.pick(fieldOptions)},`),
  insertAfter(['{'], statement),
  insertAfter(['{', ';', '}'], statement),
  insertAfter(['{', ';', '}'], statement),
  insertAfter(['{', ';', '}'], statement),
  insertAfter([';', '}'], statement),
  (pieces, random) => {
    const start = pieces.findIndex((piece) => piece.text === 'syntax' || piece.text === 'edition');
    const end = pieces.findIndex((piece, index) => index > start && piece.text === ';');
    if (start < 0 || end < 0) return false;
    pieces.splice(start, end - start + 1, { kind: 'word', text: random.pick(headers) });
    return true;
  },
];

function swap(pieces: Piece[], one: number | undefined, other: number | undefined): boolean {
  const first = pieces[one ?? -1];
  const second = pieces[other ?? -1];
  if (one === undefined || other === undefined || !first || !second) return false;
  pieces[one] = second;
  pieces[other] = first;
  return first.text !== second.text;
}

/** One to three changes; most mutants have one. */
export function mutate(text: string, random: Random): string {
  const pieces = piecesOf(text);
  const changes = random.pick([1, 1, 1, 1, 2, 2, 3]);
  for (let done = 0, tries = 0; done < changes && tries < 20; tries++) {
    if (random.pick(mutations)(pieces, random)) done++;
  }
  return textOf(pieces);
}
