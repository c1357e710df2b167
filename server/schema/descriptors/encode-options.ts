// Options of elements within their descriptors, and where in them each option statement is.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import type { OptionFilter } from '../options/interpreted-options.js';
import type { EncodeContext } from './encode-context.js';

/** Writes the options of an element, if any are written on it, as the field `number`. */
export function encodeElementOptions(
  context: EncodeContext,
  number: number,
  element: number,
  filter: OptionFilter = 'all',
): void {
  if (!hasOptions(context.nodes, element)) return;
  const encoded = context.interpreted.encode(element, context.options, filter);
  if (encoded) context.out.bytesField(number, encoded);
}

/** Writes the options that the ranges of an `extensions` statement have in common as the field `number` of one of them. */
export function encodeRangeOptions(context: EncodeContext, number: number, statement: number): void {
  if (keepsRangeOptions(context, statement)) encodeElementOptions(context, number, statement);
}

/** Unlike other elements, ranges have no options if all they have is meant for the compiler. */
export function keepsRangeOptions(context: EncodeContext, statement: number): boolean {
  if (!hasOptions(context.nodes, statement)) return false;
  const encoded = context.interpreted.encode(statement, context.options);
  return encoded !== undefined && (encoded.length > 0 || context.options.retainOptions);
}

/** The path of an option in the options of its element; undefined if the descriptor does not hold it. */
export function optionPath(context: EncodeContext, option: number): readonly number[] | undefined {
  return context.interpreted.path(option, context.options);
}

function hasOptions(nodes: Int32Array, element: number): boolean {
  const end = nodes[element + Node.end];
  for (let child = element + Node.size; child < end; child = nodes[child + Node.end])
    if ((nodes[child] & Flag.kind) === Kind.option) return true;
  return false;
}
