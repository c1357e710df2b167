// Numbers of the fields of a message: within the limits, and each used once. Extensions have numbers too.
import type { Fix } from '../../diagnostics/problem.js';
import { Flag, Node } from '../../syntax/tree.js';
import { forEachField } from '../declarations.js';
import type { LinkContext } from '../link-context.js';
import { firstImplementationNumber, lastImplementationNumber, maxFieldNumber } from '../number-ranges.js';

/** protoc's limit, since field indexes are 16-bit numbers. */
const maxFieldCount = 65535;

/** Of a message or the message of a group. */
export function checkFieldNumbers(context: LinkContext, message: number): void {
  const { nodes } = context;
  let previous = 0;
  let ascending = true;
  let count = 0;
  forEachField(nodes, message, (field) => {
    count++;
    if (!(nodes[field] & Flag.numbered)) return;
    const number = nodes[field + Node.value];
    if (number <= previous) ascending = false;
    previous = number;
    if (number <= 0 || number >= firstImplementationNumber) checkLimits(context, message, field, number);
  });
  if (!ascending) checkUsedOnce(context, message);
  if (count > maxFieldCount) {
    context.reportName(
      'too-many-fields',
      `The message "${context.names.text(nodes[message + Node.name])}" has ${count} fields, but at most ${maxFieldCount} are possible.`,
      message,
    );
  }
}

/** Of a field in an extend block. */
export function checkExtensionNumberLimits(context: LinkContext, field: number): void {
  const { nodes, names } = context;
  const number = nodes[field + Node.value];
  if (!(nodes[field] & Flag.numbered)) return;
  const name = names.text(nodes[field + Node.name]);
  if (number <= 0) {
    context.reportNumber('field-number-invalid', `The number of the extension "${name}" must be positive.`, field);
  } else if (number >= firstImplementationNumber && number <= lastImplementationNumber) {
    context.reportNumber(
      'field-number-reserved',
      `The numbers ${firstImplementationNumber} to ${lastImplementationNumber} are reserved for the implementation of Protocol Buffers. Give the extension "${name}" another one.`,
      field,
    );
  }
}

function checkLimits(context: LinkContext, message: number, field: number, number: number): void {
  const { nodes, names } = context;
  const name = names.text(nodes[field + Node.name]);
  if (number <= 0 || number > maxFieldNumber) {
    const { hint, fixes } = offerFreeNumbers(context, message, field);
    context.reportNumber(
      'field-number-invalid',
      `The number of the field "${name}" must be between 1 and ${maxFieldNumber}.${hint}`,
      field,
      { fixes },
    );
  } else if (number <= lastImplementationNumber) {
    const { hint, fixes } = offerFreeNumbers(context, message, field);
    context.reportNumber(
      'field-number-reserved',
      `The field "${name}" cannot have the number ${number}: ${firstImplementationNumber} to ${lastImplementationNumber} are reserved for the implementation of Protocol Buffers.${hint}`,
      field,
      { fixes },
    );
  }
}

function checkUsedOnce(context: LinkContext, message: number): void {
  const { nodes, names, id } = context;
  const seen = context.scratch();
  const again: [field: number, first: number][] = [];
  forEachField(nodes, message, (field) => {
    const number = nodes[field + Node.value];
    if (!(nodes[field] & Flag.numbered) || number <= 0 || number > maxFieldNumber) return;
    const first = seen.add(number, field);
    // A field that stands twice is reported for its name.
    if (first >= 0 && nodes[first + Node.name] !== nodes[field + Node.name]) again.push([field, first]);
  });
  for (const [field, first] of again) {
    const firstName = names.text(nodes[first + Node.name]);
    const { hint, fixes } = offerFreeNumbers(context, message, field);
    context.reportNumber(
      'duplicate-field-number',
      `The number ${nodes[field + Node.value]} of the field "${names.text(nodes[field + Node.name])}" is used by "${firstName}" already.${hint}`,
      field,
      {
        related: [context.relatedToken(id, nodes[first + Node.aux] + 2, `"${firstName}" has the number here.`)],
        fixes,
      },
    );
  }
}

/** What to say about the free numbers of a message, and a fix that gives the first of them to a field. */
export function offerFreeNumbers(
  context: LinkContext,
  message: number,
  field: number,
): { hint: string; fixes: readonly Fix[] } {
  const { nodes, tokens } = context;
  const free = context.freeNumbers(message);
  if (free.length === 0) return { hint: ' No number is free in this message.', fixes: [] };
  const token = nodes[field + Node.aux] + 2;
  const [first] = free;
  return {
    hint: ` Free numbers: ${free.join(', ')}.`,
    fixes: [{ title: `Use the number ${first}`, edits: [{ ...tokens.span(token, token), text: `${first}` }] }],
  };
}
