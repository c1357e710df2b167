// The lexer: tokens, values of literals, and places of errors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxProblems, type Problem } from '../../server/diagnostics/problem.js';
import { Names } from '../../server/syntax/names.js';
import { tokenize } from '../../server/syntax/tokenize.js';
import { Token, Tokens } from '../../server/syntax/tokens.js';

const kindNames: Partial<Record<number, string>> = {
  [Token.end]: 'end',
  [Token.identifier]: 'identifier',
  [Token.integer]: 'integer',
  [Token.float]: 'float',
  [Token.string]: 'string',
};

function lex(source: string | Uint8Array) {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  const tokens = new Tokens(4);
  const names = new Names();
  const problems: Problem[] = [];
  tokenize(bytes, tokens, names, problems);
  const found = Array.from({ length: tokens.count }, (_, i) => ({
    kind: kindNames[tokens.kinds[i]] ?? String.fromCharCode(tokens.kinds[i]),
    text: new TextDecoder().decode(bytes.subarray(tokens.starts[i], tokens.ends[i])),
    value: tokens.values[i] === 0 ? '' : Buffer.from(names.bytes(tokens.values[i])).toString('latin1'),
  }));
  return { tokens: found, problems: problems.map(({ code, start, end }) => `${start}-${end} ${code}`) };
}

function kinds(source: string): string[] {
  return lex(source).tokens.map(({ kind, text }) => (kind === text ? kind : `${kind} ${text}`.trim()));
}

test('identifiers, numbers, strings and symbols', () => {
  assert.deepEqual(kinds('message _a1{x=0x1F;}'), [
    'identifier message',
    'identifier _a1',
    '{',
    'identifier x',
    '=',
    'integer 0x1F',
    ';',
    '}',
    'end',
  ]);
  assert.deepEqual(kinds('0 017 1. .5 1.5e-3 1E+2 0.5 0e1'), [
    'integer 0',
    'integer 017',
    'float 1.',
    'float .5',
    'float 1.5e-3',
    'float 1E+2',
    'float 0.5',
    'float 0e1',
    'end',
  ]);
  assert.deepEqual(kinds(`"a'" 'b"'`), [`string "a'"`, `string 'b"'`, 'end']);
  assert.deepEqual(kinds('a.b.5'), ['identifier a', '.', 'identifier b', 'float .5', 'end']);
});

test('comments and white space separate tokens and are none', () => {
  assert.deepEqual(kinds('a// x\nb/* y\n */c\v\f\r\td'), [
    'identifier a',
    'identifier b',
    'identifier c',
    'identifier d',
    'end',
  ]);
  assert.deepEqual(kinds('// only'), ['end']);
  assert.deepEqual(kinds(''), ['end']);
  assert.deepEqual(kinds('/'), ['/', 'end']);
});

test('a byte order mark is no token', () => {
  const { tokens, problems } = lex(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61));
  assert.deepEqual(
    tokens.map(({ kind }) => kind),
    ['identifier', 'end'],
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(lex(Uint8Array.of(0xef, 0xbb, 0x61)).problems, ['2-3 invalid-character']);
});

test('strings are decoded', () => {
  const decoded = (source: string) => lex(source).tokens[0]?.value;
  assert.equal(decoded('"plain"'), 'plain');
  assert.equal(decoded(String.raw`"\a\b\f\n\r\t\v\\\'\"\?"`), '\x07\b\f\n\r\t\v\\\'"?');
  assert.equal(decoded(String.raw`"\0\12\101\377"`), '\0\nA\xff');
  assert.equal(decoded(String.raw`"\x41\X4a\x1"`), 'AJ\x01');
  assert.equal(decoded(String.raw`"\u00e9"`), '\xc3\xa9');
  assert.equal(decoded(String.raw`"\ud83d\ude00"`), '\xf0\x9f\x98\x80');
  assert.equal(decoded(String.raw`"\U0001F600"`), '\xf0\x9f\x98\x80');
  assert.equal(decoded(String.raw`"\ud83d"`), '\xed\xa0\xbd');
});

test('errors stand where protoc has them', () => {
  const cases: readonly (readonly [string, ...string[]])[] = [
    ['a \x01\x02 b', '2-4 invalid-character'],
    ['aé', '1-3 invalid-character'],
    ['"a\nb', '2-3 unterminated-string'],
    ['"a', '2-2 unterminated-string'],
    ['"a\0b"', '2-3 unterminated-string', '5-5 unterminated-string'],
    [String.raw`"\q"`, '2-3 invalid-escape'],
    [String.raw`"\xg"`, '3-4 invalid-escape'],
    [String.raw`"\u12g4"`, '5-6 invalid-escape'],
    [String.raw`"\U00200000"`, '5-6 invalid-escape'],
    ['0x', '2-2 invalid-number'],
    ['089', '1-2 invalid-number'],
    ['1e', '2-2 invalid-number'],
    ['1e+', '3-3 invalid-number'],
    ['1a', '1-2 invalid-number'],
    ['1.5.2', '3-4 invalid-number'],
    ['0x1.2', '3-4 invalid-number'],
    ['foo.5', '3-4 invalid-number'],
    ['/* /* */', '4-5 nested-comment'],
    ['/* a', '4-4 unterminated-comment'],
  ];
  for (const [source, ...expected] of cases) assert.deepEqual(lex(source).problems, expected, JSON.stringify(source));
});

test('every byte is read, whatever stands before and behind it', () => {
  for (let byte = 0; byte < 256; byte++) {
    for (const around of ['', 'a', '1', '"', '/*']) {
      const edge = new TextEncoder().encode(around);
      const source = Uint8Array.of(...edge, byte, ...edge);
      const tokens = new Tokens(4);
      tokenize(source, tokens, new Names(), []);
      let end = 0;
      for (let i = 0; i < tokens.count; i++) {
        assert.ok(tokens.starts[i] >= end, `${around}, byte ${byte}`);
        assert.ok(tokens.ends[i] >= tokens.starts[i]);
        end = tokens.ends[i];
      }
      assert.equal(tokens.kinds[tokens.count - 1], Token.end);
      assert.equal(end, source.length);
    }
  }
});

test('the token at an offset', () => {
  const tokens = new Tokens(4);
  tokenize(new TextEncoder().encode('ab  cd;'), tokens, undefined, undefined);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 7].map((offset) => tokens.at(offset)),
    [0, 0, 0, 0, 1, 1, 2, 3],
  );
});

test('a file of nothing but mistakes gives a list with an end, and the end says so', () => {
  const problems: Problem[] = [];
  const garbage = Uint8Array.from({ length: 3 * maxProblems }, (_, i) => (i % 2 ? 0x20 : 0x01));
  tokenize(garbage, new Tokens(4), undefined, problems);
  assert.equal(problems.length, maxProblems);
  assert.equal(problems.filter(({ message }) => message.endsWith('Further mistakes are not listed.')).length, 1);
  assert.match(problems[maxProblems - 1].message, /Further mistakes are not listed\.$/);
});

test('strings that break off are named by the lines they start in', () => {
  const lines = messagesOf('\n"a\0\n\n"b\0 "c\0').map((message) => /in line (\d+)/.exec(message)?.[1]);
  assert.deepEqual(lines, ['2', '4', '4']);
});

function messagesOf(source: string): string[] {
  const problems: Problem[] = [];
  tokenize(new TextEncoder().encode(source), new Tokens(4), undefined, problems);
  return problems.map(({ message }) => message);
}
