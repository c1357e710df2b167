// The value of an option that is not an aggregate: whether it fits the type of the field that it sets.
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { FieldType } from '../declarations.js';
import { checkAggregate } from './check-aggregate.js';
import { describeValue } from './describe-value.js';
import { integerOf, maxUint64 } from './number-literal.js';
import type { OptionCheck } from './option-check.js';
import type { OptionField } from './option-types.js';
import { reportUnknownEnumValue, siblingHint } from './report-enum-value.js';
import { integerType, isInRange } from './scalar-types.js';

export function checkValue(check: OptionCheck, field: OptionField, value: number): void {
  const { nodes, names } = check.context;
  const head = nodes[value];
  const isScalar = (head & Flag.kind) === Kind.scalar;
  const wrong = (expected: string): void =>
    check.reportInValue(
      'option-value-type',
      `The option "${field.fullName}" needs ${expected}, not ${describeValue(check, value)}.`,
      value,
    );
  switch (field.type) {
    case FieldType.double:
    case FieldType.float: {
      const isNumber = isScalar && head & (Flag.integer | Flag.float);
      const name = nodes[value + Node.name];
      const isSpecial = isScalar && head & Flag.identifier && (name === Word.inf || name === Word.nan);
      if (!isNumber && !isSpecial) wrong('a number');
      return;
    }
    case FieldType.bool:
      if (!isScalar || !(head & Flag.identifier) || head & Flag.negative) wrong('true or false');
      else if (nodes[value + Node.name] !== Word.true && nodes[value + Node.name] !== Word.false)
        wrong('true or false');
      return;
    case FieldType.string:
    case FieldType.bytes:
      if (!isScalar || !(head & Flag.string)) wrong('a string in quotes');
      return;
    case FieldType.enum: {
      const { enumType } = field;
      if (!enumType) return;
      if (!isScalar || !(head & Flag.identifier) || head & Flag.negative) {
        wrong(`the name of a value of "${check.context.paths.text(enumType.path)}"`);
        return;
      }
      check.context.used.add(enumType.file);
      const number = enumType.values.get(nodes[value + Node.name]);
      if (number !== undefined) {
        check.useEnumValue(enumType, number, value);
        return;
      }
      const hint = siblingHint(check, enumType, nodes[value + Node.name]);
      reportUnknownEnumValue(check, field, enumType, nodes[value + Node.first], value, hint);
      return;
    }
    case FieldType.message:
    case FieldType.group: {
      if (kindOf(nodes, value) === Kind.aggregate) {
        if (field.message) checkAggregate(check, field.message, value);
        return;
      }
      const name = names.text(field.name);
      wrong(`a message, as in "${name} = { … }", or its fields one by one, as in "${name}.field = value"`);
      return;
    }
    default: {
      const type = integerType(field.type);
      if (!type) return;
      const limits = `from ${type.min} to ${type.max}`;
      if (!isScalar || !(head & Flag.integer) || (head & Flag.negative && type.min === 0n)) {
        wrong(`an integer ${limits}`);
        return;
      }
      const magnitude = integerOf(names, nodes[value + Node.name]);
      const isDouble = head & Flag.negative ? magnitude > 0x8000000000000000n : magnitude > maxUint64;
      if (isDouble || !isInRange(type, magnitude, (head & Flag.negative) !== 0)) {
        check.context.reportNode(
          'option-value-range',
          `${describeValue(check, value)} is out of range for the ${type.name} option "${field.fullName}": ${limits} is possible.`,
          value,
        );
      }
    }
  }
}
