// The values of an enum: there are some, the first of an open enum is zero, each number is used once, none is reserved.
import type { Fix } from '../../diagnostics/problem.js';
import { Flag, forEachChild, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { isOptionTrue } from '../declarations.js';
import { EnumType, Feature, featuresOf, featureValue } from '../features.js';
import type { LinkContext } from '../link-context.js';
import { type NumberRange, rangeHolding, rangesOf, sortedByFirst } from '../number-ranges.js';
import { isInOrder, reportOverlaps } from './range-reports.js';
import { checkReservedNames } from './reserved-names.js';

export function checkEnumValues(context: LinkContext, node: number): void {
  const { nodes, names, table } = context;
  const end = nodes[node + Node.end];
  let previous = Number.NEGATIVE_INFINITY;
  let ascending = true;
  let first = -1;
  let hasReserved = false;
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    const kind = nodes[child] & Flag.kind;
    if (kind === Kind.reserved) hasReserved = true;
    if (kind !== Kind.enumValue) continue;
    if (first < 0) first = child;
    const number = nodes[child + Node.value];
    if (number <= previous) ascending = false;
    previous = number;
  }
  if (first < 0) {
    if (nodes[node] & Flag.broken) return;
    context.reportName(
      'empty-enum',
      `The enum "${names.text(nodes[node + Node.name])}" has no values. Add one, such as ${constantName(names.text(nodes[node + Node.name]))}_UNSPECIFIED = 0;`,
      node,
    );
    return;
  }
  if (
    nodes[first + Node.value] !== 0 &&
    nodes[first] & Flag.numbered &&
    featureValue(featuresOf(table, node), Feature.enumType) === EnumType.open
  ) {
    context.reportNumber(
      'first-value-not-zero',
      `The first value of the open enum "${names.text(nodes[node + Node.name])}" must be zero, since zero is the default. Put a value such as ${constantName(names.text(nodes[node + Node.name]))}_UNSPECIFIED = 0; before "${names.text(nodes[first + Node.name])}".`,
      first,
      { fixes: putZeroFirst(context, node) },
    );
  }
  if (!ascending && !isOptionTrue(nodes, node, Word.allow_alias)) checkUsedOnce(context, node);
  if (hasReserved) checkReserved(context, node);
}

/** Moves the value that is zero to the front, or adds one if there is none. */
function putZeroFirst(context: LinkContext, node: number): Fix[] {
  const { nodes, names, tokens, file } = context;
  const textOf = (from: number, to: number) => new TextDecoder().decode(file.parsed.bytes.subarray(from, to));
  const start = afterBrace(context, node);
  const wanted = `${constantName(names.text(nodes[node + Node.name]))}_UNSPECIFIED`;
  let zero = -1;
  let isTaken = false;
  forEachChild(nodes, node, Kind.enumValue, (value) => {
    if (zero < 0 && nodes[value + Node.value] === 0 && nodes[value] & Flag.numbered) zero = value;
    isTaken ||= names.text(nodes[value + Node.name]) === wanted;
  });
  if (zero < 0) {
    if (isTaken) return [];
    const edits = [{ start, end: start, text: `\n  ${wanted} = 0;` }];
    return [{ title: `Add ${wanted} = 0`, edits }];
  }
  const first = nodes[zero + Node.first];
  const last = nodes[zero + Node.last];
  const text = textOf(tokens.start(first), tokens.end(last));
  const before = textOf(tokens.end(first - 1), tokens.start(first));
  const behind = textOf(tokens.end(last), tokens.start(last + 1));
  // Comments would stay where they are, at another value.
  if (/\S/.test(before + behind)) return [];
  const edits = [
    { start, end: start, text: `\n  ${text}` },
    { start: tokens.end(first - 1), end: tokens.end(last), text: '' },
  ];
  return [{ title: `Move ${names.text(nodes[zero + Node.name])} to the front`, edits }];
}

function checkUsedOnce(context: LinkContext, node: number): void {
  const { nodes, names, id } = context;
  const seen = context.scratch();
  const again: [value: number, first: number][] = [];
  forEachChild(nodes, node, Kind.enumValue, (value) => {
    if (!(nodes[value] & Flag.numbered)) return;
    const first = seen.add(nodes[value + Node.value], value);
    // A value that stands twice is reported for its name.
    if (first >= 0 && nodes[first + Node.name] !== nodes[value + Node.name]) again.push([value, first]);
  });
  const freeAfter = again.length > 0 ? nextFreeNumbers(nodes, node) : new Map<number, number>();
  for (const [value, first] of again) {
    const number = nodes[value + Node.value];
    const firstName = names.text(nodes[first + Node.name]);
    const free = freeAfter.get(number) ?? number + 1;
    const hint = free < 0x7fffffff ? ` The next free number is ${free}.` : '';
    const token = nodes[value + Node.aux] + 2;
    const { tokens } = context;
    context.reportNumber(
      'duplicate-enum-number',
      `"${names.text(nodes[value + Node.name])}" has the same number as "${firstName}". If this is intended, add "option allow_alias = true;" to the enum.${hint}`,
      value,
      {
        related: [context.relatedToken(id, nodes[first + Node.aux], `"${firstName}" has the number here.`)],
        fixes: [
          ...(free < 0x7fffffff
            ? [
                {
                  title: `Use the number ${free}`,
                  edits: [{ ...tokens.span(token, number < 0 ? token + 1 : token), text: `${free}` }],
                },
              ]
            : []),
          allowAlias(context, node),
        ],
      },
    );
  }
}

/** For each number of an enum, the smallest larger one that no value has. */
function nextFreeNumbers(nodes: Int32Array, node: number): Map<number, number> {
  const numbers = new Set<number>();
  forEachChild(nodes, node, Kind.enumValue, (value) => {
    numbers.add(nodes[value + Node.value]);
  });
  const free = new Map<number, number>();
  for (const number of [...numbers].sort((a, b) => b - a)) free.set(number, free.get(number + 1) ?? number + 1);
  return free;
}

/** Behind the brace, which follows the name. */
function afterBrace({ tokens, nodes }: LinkContext, node: number): number {
  return tokens.end(nodes[node + Node.aux] + 1);
}

function allowAlias(context: LinkContext, node: number): Fix {
  const at = afterBrace(context, node);
  return {
    title: 'Allow aliases',
    edits: [{ start: at, end: at, text: '\n  option allow_alias = true;' }],
  };
}

function checkReserved(context: LinkContext, node: number): void {
  const { nodes, names, id } = context;
  const ranges = rangesOf(nodes, node, Kind.reserved).filter((range) => isInOrder(context, range, 'reserved range'));
  const sorted: NumberRange[] = sortedByFirst(ranges);
  reportOverlaps(context, sorted, 'reserved range');
  forEachChild(nodes, node, Kind.enumValue, (value) => {
    if (!(nodes[value] & Flag.numbered)) return;
    const range = rangeHolding(sorted, nodes[value + Node.value]);
    if (!range) return;
    const name = names.text(nodes[value + Node.name]);
    context.report(
      'reserved-number-used',
      `The enum value "${name}" uses the number ${nodes[value + Node.value]}, which is reserved here. Give the value another number.`,
      nodes[range.node + Node.first],
      undefined,
      { related: [context.relatedToken(id, nodes[value + Node.aux], `"${name}" has the number here.`)] },
    );
  });
  checkReservedNames(context, node, 'enum value', (visit) => forEachChild(nodes, node, Kind.enumValue, visit));
}

/** `FooBar` gives `FOO_BAR`. */
function constantName(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
