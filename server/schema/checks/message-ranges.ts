// Ranges of numbers in a message: extension ranges and reserved ranges in order, apart from each other, and holding no
// number or name that a field has.
import { childOf, Flag, Kind, Node } from '../../syntax/tree.js';
import { forEachField } from '../declarations.js';
import type { LinkContext } from '../link-context.js';
import {
  isMessageSet,
  maxFieldNumber,
  maxMessageSetNumber,
  type NumberRange,
  rangeHolding,
  rangeMeeting,
  rangesOf,
  rangeText,
  sortedByFirst,
} from '../number-ranges.js';
import { offerFreeNumbers } from './field-numbers.js';
import { isInOrder, reportOverlaps, reportRange } from './range-reports.js';
import { checkReservedNames } from './reserved-names.js';

/** Of a message or the message of a group. */
export function checkMessageRanges(context: LinkContext, message: number): void {
  const { nodes } = context;
  const hasReserved = childOf(nodes, message, Kind.reserved) >= 0;
  const hasExtensions = childOf(nodes, message, Kind.extensions) >= 0;
  if (!hasReserved && !hasExtensions) return;
  const reserved = usable(context, rangesOf(nodes, message, Kind.reserved), 'reserved');
  const extensions = usable(context, rangesOf(nodes, message, Kind.extensions), 'extension');
  const sortedReserved = sortedByFirst(reserved);
  const sortedExtensions = sortedByFirst(extensions);
  reportOverlaps(context, sortedReserved, 'reserved range');
  reportOverlaps(context, sortedExtensions, 'extension range');
  for (const range of extensions) {
    const other = rangeMeeting(sortedReserved, range);
    if (!other) continue;
    reportRange(
      context,
      'range-overlap',
      `The extension range ${rangeText(range)} overlaps with the reserved range ${rangeText(other)}. Take the common numbers out of one of them.`,
      range.node,
      [{ node: other.node, message: 'The numbers are reserved here.' }],
    );
  }
  checkExtensionLimit(context, message, extensions);
  forEachField(nodes, message, (field) => {
    if (!(nodes[field] & Flag.numbered)) return;
    const number = nodes[field + Node.value];
    const extension = rangeHolding(sortedExtensions, number);
    if (extension) reportInUse(context, message, field, extension, 'extension-range-in-use');
    const range = rangeHolding(sortedReserved, number);
    if (range) reportInUse(context, message, field, range, 'reserved-number-used');
  });
  if (hasReserved) {
    checkReservedNames(context, message, 'field', (visit) => forEachField(nodes, message, (field) => visit(field)));
  }
}

/** Reports ranges that hold no possible number and returns the others. */
function usable(context: LinkContext, ranges: readonly NumberRange[], what: string): NumberRange[] {
  return ranges.filter((range) => {
    if (range.first <= 0) {
      reportRange(
        context,
        'range-invalid',
        `The numbers of ${what === 'reserved' ? 'a reserved range' : 'an extension range'} must be positive.`,
        range.node,
      );
      return false;
    }
    return isInOrder(context, range, `${what} range`);
  });
}

function checkExtensionLimit(context: LinkContext, message: number, ranges: readonly NumberRange[]): void {
  const limit = isMessageSet(context.nodes, message) ? maxMessageSetNumber : maxFieldNumber;
  for (const range of ranges) {
    if (range.last <= limit) continue;
    reportRange(
      context,
      'range-invalid',
      `Extension numbers cannot be greater than ${limit}. Write "max" for the largest one.`,
      range.node,
    );
  }
}

/** protoc points at the range; the mistake is mostly at the field, so the fix is there. */
function reportInUse(
  context: LinkContext,
  message: number,
  field: number,
  range: NumberRange,
  code: 'extension-range-in-use' | 'reserved-number-used',
): void {
  const { nodes, names } = context;
  const name = names.text(nodes[field + Node.name]);
  const number = nodes[field + Node.value];
  const { hint, fixes } = offerFreeNumbers(context, message, field);
  const what =
    code === 'reserved-number-used'
      ? `The field "${name}" uses the number ${number}, which is reserved here.`
      : `The extension range ${rangeText(range)} holds the number ${number} of the field "${name}".`;
  context.report(code, `${what} Give the field another number.${hint}`, nodes[range.node + Node.first], undefined, {
    related: [context.relatedToken(context.id, nodes[field + Node.aux] + 2, `"${name}" has the number here.`)],
    fixes,
  });
}
