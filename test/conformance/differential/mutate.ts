// Makes slightly wrong files out of right ones.
import { type Piece, type PieceKind, piecesOf, textOf } from './pieces.js';
import type { Random } from './random.js';

/** Changes `pieces` in place; false when it found nothing to change. */
type Mutation = (pieces: Piece[], random: Random) => boolean;

const numbers = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '17',
  '-1',
  '0x10',
  '017',
  '08',
  '1.5',
  '1e3',
  '18999',
  '19000',
  '19999',
  '536870911',
  '536870912',
  '2147483647',
  '2147483648',
  '4294967296',
  '9223372036854775807',
  '18446744073709551615',
  '18446744073709551616',
  'max',
  'inf',
  'nan',
];
const types = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'sint64',
  'fixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
  'group',
  'map<string, int32>',
  'map<float, string>',
  '.google.protobuf.Any',
  'Nope',
  '.Nope',
  'google.Nope',
  'a.b.C',
  'stream',
];
const labels = ['optional', 'required', 'repeated', '', 'oneof', 'reserved', 'extensions', 'export', 'local'];
const keywords = [
  'message',
  'enum',
  'service',
  'rpc',
  'returns',
  'stream',
  'oneof',
  'extend',
  'extensions',
  'reserved',
  'option',
  'import',
  'public',
  'weak',
  'package',
  'syntax',
  'edition',
  'to',
  'max',
  'map',
  'group',
  'export',
  'local',
  'true',
  'false',
];
const symbols = ['{', '}', ';', '=', '(', ')', '[', ']', '<', '>', ',', '.', '-', '+', '/', ':', '#', '@', '"', "'"];
const fieldOptions = [
  'deprecated = true',
  'deprecated = 1',
  'packed = true',
  'packed = false',
  'lazy = true',
  'unverified_lazy = true',
  'weak = true',
  'ctype = CORD',
  'jstype = JS_STRING',
  'jstype = NOPE',
  'json_name = "x"',
  'json_name = "[x]"',
  'json_name = 1',
  'default = 1',
  'default = "x"',
  'default = true',
  'default = -5',
  'default = X',
  'nope = 1',
  '(nope) = 1',
  '(nope).a.(b) = { c: 1 }',
  'features.field_presence = IMPLICIT',
  'features.field_presence = LEGACY_REQUIRED',
  'features.message_encoding = DELIMITED',
  'features.repeated_field_encoding = EXPANDED',
  'features.utf8_validation = NONE',
  'debug_redact = true',
  'retention = RETENTION_SOURCE',
  'targets = TARGET_TYPE_FILE',
];
const statements = [
  'option deprecated = true;',
  'option deprecated = 5;',
  'option allow_alias = true;',
  'option allow_alias = false;',
  'option message_set_wire_format = true;',
  'option map_entry = true;',
  'option java_package = "x";',
  'option optimize_for = LITE_RUNTIME;',
  'option optimize_for = NOPE;',
  'option features.field_presence = IMPLICIT;',
  'option features.enum_type = CLOSED;',
  'option features.json_format = LEGACY_BEST_EFFORT;',
  'option (nope) = { a: 1 };',
  'option nope.x = 1;',
  'extensions 100 to 199;',
  'extensions 1 to max;',
  'extensions 5, 7 [verification = UNVERIFIED];',
  'reserved 1;',
  'reserved 2 to 4, 9 to max;',
  'reserved "name", "id";',
  'reserved name, id;',
  'int32 extra = 1;',
  'optional int32 extra = 900;',
  'repeated string extra = 901;',
  'required bool extra = 902;',
  'map<string, int32> extra = 903;',
  'map<bytes, int32> extra = 903;',
  'repeated group Extra = 904 { optional int32 x = 1; }',
  'oneof extra { int32 e1 = 905; string e2 = 906; }',
  'oneof extra { }',
  'enum Extra { EXTRA_ZERO = 0; EXTRA_ONE = 1; }',
  'enum Extra { EXTRA_ONE = 1; }',
  'enum Extra { A = 0; A = 1; B = 1; }',
  'message Extra { Extra extra = 1; }',
  'message Extra { optional Extra name = 1; }',
  'extend Extra { optional int32 ext = 100; }',
  'extend google.protobuf.FieldOptions { optional int32 my_opt = 50123; }',
  'service Extra { rpc Get(Extra) returns (stream Extra); }',
  'rpc Extra(Nope) returns (Nope);',
  'import "google/protobuf/any.proto";',
  'import public "google/protobuf/empty.proto";',
  'import "nowhere.proto";',
  'import option "google/protobuf/cpp_features.proto";',
  'package other;',
  'EXTRA = 7;',
  'EXTRA = 0 [deprecated = true];',
  ';',
  '// comment',
  '/* comment */',
];
const headers = [
  'syntax = "proto2";',
  'syntax = "proto3";',
  'edition = "2023";',
  'edition = "2024";',
  'edition = "2026";',
  '',
];

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
  (symbolsBefore: readonly string[], make: (random: Random) => string): Mutation =>
  (pieces, random) => {
    const at = positions(pieces, 'symbol').filter((index) => symbolsBefore.includes(pieces[index]?.text ?? ''));
    if (at.length === 0) return false;
    pieces.splice(random.pick(at) + 1, 0, { kind: 'word', text: ` ${make(random)} ` });
    return true;
  };

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
  replaceWhere(isLabel, labels),
  replaceWhere((pieces, index) => keywords.includes(pieces[index]?.text ?? ''), keywords),
  (pieces, random) => {
    const at = positions(pieces, 'number').filter((index) => following(pieces, index)?.text === ';');
    if (at.length === 0) return false;
    const index = random.pick(at);
    pieces.splice(index + 1, 0, { kind: 'word', text: ` [${random.pick(fieldOptions)}]` });
    return true;
  },
  insertAfter(['['], (random) => `${random.pick(fieldOptions)},`),
  insertAfter(['{'], (random) => random.pick(statements)),
  insertAfter(['{', ';', '}'], (random) => random.pick(statements)),
  insertAfter([';', '}'], (random) => random.pick(statements)),
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
