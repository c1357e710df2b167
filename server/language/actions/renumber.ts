// Renumber on demand: the fields or enum values of a selection, one after the other.
import type { Replacement } from '../../diagnostics/problem.js';
import { isField } from '../../schema/declarations.js';
import { Flag, Kind, Node } from '../../syntax/tree.js';
import { blockedEnumNumbers, blockedFieldNumbers, isBlocked, type NumberRange } from '../completion/numbers.js';
import type { FileView } from '../file-view.js';
import type { ActionRequest, CodeAction } from './action.js';

/**
 * Gives the selected fields of one message, or values of one enum, successive numbers from the first one's on. Numbers
 * that are reserved or used outside of the selection are passed over; so is what is nested in the message. Only offered
 * for a selection of two or more.
 */
export function renumber({ view, range }: ActionRequest): CodeAction[] {
  if (range.end <= range.start) return [];
  const all = selected(view, range.start, range.end);
  const container = outermost(view, all);
  const chosen = all.filter((node) => containerOf(view, node) === container);
  if (chosen.length < 2) return [];
  const isEnum = view.kind(container) === Kind.enum;
  const blocked = isEnum ? blockedEnumNumbers(view, container) : blockedFieldNumbers(view, container);
  const others = new Set(
    siblings(view, container)
      .filter((node) => !chosen.includes(node))
      .map((node) => numberOf(view, node)),
  );
  const edits: Replacement[] = [];
  let number = numberOf(view, chosen[0]);
  for (const node of chosen) {
    number = nextFree(number, others, blocked);
    if (numberOf(view, node) !== number) edits.push({ ...numberSpan(view, node), text: String(number) });
    number++;
  }
  const what = isEnum ? 'values' : 'fields';
  return edits.length === 0
    ? []
    : [{ title: `Renumber ${chosen.length} ${what} from ${numberOf(view, chosen[0])}`, kind: 'refactor', edits }];
}

function nextFree(from: number, used: ReadonlySet<number>, blocked: readonly NumberRange[]): number {
  let number = from;
  while (used.has(number) || isBlocked(number, blocked)) number++;
  return number;
}

function isNumbered(view: FileView, node: number): boolean {
  const kind = view.kind(node);
  return (isField(kind) || kind === Kind.enumValue) && (view.nodes[node] & Flag.numbered) !== 0;
}

function selected(view: FileView, start: number, end: number): number[] {
  const found: number[] = [];
  for (let node = Node.size as number; node < view.nodes[Node.end]; node += Node.size) {
    if (!isNumbered(view, node)) continue;
    const span = numberSpan(view, node);
    if (span.start >= start && span.end <= end) found.push(node);
  }
  return found;
}

/** The message, group, extend block or enum that holds a numbered declaration, oneofs aside. */
function containerOf(view: FileView, node: number): number {
  const parent = view.parent(node);
  return view.kind(parent) === Kind.oneof ? view.parent(parent) : parent;
}

/** The container of some of the nodes in which all others lie; -1 if there is none. */
function outermost(view: FileView, nodes: readonly number[]): number {
  const containers = new Set(nodes.map((node) => containerOf(view, node)));
  const holdsAll = (container: number): boolean =>
    nodes.every((node) => container < node && node < view.nodes[container + Node.end]);
  return [...containers].find(holdsAll) ?? -1;
}

function siblings(view: FileView, container: number): number[] {
  const found: number[] = [];
  const end = view.nodes[container + Node.end];
  for (let node = container + Node.size; node < end; node += Node.size)
    if (isNumbered(view, node) && containerOf(view, node) === container) found.push(node);
  return found;
}

function numberOf(view: FileView, node: number): number {
  return view.nodes[node + Node.value];
}

/** The number with its sign. */
function numberSpan(view: FileView, node: number) {
  const first = view.nodes[node + Node.aux] + 2;
  return view.tokens.span(first, view.tokens.kinds[first] === 0x2d ? first + 1 : first);
}
