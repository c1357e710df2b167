// The next free number of a field or an enum value.
import { forEachField } from '../../schema/declarations.js';
import { Flag, Kind, Node } from '../../syntax/tree.js';
import type { FileView } from '../file-view.js';
import { typeOf } from '../value-type.js';

const maxFieldNumber = 536_870_911;

/** From `first` to `last`, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** Numbers that the implementation keeps for itself. */
const implementationRange: NumberRange = { first: 19_000, last: 19_999 };

export interface FreeNumbers {
  /** Behind the largest number in use. */
  readonly next: number | undefined;
  /** The smallest free number below that, if there is a gap. */
  readonly gap: number | undefined;
}

/** Free field numbers of a message: neither used nor reserved nor set aside for extensions. */
export function freeFieldNumbers(view: FileView, message: number): FreeNumbers {
  const used = new Set<number>();
  forEachField(view.nodes, message, (field) => {
    if (view.nodes[field] & Flag.numbered) used.add(view.nodes[field + Node.value]);
  });
  return free(used, blockedFieldNumbers(view, message), 1, maxFieldNumber);
}

/** Numbers that the fields of a message cannot have. */
export function blockedFieldNumbers(view: FileView, message: number): NumberRange[] {
  return [implementationRange, ...rangesOf(view.nodes, message, [Kind.reserved, Kind.extensions])];
}

/** Numbers that the values of an enum cannot have. */
export function blockedEnumNumbers(view: FileView, node: number): NumberRange[] {
  return rangesOf(view.nodes, node, [Kind.reserved]);
}

export function isBlocked(number: number, blocked: readonly NumberRange[]): boolean {
  return blocked.some(({ first, last }) => first <= number && number <= last);
}

/** Free numbers of an enum; the first one is 0. */
export function freeEnumNumbers(view: FileView, node: number): FreeNumbers {
  const used = new Set<number>();
  const end = view.nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = view.nodes[child + Node.end])
    if (view.kind(child) === Kind.enumValue && view.nodes[child] & Flag.numbered)
      used.add(view.nodes[child + Node.value]);
  return free(used, blockedEnumNumbers(view, node), 0, 0x7fffffff);
}

/** Free extension numbers of the message that an extend block extends, as far as the file's imports tell. */
export function freeExtensionNumbers(view: FileView, extend: number): FreeNumbers {
  const none: FreeNumbers = { next: undefined, gap: undefined };
  const type = typeOf(view.snapshot, view.id, extend + Node.size);
  if (type?.kind !== 'message') return none;
  const { nodes } = view.snapshot.file(type.file).parsed;
  const used = new Set<number>();
  for (const file of view.context.closure) collectExtensions(view, file, type.path, used);
  for (const range of rangesOf(nodes, type.node, [Kind.extensions])) {
    const inRange = [...used].filter((number) => number >= range.first && number <= range.last);
    const found = free(new Set(inRange), [], range.first, range.last);
    if (found.next !== undefined || found.gap !== undefined) return found;
  }
  return none;
}

function collectExtensions(view: FileView, file: number, path: number, used: Set<number>): void {
  const { nodes } = view.snapshot.file(file).parsed;
  for (const node of view.snapshot.table(file).extendNodes) {
    const type = typeOf(view.snapshot, file, node + Node.size);
    if (type?.kind !== 'message' || type.path !== path) continue;
    forEachField(nodes, node, (field) => {
      if (nodes[field] & Flag.numbered) used.add(nodes[field + Node.value]);
    });
  }
}

function rangesOf(nodes: Int32Array, node: number, kinds: readonly Kind[]): NumberRange[] {
  const found: NumberRange[] = [];
  const end = nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    if (!kinds.includes(nodes[child] & Flag.kind)) continue;
    const last = nodes[child + Node.end];
    for (let range = child + Node.size; range < last; range = nodes[range + Node.end]) {
      if ((nodes[range] & Flag.kind) === Kind.range && !(nodes[range] & Flag.broken))
        found.push({ first: nodes[range + Node.value], last: nodes[range + Node.name] });
    }
  }
  return found;
}

function free(
  used: ReadonlySet<number>,
  blocked: readonly NumberRange[],
  lowest: number,
  highest: number,
): FreeNumbers {
  let largest = lowest - 1;
  for (const number of used) if (number > largest) largest = number;
  const next = firstFree(largest + 1, used, blocked, highest);
  const gap = firstFree(lowest, used, blocked, highest);
  return { next, gap: gap === next || (gap ?? 0) > largest ? undefined : gap };
}

function firstFree(
  from: number,
  used: ReadonlySet<number>,
  blocked: readonly NumberRange[],
  highest: number,
): number | undefined {
  let number = from;
  while (number <= highest) {
    const range = blocked.find(({ first, last }) => first <= number && number <= last);
    if (range) number = range.last + 1;
    else if (used.has(number)) number++;
    else return number;
  }
  return undefined;
}
