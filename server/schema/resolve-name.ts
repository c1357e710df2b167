// Name lookup by the scoping rules of the language: from the innermost scope outwards, first part first.
import { Flag, Kind, Node } from '../syntax/tree.js';
import { findSymbol } from './file-table.js';
import type { LinkContext } from './link-context.js';
import { rootPath } from './paths.js';

/** What a name may be found as. */
export const enum Wanted {
  /** A message or enum; anything else of that name is passed over on the way outwards. */
  type,
  /** The first symbol of that name ends the search. */
  any,
}

export const enum Found {
  nothing,
  /** `file` and `path` say what. */
  symbol,
  package,
  /** The first part was found, but not the rest in it. `path` is what the whole name was taken for; see `Resolution.partial`. */
  partial,
}

export interface Resolution {
  found: Found;
  file: number;
  path: number;
  /** Address of the declaration in its file. */
  node: number;
  /** For `Found.partial`: the full name that the name was taken for. */
  partial: string;
}

export function makeResolution(): Resolution {
  return { found: Found.nothing, file: -1, path: 0, node: -1, partial: '' };
}

/**
 * Looks up a dotted name, absolute if it starts with a dot, from a scope. Fills `result` and returns what was found.
 * `inOptions` also looks into files that are imported for options only.
 */
export function resolveName(
  context: LinkContext,
  scope: number,
  name: number,
  wanted: Wanted,
  inOptions: boolean,
  result: Resolution,
): Found {
  const { paths, names } = context;
  result.found = Found.nothing;
  result.file = -1;
  const parts = paths.parts(name);
  const absolute = names.firstByte(name) === 0x2e;
  let at = absolute ? rootPath : scope;
  for (;;) {
    const first = paths.find(at, parts[0]);
    if (first !== 0 && lookUp(context, first, inOptions, result)) {
      if (parts.length === 1) {
        if (wanted === Wanted.any || at === rootPath || isType(context, result)) return result.found;
      } else if (absolute || isAggregate(context, result)) {
        return lookUpRest(context, first, parts, inOptions, result);
      }
    }
    if (at === rootPath) break;
    at = paths.parent(at);
  }
  result.found = Found.nothing;
  return Found.nothing;
}

function lookUpRest(
  context: LinkContext,
  first: number,
  parts: readonly number[],
  inOptions: boolean,
  result: Resolution,
): Found {
  const { paths, names } = context;
  let path = first;
  for (let i = 1; i < parts.length && path !== 0; i++) path = paths.find(path, parts[i]);
  if (path !== 0 && lookUp(context, path, inOptions, result)) return result.found;
  result.partial = [paths.text(first), ...parts.slice(1).map((part) => names.text(part))].join('.');
  result.found = Found.partial;
  return Found.partial;
}

/** Whether something visible is declared under a path. */
function lookUp(context: LinkContext, path: number, inOptions: boolean, result: Resolution): boolean {
  let file = context.declaringFile(path, context.visible);
  if (file < 0 && inOptions && context.optionVisible.size > 0)
    file = context.declaringFile(path, context.optionVisible);
  if (file >= 0) {
    const table = context.snapshot.table(file);
    result.found = Found.symbol;
    result.file = file;
    result.path = path;
    result.node = table.nodes[findSymbol(table, path)];
    context.used.add(file);
    return true;
  }
  if (context.packages.has(path)) {
    result.found = Found.package;
    result.path = path;
    result.file = -1;
    return true;
  }
  return false;
}

/** The kind of a symbol that was found; the entry message of a map field counts as a message. */
export function foundKind(context: LinkContext, result: Resolution): Kind {
  if (result.found !== Found.symbol) return Kind.package;
  const { nodes } = context.snapshot.file(result.file).parsed;
  const kind: Kind = nodes[result.node] & Flag.kind;
  if (kind === Kind.mapField && context.paths.simpleName(result.path) !== nodes[result.node + Node.name])
    return Kind.message;
  if (kind === Kind.groupMessage) return Kind.message;
  return kind;
}

function isType(context: LinkContext, result: Resolution): boolean {
  const kind = foundKind(context, result);
  return kind === Kind.message || kind === Kind.enum;
}

function isAggregate(context: LinkContext, result: Resolution): boolean {
  const kind = foundKind(context, result);
  return kind === Kind.message || kind === Kind.enum || kind === Kind.service || kind === Kind.package;
}
