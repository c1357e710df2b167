// How ranges of numbers are reported, whether of messages or enums.
import type { Code } from '../../diagnostics/codes.js';
import { Node } from '../../syntax/tree.js';
import type { LinkContext } from '../link-context.js';
import { type NumberRange, rangeText } from '../number-ranges.js';

/** Reports at the start of a range: at its first number, with the sign. */
export function reportRange(
  context: LinkContext,
  code: Code,
  message: string,
  range: number,
  related: readonly { node: number; message: string }[] = [],
): void {
  const { nodes, id } = context;
  context.reportNode(code, message, range, {
    related: related.map((place) => context.relatedToken(id, nodes[place.node + Node.first], place.message)),
  });
}

/** Whether a range ends behind its start; reports it otherwise. */
export function isInOrder(context: LinkContext, range: NumberRange, what: string): boolean {
  const { first, last, node } = range;
  if (last >= first) return true;
  const { nodes, tokens } = context;
  const span = tokens.span(nodes[node + Node.first], nodes[node + Node.last]);
  context.reportNode(
    'range-invalid',
    `The ${what} ends with ${last}, before its first number ${first}. Swap the two.`,
    node,
    { fixes: [{ title: 'Swap the two numbers', edits: [{ ...span, text: `${last} to ${first}` }] }] },
  );
  return false;
}

/** Ranges of one kind must not overlap. Of two that do, protoc points at the earlier one. */
export function reportOverlaps(context: LinkContext, sorted: readonly NumberRange[], what: string): void {
  let widest = sorted[0];
  for (let i = 1; i < sorted.length; i++) {
    const range = sorted[i];
    if (range.first <= widest.last) {
      const [earlier, later] = range.node < widest.node ? [range, widest] : [widest, range];
      reportRange(
        context,
        'range-overlap',
        `The ${what} ${rangeText(earlier)} overlaps with the ${what} ${rangeText(later)}. Join the two, or take the common numbers out of one of them.`,
        earlier.node,
        [{ node: later.node, message: 'The numbers are listed again here.' }],
      );
    }
    if (range.last > widest.last) widest = range;
  }
}
