// Which fields an aggregate value, or the options in brackets, set already, before and behind the cursor.
import { Token } from '../../syntax/tokens.js';
import type { CompletionContext, Frame } from './context.js';

const opening: ReadonlySet<number> = new Set([0x7b, 0x5b, 0x3c]);
const closing: ReadonlySet<number> = new Set([0x7d, 0x5d, 0x3e]);
const colon = 0x3a;
const equals = 0x3d;

/** Names ids of the fields that stand in the aggregate or brackets that a frame is, but for the one at the cursor. */
export function fieldsSet({ view, replace }: CompletionContext, frame: Frame): Set<number> {
  const { kinds, values, starts, count } = view.namedTokens;
  const found = new Set<number>();
  let depth = 0;
  for (let token = frame.open + 1; token < count && depth >= 0; token++) {
    if (opening.has(kinds[token])) depth++;
    else if (closing.has(kinds[token])) depth--;
    else if (kinds[token] === Token.identifier && depth === 0 && starts[token] !== replace.start) {
      const next = kinds[token + 1];
      if (next === colon || next === equals || opening.has(next)) found.add(values[token]);
    }
  }
  return found;
}
