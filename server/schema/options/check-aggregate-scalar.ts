// Scalars in aggregates. The text format is laxer than option values of their own: enums by number, booleans as 0 or
// t, infinity in any case.
import { Flag, Node } from '../../syntax/tree.js';
import { FieldType } from '../declarations.js';
import { describeValue } from './describe-value.js';
import { isOpen } from './field-encoding.js';
import { integerOf, isDecimal } from './number-literal.js';
import type { OptionCheck } from './option-check.js';
import type { OptionField } from './option-types.js';
import { reportUnknownEnumValue } from './report-enum-value.js';
import { integerType, isInRange } from './scalar-types.js';
import { booleanOf, isSpecialDouble } from './text-format-words.js';

const int32 = integerType(FieldType.int32);

export function checkAggregateScalar(check: OptionCheck, field: OptionField, value: number): void {
  const { nodes, names, snapshot } = check.context;
  const head = nodes[value];
  const name = nodes[value + Node.name];
  const isNegative = (head & Flag.negative) !== 0;
  const wrong = (expected: string): void =>
    check.reportInValue(
      'option-value-type',
      `The field "${field.fullName}" needs ${expected}, not ${describeValue(check, value)}.`,
      value,
    );
  const outOfRange = (limits: string): void =>
    check.reportInValue(
      'option-value-range',
      `${describeValue(check, value)} is out of range for the field "${field.fullName}": ${limits} is possible.`,
      value,
    );
  switch (field.type) {
    case FieldType.double:
    case FieldType.float:
      if (head & Flag.identifier) {
        if (!isSpecialDouble(names.text(name))) wrong('a number');
      } else if (!(head & (Flag.integer | Flag.float))) wrong('a number');
      else if (head & Flag.integer && !isDecimal(names, name)) wrong('a decimal number');
      return;
    case FieldType.string:
    case FieldType.bytes:
      if (!(head & Flag.string)) wrong('a string in quotes');
      return;
    case FieldType.bool:
      if (head & Flag.integer && !isNegative) {
        if (integerOf(names, name) > 1) outOfRange('0 or 1');
      } else if (isNegative || !(head & Flag.identifier) || booleanOf(names.text(name)) === undefined) {
        wrong('true or false');
      }
      return;
    case FieldType.enum: {
      const { enumType } = field;
      if (!enumType) return;
      const first = nodes[check.option + Node.aux];
      if (head & Flag.identifier && !isNegative) {
        const known = enumType.values.get(name);
        if (known !== undefined) check.useEnumValue(enumType, known, value);
        else reportUnknownEnumValue(check, field, enumType, first, value);
      } else if (head & Flag.integer) {
        const magnitude = integerOf(names, name);
        if (int32 && !isInRange(int32, magnitude, isNegative)) outOfRange('from -2147483648 to 2147483647');
        else {
          const number = isNegative ? -Number(magnitude) : Number(magnitude);
          const known = check.scope.enumValueByNumber(enumType, number);
          if (known >= 0) check.useEnumValue(enumType, known, value);
          else if (!isOpen(snapshot.table(enumType.file), enumType.node))
            reportUnknownEnumValue(check, field, enumType, first, value);
        }
      } else wrong('the name or number of an enum value');
      return;
    }
    default: {
      const type = integerType(field.type);
      if (!type) return;
      if (!(head & Flag.integer) || (isNegative && type.min === 0n))
        wrong(`an integer from ${type.min} to ${type.max}`);
      else if (!isInRange(type, integerOf(names, name), isNegative)) outOfRange(`from ${type.min} to ${type.max}`);
    }
  }
}
