// Comments, blank lines and tabs put at random between declarations: each goes where protoc puts it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../../random.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { buildSet, openFiles, protocSet } from './build-set.js';
import { firstDifference } from './describe-descriptor.js';

const pieces = [
  '\n',
  '\n',
  '\n\n',
  ' ',
  '\t',
  '\r\n',
  '// line\n',
  '// line\r\n',
  '//\n',
  '  // indented // twice\n',
  '/* block */',
  '/* block */\n',
  '/**/',
  '/* two\n   lines */',
  '/*\n * stars\n\t* tab\n **/\n',
  '/* http://a.b */',
  '/* é\t*/',
  ';',
  '\f',
];

const declarations = [
  'message A# { optional int32 a = 1; }',
  'message B# {GAP} ',
  'message C# {GAPoptional int32 a = 1;GAPoptional int32 b = 2;GAP}',
  'enum D# {GAPE# = 0;GAPF# = 1 [deprecated = true];GAP}',
  'message G# {GAPoneof o {INNERint32 a = 1;INNERint32 b = 2;INNER}GAPmessage H {GAP}GAPoptional group J = 3 {GAP}GAP}',
  'service K# {GAPrpc L(A0) returns (A0);GAPrpc M(A0) returns (A0) {GAPoption deprecated = true;GAP}GAP}',
  'message N# {GAPoption deprecated = true;GAPreserved 1, 2;GAPextensions 5 to 6;GAPmap<int32, int32> m = 9;GAP}',
];

function randomFile(seed: number): string {
  const random = seededRandom(seed);
  const gap = (emptyStatements: boolean): string => {
    let text = '';
    for (let n = random.below(6); n > 0; n--) {
      const piece = random.pick(pieces);
      if (piece !== ';' || emptyStatements) text += piece;
    }
    return text;
  };
  let text = `${gap(false)}syntax = "proto2";${gap(true)}message A0 {}`;
  for (let number = 1; number <= 60; number++) {
    text += gap(true);
    text += random
      .pick(declarations)
      .replaceAll('#', String(number))
      .replaceAll('GAP', () => gap(true))
      .replaceAll('INNER', () => gap(false));
  }
  return text + gap(true);
}

test('comments at random go where protoc puts them', (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, seed) => {
      const text = randomFile(seed).replace('syntax = "proto2";', `$&package p${seed};`);
      return [`random${seed}.proto`, text];
    }),
  );
  const names = Object.keys(files);
  const folder = temporaryFolder(t, files);
  const options = { sourceInfo: true, retainOptions: false, includeImports: false };
  const ours = buildSet(openFiles([folder], names), names, options);
  assert.equal(firstDifference(ours, protocSet([folder], names, options)), '');
});
