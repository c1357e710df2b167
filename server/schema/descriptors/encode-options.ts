// Options of elements within their descriptors.
import { childOf, Kind } from '../../syntax/tree.js';
import type { EncodeContext } from './encode-context.js';

/** Writes the options of an element, if it has any, as the field `number`. */
export function encodeElementOptions(context: EncodeContext, number: number, element: number, _typeRef = -1): void {
  if (childOf(context.nodes, element, Kind.option) < 0) return;
  context.out.begin(number);
  context.out.end();
}

export function optionPathOf(_context: EncodeContext, _option: number): readonly number[] | undefined {
  return undefined;
}

export function hasRangeOptions(_context: EncodeContext, _statement: number): boolean {
  return false;
}
