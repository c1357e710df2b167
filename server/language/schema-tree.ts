// The declarations of the workspace as a tree: packages, services with methods, messages with fields and nested types.
import type { SchemaSnapshot } from '../schema/schema.js';
import type { Names } from '../syntax/names.js';
import { childOf, Flag, Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import type { Slices } from '../workspace/slices.js';
import { detailOf, isDeprecated } from './describe-symbol.js';
import { FileView } from './file-view.js';
import { occurrenceAt } from './occurrences.js';
import { symbolTarget } from './target.js';
import { typeOf } from './value-type.js';

export interface DeclarationNode {
  readonly kind: Kind;
  readonly name: string;
  /** The type of a field, the number of a value, the types of a method, the role of a method's message. */
  readonly detail: string;
  readonly deprecated: boolean;
  readonly hasChildren: boolean;
  /** The filter fits the name of the node or of what holds it. */
  readonly matched: boolean;
  readonly isExtension: boolean;
  readonly file: number;
  readonly path: number;
  /** The place of the name. */
  readonly selection: Span;
}

export interface PackageNode {
  readonly name: string;
  readonly matched: boolean;
}

/** What names must contain, without regard to case; empty fits everything. Remembers what it was asked. */
export class NameFilter {
  readonly #wanted: string;
  readonly #names: Names;
  /** By Names id. */
  readonly #known = new Map<number, boolean>();

  constructor(wanted: string, names: Names) {
    this.#wanted = wanted.trim().toLowerCase();
    this.#names = names;
  }

  get isEmpty(): boolean {
    return this.#wanted === '';
  }

  fitsText(name: string): boolean {
    return name.toLowerCase().includes(this.#wanted);
  }

  fits(name: number): boolean {
    if (this.isEmpty) return true;
    let known = this.#known.get(name);
    if (known === undefined) this.#known.set(name, (known = name !== 0 && this.fitsText(this.#names.text(name))));
    return known;
  }
}

/** The packages of `files` in alphabetical order; with a filter, those that fit or hold something that fits. */
export async function packages(
  snapshot: SchemaSnapshot,
  files: readonly number[],
  filter: NameFilter,
  slices: Slices,
): Promise<PackageNode[]> {
  const found = new Map<string, PackageNode>();
  for (const file of files) {
    const name = packageOf(snapshot, file);
    if (!found.has(name)) {
      const matched = filter.fitsText(name);
      if (matched || holdsMatch(snapshot.file(file).parsed.nodes, 0, filter)) found.set(name, { name, matched });
    }
    if (slices.due()) await slices.pause();
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What the files of a package declare at their top: services, messages, enums, extensions, each by name. */
export async function packageMembers(
  snapshot: SchemaSnapshot,
  files: readonly number[],
  name: string,
  filter: NameFilter,
  slices: Slices,
): Promise<DeclarationNode[]> {
  const found: DeclarationNode[] = [];
  const matched = filter.fitsText(name);
  for (const file of files) {
    if (packageOf(snapshot, file) !== name) continue;
    found.push(...nodesBelow(new FileView(snapshot, file), 0, filter, matched));
    if (slices.dueNow()) await slices.pause();
  }
  return found.sort((a, b) => orderOf(a) - orderOf(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** What is below a declaration, in source order; undefined when it is gone. */
export function declarationMembers(
  snapshot: SchemaSnapshot,
  file: number,
  fullName: string,
  filter: NameFilter,
): DeclarationNode[] | undefined {
  const view = new FileView(snapshot, file);
  const path = view.paths.findText(fullName);
  const target = path === 0 ? undefined : symbolTarget(snapshot, file, path);
  if (!target) return undefined;
  if (view.kind(target.node) === Kind.method) return methodMessages(view, target.node);
  let matched = filter.fitsText(packageOf(snapshot, file));
  for (let node = target.node; node > 0 && !matched; node = view.parent(node)) matched = filter.fits(view.name(node));
  return nodesBelow(view, target.node, filter, matched);
}

/** The declarations from the top of the file down to the one at an offset or around it, with its package before. */
export function locate(
  snapshot: SchemaSnapshot,
  file: number,
  offset: number,
): { package: string; nodes: DeclarationNode[] } | undefined {
  const asked = new FileView(snapshot, file);
  const target = occurrenceAt(asked, offset)?.target;
  if (target?.kind === 'package') return { package: snapshot.schema.paths.text(target.path), nodes: [] };
  const view = target?.kind === 'symbol' ? new FileView(snapshot, target.file) : asked;
  const innermost = target?.kind === 'symbol' ? target.node : asked.nodeAt(asked.tokens.at(offset));
  const nodes: DeclarationNode[] = [];
  for (let node = innermost; node > 0; node = view.parent(node)) {
    const found = nodeOf(view, node, new NameFilter('', view.names), true);
    if (found) nodes.unshift(found);
  }
  if (nodes.length === 0 && target?.kind !== 'symbol') return undefined;
  return { package: packageOf(snapshot, view.id), nodes };
}

/** The full name of a file's package, empty if it has none. */
export function packageOf(snapshot: SchemaSnapshot, file: number): string {
  const { nodes } = snapshot.file(file).parsed;
  for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
    if ((nodes[node] & Flag.kind) === Kind.package) return snapshot.schema.names.text(nodes[node + Node.name]);
  }
  return '';
}

function orderOf({ kind, isExtension }: DeclarationNode): number {
  if (isExtension) return 3;
  return kind === Kind.service ? 0 : kind === Kind.message ? 1 : 2;
}

function isShown(kind: Kind): boolean {
  switch (kind) {
    case Kind.service:
    case Kind.method:
    case Kind.message:
    case Kind.groupMessage:
    case Kind.field:
    case Kind.mapField:
    case Kind.oneof:
    case Kind.enum:
    case Kind.enumValue:
      return true;
    default:
      return false;
  }
}

function nodesBelow(view: FileView, parent: number, filter: NameFilter, matched: boolean): DeclarationNode[] {
  const found: DeclarationNode[] = [];
  for (const child of shownChildren(view.nodes, parent)) {
    if (!matched && !filter.fits(view.name(child)) && !holdsMatch(view.nodes, child, filter)) continue;
    const node = nodeOf(view, child, filter, matched);
    if (node) found.push(node);
  }
  return found;
}

/** Blocks of `extend` and the field of a group are no level of their own: what they hold stands in their place. */
function* shownChildren(nodes: Int32Array, parent: number): Iterable<number> {
  for (let child = parent + Node.size; child < nodes[parent + Node.end]; child = nodes[child + Node.end]) {
    const kind: Kind = nodes[child] & Flag.kind;
    if (kind === Kind.extend || kind === Kind.group) yield* shownChildren(nodes, child);
    else if (isShown(kind)) yield child;
  }
}

function holdsMatch(nodes: Int32Array, parent: number, filter: NameFilter): boolean {
  const end = nodes[parent + Node.end];
  for (let node = parent + Node.size; node < end; node += Node.size) {
    if (isShown(nodes[node] & Flag.kind) && filter.fits(nodes[node + Node.name])) return true;
  }
  return false;
}

function nodeOf(view: FileView, node: number, filter: NameFilter, matched: boolean): DeclarationNode | undefined {
  const { nodes } = view;
  const kind = view.kind(node);
  const path = isShown(kind) ? view.pathOf(node) : 0;
  if (path === 0) return undefined;
  const isExtension = kind === Kind.field && (nodes[node] & Flag.extension) !== 0;
  const extendee = isExtension ? childOf(nodes, view.parent(node), Kind.typeRef) : -1;
  const [first] = kind === Kind.method ? [node] : shownChildren(nodes, node);
  return {
    kind,
    name: view.nameText(node),
    detail: extendee < 0 ? detailOf(view, node) : `${detailOf(view, node)} in ${view.nameText(extendee)}`,
    deprecated: isDeprecated(view, node),
    hasChildren: first !== undefined,
    matched: matched || filter.fits(view.name(node)),
    isExtension,
    file: view.id,
    path,
    selection: view.nameSpan(node),
  };
}

/** The request and the response of a method. */
function methodMessages(view: FileView, method: number): DeclarationNode[] {
  const { nodes, snapshot } = view;
  const found: DeclarationNode[] = [];
  let role = 'request';
  for (let child = method + Node.size; child < nodes[method + Node.end]; child = nodes[child + Node.end]) {
    if (view.kind(child) !== Kind.typeRef) continue;
    const type = typeOf(snapshot, view.id, child);
    if (type?.kind === 'message') {
      const message = new FileView(snapshot, type.file);
      const node = nodeOf(message, type.node, new NameFilter('', view.names), true);
      const stream = nodes[child] & Flag.stream ? 'stream of ' : '';
      if (node) found.push({ ...node, detail: `${stream}${role}${stream ? 's' : ''}` });
    }
    role = 'response';
  }
  return found;
}
