// `export` and `local` in descriptors of messages and enums.
import { Flag } from '../../syntax/tree.js';
import type { EncodeContext } from './encode-context.js';

/** Values of SymbolVisibility. */
const enum Visibility {
  local = 1,
  export = 2,
}

/** Writes the visibility of a declaration as the field `number`, if it was written out. */
export function encodeVisibility(context: EncodeContext, number: number, declaration: number): void {
  const head = context.nodes[declaration];
  if (head & (Flag.export | Flag.local))
    context.out.int32(number, head & Flag.export ? Visibility.export : Visibility.local);
}
