// The oneofs that stand for the presence of proto3 `optional` fields.
import { Edition, Flag, forEachChild, Kind, Node } from '../../syntax/tree.js';
import { forEachField } from '../declarations.js';
import type { EncodeContext } from './encode-context.js';

/**
 * Names of the synthetic oneofs of a message, in the order of their fields: `_` and the name of the field, with an `X`
 * before it for as long as the name is taken. The bodies of groups get none.
 */
export function syntheticOneofNames(context: EncodeContext, message: number): string[] {
  const { nodes, names } = context;
  if (context.edition !== Edition.proto3 || (nodes[message] & Flag.kind) === Kind.groupMessage) return [];
  const fields: string[] = [];
  forEachField(nodes, message, (field, oneof) => {
    if (oneof < 0 && nodes[field] & Flag.optional) fields.push(names.text(nodes[field + Node.name]));
  });
  if (fields.length === 0) return fields;
  const taken = new Set<string>();
  forEachField(nodes, message, (field) => taken.add(names.text(nodes[field + Node.name])));
  forEachChild(nodes, message, Kind.oneof, (oneof) => taken.add(names.text(nodes[oneof + Node.name])));
  return fields.map((field) => {
    let name = field.startsWith('_') ? field : `_${field}`;
    while (taken.has(name)) name = `X${name}`;
    taken.add(name);
    return name;
  });
}
