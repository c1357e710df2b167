// Go to definition and go to type definition.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { knownFilesOfPackage } from './declaration-index.js';
import { FileView } from './file-view.js';
import { occurrenceAt, occurrencesAt, spanOf } from './occurrences.js';
import { type Target, targetKind } from './target.js';
import { fieldType, typeOf } from './value-type.js';

export interface DefinitionLink {
  /** The tokens that were asked about, in the requesting file. */
  readonly origin: Span;
  /** The file of the declaration. */
  readonly file: number;
  /** The whole declaration. */
  readonly target: Span;
  /** Its name, inside `target`. */
  readonly selection: Span;
}

/** Files shown for a package. */
const maxPackageFiles = 100;

/** Where the thing at an offset is declared: several places for a package, none for keywords and literals. */
export function definition(snapshot: SchemaSnapshot, file: number, offset: number): DefinitionLink[] {
  const view = new FileView(snapshot, file);
  return occurrencesAt(view, offset).flatMap((each) => linksTo(snapshot, spanOf(view, each), each.target));
}

/**
 * Where the type of the thing at an offset is declared: the message or enum of a field, the enum of a value, the
 * request and the response of a method. A type is its own type.
 */
export function typeDefinition(snapshot: SchemaSnapshot, file: number, offset: number): DefinitionLink[] {
  const view = new FileView(snapshot, file);
  const occurrence = occurrenceAt(view, offset);
  if (!occurrence) return [];
  const origin = spanOf(view, occurrence);
  return typesOf(snapshot, occurrence.target).flatMap((target) => linksTo(snapshot, origin, target));
}

/** The types of what a target is: of a field its message or enum, of a method its messages; a type is its own. */
export function typesOf(snapshot: SchemaSnapshot, target: Target): Target[] {
  if (target.kind !== 'symbol') return [target];
  const view = new FileView(snapshot, target.file);
  switch (targetKind(snapshot, target)) {
    case Kind.field:
    case Kind.group: {
      const type = fieldType(snapshot, target);
      return type?.kind === 'message' || type?.kind === 'enum' ? [{ ...type, kind: 'symbol' }] : [];
    }
    case Kind.mapField:
    case Kind.method:
      return namedTypes(view, target.node);
    case Kind.enumValue: {
      const node = view.parent(target.node);
      return [{ kind: 'symbol', file: target.file, path: view.pathOf(node), node }];
    }
    default:
      return [target];
  }
}

/** The messages and enums that the types directly below a declaration name, each once. */
function namedTypes(view: FileView, node: number): Target[] {
  const found = new Map<number, Target>();
  const end = view.nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = view.nodes[child + Node.end]) {
    const type = view.kind(child) === Kind.typeRef ? typeOf(view.snapshot, view.id, child) : undefined;
    if (type?.kind === 'message' || type?.kind === 'enum') found.set(type.path, { ...type, kind: 'symbol' });
  }
  return [...found.values()];
}

/** The places of a target, as seen from a use of it. */
export function linksTo(snapshot: SchemaSnapshot, { start, end }: Span, target: Target): DefinitionLink[] {
  const origin = { start, end };
  switch (target.kind) {
    case 'symbol': {
      const other = new FileView(snapshot, target.file);
      return [{ origin, file: target.file, target: other.span(target.node), selection: other.nameSpan(target.node) }];
    }
    case 'file': {
      const top = { start: 0, end: 0 };
      return [{ origin, file: target.file, target: top, selection: top }];
    }
    case 'package':
      return knownFilesOfPackage(snapshot, target.path)
        .slice(0, maxPackageFiles)
        .flatMap((file) => {
          const other = new FileView(snapshot, file);
          const node = other.packageNode();
          if (node < 0) return [];
          const { statement, name } = other.packageSpans(node);
          return [{ origin, file, target: statement, selection: name }];
        });
  }
}
