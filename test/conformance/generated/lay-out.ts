// Puts blanks, line ends and comments between the tokens of a generated text.
import type { Random } from '../../random.js';

const token = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\.?\d(?:[eE][+-]|[\w.])*|[A-Za-z_]\w*|\S/gs;
const isWord = (text: string | undefined) => text !== undefined && /[\w.]$/.test(text);

export function layOut(text: string, random: Random): string {
  const gap = random.pick([plainGap, plainGap, denseGap, wildGap]);
  let out = '';
  let last: string | undefined;
  for (const [next] of text.matchAll(token)) {
    const between = last === undefined ? '' : gap(last, random);
    // Two words stay two, and no two slashes make a comment.
    const needsBlank = between === '' && ((isWord(last) && /^[\w.]/.test(next)) || last === '/' || next === '/');
    out += (needsBlank ? ' ' : between) + next;
    last = next;
  }
  return `${out}${random.pick(['\n', '', '\n\n', ' // end'])}`;
}

function plainGap(last: string, random: Random): string {
  if (!/^[;{}]$/.test(last)) return ' ';
  const drawn = random.next();
  if (drawn < 0.7) return '\n';
  if (drawn < 0.8) return ' // trailing\n';
  if (drawn < 0.9) return '\n// leading\n';
  return '\n\n// detached\n\n/* leading\n * more */\n';
}

function denseGap(_last: string, random: Random): string {
  return random.next() < 0.05 ? '\n' : '';
}

function wildGap(_last: string, random: Random): string {
  const drawn = random.next();
  if (drawn < 0.6) return ' ';
  return random.pick([
    '\n',
    '\t',
    '\r\n',
    '\n\n',
    ' /* block */ ',
    '/**/',
    ' // line\n',
    '\n  // one\n  // two\n',
    '\n\n// detached\n\n',
    '\n/* lead */\n',
    ' /* é \n *more\n*/ ',
    '\v',
    '\f',
  ]);
}
