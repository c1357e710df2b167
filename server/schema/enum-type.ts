// What a field's enum is like, wherever it is declared.
import { childOf, Kind, Node } from '../syntax/tree.js';
import { EnumType, Feature, featuresOf, featureValue } from './features.js';
import { refFile, refNode } from './field-type.js';
import type { LinkContext } from './link-context.js';

/** Whether the enum that a TypeRef names is closed. */
export function isClosedEnum(context: LinkContext, typeRef: number): boolean {
  const table = context.snapshot.table(refFile(context, typeRef));
  return featureValue(featuresOf(table, refNode(context, typeRef)), Feature.enumType) === EnumType.closed;
}

/** The first value of the enum that a TypeRef names, with its name token; undefined if it has none. */
export function firstEnumValue(context: LinkContext, typeRef: number) {
  const file = refFile(context, typeRef);
  const { nodes } = context.snapshot.file(file).parsed;
  const value = childOf(nodes, refNode(context, typeRef), Kind.enumValue);
  if (value < 0) return undefined;
  return {
    file,
    token: nodes[value + Node.aux],
    name: context.names.text(nodes[value + Node.name]),
    number: nodes[value + Node.value],
  };
}
