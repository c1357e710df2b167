// The fix that removes an option: a statement, or an entry of a list in brackets.
import type { Fix } from '../diagnostics/problem.js';
import { Node } from '../syntax/tree.js';
import type { LinkContext } from './link-context.js';

const comma = 0x2c;
const semicolon = 0x3b;
const closeBracket = 0x5d;

/** Of an option, a default value or a JSON name: it goes with its comma, or with its brackets if it is alone in them. */
export function optionRemoval({ nodes, tokens }: LinkContext, node: number, title = 'Remove the option'): Fix {
  let first = nodes[node + Node.first];
  let last = nodes[node + Node.last];
  if (tokens.kind(last) !== semicolon) {
    if (tokens.kind(last + 1) === comma) last++;
    else if (tokens.kind(first - 1) === comma) first--;
    else if (tokens.kind(last + 1) === closeBracket) {
      first--;
      last++;
    }
  }
  // The white space before goes too.
  const start = first > 0 ? tokens.end(first - 1) : tokens.start(first);
  return { title, edits: [{ start, end: tokens.end(last), text: '' }] };
}
