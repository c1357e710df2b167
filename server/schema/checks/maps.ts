// Map fields: what keys and values may be, and that nothing else uses the message of their entries.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import { FieldType } from '../declarations.js';
import { firstEnumValue } from '../enum-type.js';
import { refFile, refNode, refPath, typeOfRef, typeRefOf } from '../field-type.js';
import type { LinkContext } from '../link-context.js';

export function checkMapField(context: LinkContext, field: number): void {
  const { nodes, names } = context;
  const key = typeRefOf(nodes, field, 0);
  const value = typeRefOf(nodes, field, 1);
  if (key < 0 || value < 0) return;
  const keyType = typeOfRef(context, key);
  const text = names.text(nodes[key + Node.name]);
  const refuse = (what: string): void =>
    // protoc points at the word "map".
    context.report(
      'map-key',
      `The key of a map cannot be ${what}: "${text}". Use an integer type, bool or string.`,
      nodes[field + Node.first],
      nodes[key + Node.last],
    );
  switch (keyType) {
    case FieldType.enum:
      refuse('an enum');
      break;
    case FieldType.message:
      refuse('a message');
      break;
    case FieldType.double:
    case FieldType.float:
      refuse('a floating-point number');
      break;
    case FieldType.bytes:
      refuse('bytes');
      break;
    default:
  }
  if (typeOfRef(context, value) !== FieldType.enum) return;
  const first = firstEnumValue(context, value);
  if (first === undefined || first.number === 0) return;
  context.report(
    'map-value-enum',
    `The enum "${names.text(nodes[value + Node.name])}" cannot be the value of a map, since its first value "${first.name}" is not zero.`,
    nodes[field + Node.first],
    nodes[value + Node.last],
    { related: [context.relatedToken(first.file, first.token, `"${first.name}" is declared here.`)] },
  );
}

/** Of a type named by a field: not the entry message that a map field makes. */
export function checkNoEntryType(context: LinkContext, field: number): void {
  const { nodes, names, paths, snapshot } = context;
  const typeRef = typeRefOf(nodes, field);
  if (typeRef < 0 || nodes[typeRef] & Flag.scalar) return;
  const node = refNode(context, typeRef);
  if (node < 0) return;
  const file = refFile(context, typeRef);
  const declaring = snapshot.table(file).parsed.nodes;
  if ((declaring[node] & Flag.kind) !== Kind.mapField) return;
  const mapName = names.text(declaring[node + Node.name]);
  context.reportNode(
    'map-entry-type',
    `"${paths.text(refPath(context, typeRef))}" is the message of the entries of the map "${mapName}" and cannot be the type of a field. Declare a message of your own.`,
    typeRef,
    { related: [context.relatedToken(file, declaring[node + Node.aux], `The map "${mapName}" is declared here.`)] },
  );
}
