// Literals that stand for the default value of a type.
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { FieldType } from '../declarations.js';
import type { LinkContext } from '../link-context.js';
import { doubleOf, integerOf } from './number-literal.js';
import type { OptionField } from './option-types.js';
import { booleanOf } from './text-format-words.js';

/** Whether a scalar is the default value of its type, which a field without presence cannot tell from no value. */
export function isZeroLiteral({ nodes, names }: LinkContext, field: OptionField, value: number): boolean {
  const head = nodes[value];
  const name = nodes[value + Node.name];
  if (head & Flag.string) return names.bytes(name).length === 0;
  if (head & Flag.integer) {
    if (integerOf(names, name) !== 0) return false;
    return !(head & Flag.negative && isDouble(field) && hasNegativeZero(nodes, value));
  }
  if (head & Flag.float) return doubleOf(names, name) === 0 && !(head & Flag.negative);
  if (!(head & Flag.identifier)) return false;
  if (field.type === FieldType.bool) return booleanOf(names.text(name)) === false;
  const known = field.enumType?.values.get(name);
  if (known === undefined || !field.enumType) return false;
  return field.types.snapshot.file(field.enumType.file).parsed.nodes[known + Node.value] === 0;
}

function isDouble({ type }: OptionField): boolean {
  return type === FieldType.double || type === FieldType.float;
}

/** Whether `-0` is a negative zero for a floating-point field: it is in the text format, but not as an option's own value. */
export function hasNegativeZero(nodes: Int32Array, value: number): boolean {
  return kindOf(nodes, nodes[value + Node.parent]) !== Kind.option;
}
