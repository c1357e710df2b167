// Literals that stand for the default value of a type.
import { Flag, Node } from '../../syntax/tree.js';
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
  if (head & Flag.integer) return integerOf(names, name) === 0 && !(head & Flag.negative && isDouble(field));
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
