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
  if (!mayHaveOptions(context.nodes, element)) return;
  const encoded = context.interpreted.encode(element, context.options, filter);
  if (encoded) context.out.bytesField(number, encoded);
}

/** Whether the descriptor of an element has options: not if all it has is meant for the compiler. */
export function keepsOptions(context: EncodeContext, element: number): boolean {
  return context.interpreted.encode(element, context.options) !== undefined;
}

/** The path of an option in the options of its element; undefined if the descriptor does not hold it. */
export function optionPath(context: EncodeContext, option: number): readonly number[] | undefined {
  return context.interpreted.path(option, context.options);
}

function mayHaveOptions(nodes: Int32Array, element: number): boolean {
  // Its braces count for options, also if there is nothing in them.
  if ((nodes[element] & Flag.kind) === Kind.method) return true;
  const end = nodes[element + Node.end];
  for (let child = element + Node.size; child < end; child = nodes[child + Node.end])
    if ((nodes[child] & Flag.kind) === Kind.option) return true;
  return false;
}
