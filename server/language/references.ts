// Find references over the whole snapshot, in batches as they are found.
import type { Paths } from '../schema/paths.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { Slices } from '../workspace/slices.js';
import { FileView } from './file-view.js';
import { type Occurrence, occurrenceAt, occurrencesIn, spanOf } from './occurrences.js';
import { sameTarget, type Target } from './target.js';

/** References in one file, in source order. */
export interface FileReferences {
  readonly file: number;
  readonly places: readonly ReferencePlace[];
}

export interface ReferencePlace extends Span {
  readonly declares: boolean;
}

/**
 * Finds what refers to the thing at an offset, the requesting file first. Lets others run every few milliseconds; throws the
 * signal's reason when aborted.
 */
export async function* references(
  snapshot: SchemaSnapshot,
  file: number,
  offset: number,
  options: { readonly includeDeclaration: boolean },
  signal?: AbortSignal,
): AsyncGenerator<FileReferences, void, void> {
  const view = new FileView(snapshot, file);
  const target = occurrenceAt(view, offset)?.target;
  if (!target) return;
  for await (const found of referencesTo(snapshot, target, file, signal)) {
    const places = options.includeDeclaration ? found.places : found.places.filter((place) => !place.declares);
    if (places.length > 0) yield { file: found.file, places };
  }
}

/** As `references`, for a target. The declaration itself counts. `first` is the file to begin with. */
export async function* referencesTo(
  snapshot: SchemaSnapshot,
  target: Target,
  first: number,
  signal?: AbortSignal,
): AsyncGenerator<FileReferences, void, void> {
  signal?.throwIfAborted();
  const slices = new Slices(signal);
  const order = [first, ...snapshot.files.flatMap((file) => (file && file.id !== first ? [file.id] : []))];
  const mentions = new Mentions(snapshot, target);
  for (let i = 0; i < order.length; i++) {
    const places = referencesIn(snapshot, target, mentions, order[i]);
    if (places.length > 0) yield { file: order[i], places };
    if (slices.dueNow()) await slices.pause();
  }
}

/** The references to a target in one file, in source order. */
export function referencesInFile(snapshot: SchemaSnapshot, target: Target, file: number): ReferencePlace[] {
  return referencesIn(snapshot, target, new Mentions(snapshot, target), file);
}

/** The names whose nodes may refer to a target: by Names id, whether the target's own name is a part of the name. */
class Mentions {
  readonly #known: Uint8Array;
  readonly #wanted = new Set<number>();
  readonly #paths: Paths;

  constructor(snapshot: SchemaSnapshot, target: Target) {
    const { names, paths } = snapshot.schema;
    this.#paths = paths;
    this.#known = new Uint8Array(names.size);
    if (target.kind === 'file') return;
    const name = paths.simpleName(target.path);
    this.#wanted.add(name);
    // A group's field has the name of its message in lower case.
    if (target.kind === 'symbol') this.#wanted.add(names.internText(names.text(name).toLowerCase()));
  }

  has(name: number): boolean {
    if (name >= this.#known.length) return this.#look(name);
    const known = this.#known[name];
    if (known !== 0) return known === 2;
    const found = this.#look(name);
    this.#known[name] = found ? 2 : 1;
    return found;
  }

  #look(name: number): boolean {
    if (this.#wanted.has(name)) return true;
    const text = this.#paths.names.text(name);
    if (!text.includes('.') || text.length > maxNameLength) return false;
    const slash = text.lastIndexOf('/');
    const dotted = slash < 0 ? name : this.#paths.names.internText(text.slice(slash + 1));
    return this.#paths.parts(dotted).some((part) => this.#wanted.has(part));
  }
}

/** Longer texts with dots in them are string literals. */
const maxNameLength = 500;

function referencesIn(snapshot: SchemaSnapshot, target: Target, mentions: Mentions, file: number): ReferencePlace[] {
  const source = snapshot.file(file);
  const { nodes } = source.parsed;
  if (target.kind === 'file' && !source.imports.includes(target.file)) return [];
  const places: ReferencePlace[] = [];
  let view: FileView | undefined;
  const end = nodes[Node.end];
  const visit = (occurrence: Occurrence): void => {
    if (!view || !sameTarget(occurrence.target, target)) return;
    places.push({ ...spanOf(view, occurrence), declares: occurrence.declares });
  };
  for (let node = Node.size as number; node < end; node += Node.size) {
    const kind = nodes[node] & Flag.kind;
    // A range keeps a number where others have a name.
    if (kind === Kind.range || (kind === Kind.import) !== (target.kind === 'file')) continue;
    if (target.kind !== 'file' && !mentions.has(nodes[node + Node.name])) continue;
    if (isDeclaration(kind) && (target.kind !== 'symbol' || target.file !== file || target.node !== node)) continue;
    view ??= new FileView(snapshot, file);
    occurrencesIn(view, node, visit);
  }
  return places.sort((a, b) => a.start - b.start);
}

function isDeclaration(kind: Kind): boolean {
  return kind >= Kind.message && kind <= Kind.enumValue ? true : kind === Kind.service || kind === Kind.method;
}
