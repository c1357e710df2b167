// The scalar types as option values see them: kinds of values, names and limits.
import { FieldType } from '../declarations.js';

export interface IntegerType {
  /** Of the four that messages speak of: int32, int64, uint32, uint64. */
  readonly name: string;
  readonly min: bigint;
  readonly max: bigint;
}

const int32: IntegerType = { name: 'int32', min: -(2n ** 31n), max: 2n ** 31n - 1n };
const int64: IntegerType = { name: 'int64', min: -(2n ** 63n), max: 2n ** 63n - 1n };
const uint32: IntegerType = { name: 'uint32', min: 0n, max: 2n ** 32n - 1n };
const uint64: IntegerType = { name: 'uint64', min: 0n, max: 2n ** 64n - 1n };

/** The integer type with the limits of a field type; undefined for the others. */
export function integerType(type: FieldType | 0): IntegerType | undefined {
  switch (type) {
    case FieldType.int32:
    case FieldType.sint32:
    case FieldType.sfixed32:
      return int32;
    case FieldType.int64:
    case FieldType.sint64:
    case FieldType.sfixed64:
      return int64;
    case FieldType.uint32:
    case FieldType.fixed32:
      return uint32;
    case FieldType.uint64:
    case FieldType.fixed64:
      return uint64;
    default:
      return undefined;
  }
}

/** Whether the value of a literal, its sign apart, lies within the limits. */
export function isInRange({ min, max }: IntegerType, magnitude: number | bigint, negative: boolean): boolean {
  // Comparing numbers with bigints is exact in JavaScript.
  return negative ? min !== 0n && magnitude <= -min : magnitude <= max;
}
