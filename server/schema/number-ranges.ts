// The numbers of a message or enum: what fields, extension ranges and reserved ranges take, and what is free.
import { Flag, Kind, Node } from '../syntax/tree.js';
import { Word } from '../syntax/words.js';
import { forEachField, isOptionTrue } from './declarations.js';

export const maxFieldNumber = 0x1fffffff;
/** Of extensions of a message set; exclusive ends must fit 32 bits. */
export const maxMessageSetNumber = 0x7ffffffe;
/** The numbers that the implementation of Protocol Buffers keeps to itself. */
export const firstImplementationNumber = 19000;
export const lastImplementationNumber = 19999;

/** Numbers from `first` to `last`, both included. `node` is the Range or the field. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
  readonly node: number;
}

/** The complete ranges of the statements of a kind (extensions or reserved) in source order. */
export function rangesOf(nodes: Int32Array, owner: number, kind: Kind.extensions | Kind.reserved): NumberRange[] {
  const found: NumberRange[] = [];
  const end = nodes[owner + Node.end];
  for (let child = owner + Node.size; child < end; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) !== kind) continue;
    const statementEnd = nodes[child + Node.end];
    for (let range = child + Node.size; range < statementEnd; range = nodes[range + Node.end]) {
      if ((nodes[range] & Flag.kind) !== Kind.range || nodes[range] & Flag.broken) continue;
      found.push({ first: nodes[range + Node.value], last: lastOf(nodes, owner, range), node: range });
    }
  }
  return found;
}

/** What `max` means depends on what it stands in. */
function lastOf(nodes: Int32Array, owner: number, range: number): number {
  const last = nodes[range + Node.name];
  if (!(nodes[range] & Flag.max) || (nodes[owner] & Flag.kind) === Kind.enum) return last;
  return isMessageSet(nodes, owner) ? maxMessageSetNumber : maxFieldNumber;
}

export function isMessageSet(nodes: Int32Array, message: number): boolean {
  return isOptionTrue(nodes, message, Word.message_set_wire_format);
}

export function sortedByFirst(ranges: readonly NumberRange[]): NumberRange[] {
  return [...ranges].sort((a, b) => a.first - b.first);
}

/** The range that holds a number, in ranges sorted by their first numbers. */
export function rangeHolding(sorted: readonly NumberRange[], number: number): NumberRange | undefined {
  const found = sorted[lastStarting(sorted, number)];
  return found !== undefined && number <= found.last ? found : undefined;
}

/** A range that has numbers in common with another, in ranges sorted by their first numbers. */
export function rangeMeeting(sorted: readonly NumberRange[], { first, last }: NumberRange): NumberRange | undefined {
  const found = sorted[lastStarting(sorted, last)];
  return found !== undefined && found.last >= first ? found : undefined;
}

/** The index of the last range that starts at or before a number; -1 if there is none. */
function lastStarting(sorted: readonly NumberRange[], number: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].first <= number) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

/** Up to `count` of the smallest numbers that a message may still give to a field. */
export function freeFieldNumbers(nodes: Int32Array, message: number, count: number): number[] {
  const taken = [...rangesOf(nodes, message, Kind.extensions), ...rangesOf(nodes, message, Kind.reserved)];
  forEachField(nodes, message, (field) => {
    const number = nodes[field + Node.value];
    if (nodes[field] & Flag.numbered) taken.push({ first: number, last: number, node: field });
  });
  taken.push({ first: firstImplementationNumber, last: lastImplementationNumber, node: -1 });
  const free: number[] = [];
  let next = 1;
  for (const { first, last } of sortedByFirst(taken)) {
    while (next < first && free.length < count) free.push(next++);
    if (last >= next) next = last + 1;
  }
  while (next <= maxFieldNumber && free.length < count) free.push(next++);
  return free;
}

/** `5`, `5 to 7` or `5 to max`, as a file says it. */
export function rangeText({ first, last }: NumberRange): string {
  if (first === last) return `${first}`;
  return `${first} to ${last === maxFieldNumber ? 'max' : last}`;
}
