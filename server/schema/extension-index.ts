// The extensions that a file declares, with what they extend, without linking the file.
import { Flag, Node } from '../syntax/tree.js';
import { typeRefOf } from './field-type.js';
import { LinkContext } from './link-context.js';
import { Found, makeResolution, resolveName, Wanted } from './resolve-name.js';
import type { SchemaSnapshot } from './schema.js';

export interface ExtensionOfFile {
  /** Address of the field. */
  readonly field: number;
  readonly number: number;
  /** Path of the extended message. */
  readonly extendee: number;
}

/** The extensions of a file that have one of the numbers and extend something that is defined. */
export function extensionsOfFile(
  snapshot: SchemaSnapshot,
  file: number,
  numbers: ReadonlySet<number>,
): ExtensionOfFile[] {
  const { extensions, parsed } = snapshot.table(file);
  const { nodes } = parsed;
  const found: ExtensionOfFile[] = [];
  let context: LinkContext | undefined;
  const result = makeResolution();
  for (const field of extensions) {
    const number = nodes[field + Node.value];
    if (!(nodes[field] & Flag.numbered) || !numbers.has(number)) continue;
    const extend = nodes[field + Node.parent];
    const typeRef = typeRefOf(nodes, extend);
    if (typeRef < 0 || nodes[typeRef] & (Flag.scalar | Flag.broken)) continue;
    context ??= new LinkContext(snapshot, file, [file]);
    const scope = context.scopeOf(extend);
    if (resolveName(context, scope, nodes[typeRef + Node.name], Wanted.any, false, result) !== Found.symbol) continue;
    found.push({ field, number, extendee: result.path });
  }
  return found;
}
