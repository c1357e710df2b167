// The text that FieldDescriptorProto.default_value holds.
import type { Names } from '../../syntax/names.js';
import { Flag, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { FieldType } from '../declarations.js';

/** The bytes of default_value for a literal, the value of a `default` option of a field of this type. */
export function defaultValue(nodes: Int32Array, scalar: number, type: FieldType, names: Names): Uint8Array {
  const name = nodes[scalar + Node.name];
  const negative = (nodes[scalar] & Flag.negative) !== 0;
  switch (type) {
    case FieldType.double:
    case FieldType.float: {
      const size = numberValue(names.text(name), name, (nodes[scalar] & Flag.integer) !== 0);
      const value = negative ? -size : size;
      return encoder.encode(type === FieldType.float ? formatFloat(value) : formatDouble(value));
    }
    case FieldType.bytes:
      return cEscape(names.bytes(name));
    case FieldType.bool:
    case FieldType.string:
    case FieldType.enum:
    case FieldType.message:
    case FieldType.group:
      return names.bytes(name).slice();
    default: {
      const value = integerBigInt(names.text(name));
      return encoder.encode(String(negative ? -value : value));
    }
  }
}

const encoder = new TextEncoder();

/** The exact value of an integer literal. */
export function integerBigInt(text: string): bigint {
  return BigInt(text.length > 1 && /^0[0-9]/.test(text) ? `0o${text.slice(1)}` : text);
}

function numberValue(text: string, name: number, integer: boolean): number {
  if (name === Word.inf) return Number.POSITIVE_INFINITY;
  if (name === Word.nan) return Number.NaN;
  return Number(integer ? integerBigInt(text) : text);
}

/** A double with as few digits as give it back, as protoc's SimpleDtoa. */
export function formatDouble(value: number): string {
  const short = formatGeneral(value, 15);
  return Number(short) === value ? short : formatGeneral(value, 17);
}

/** A float with as few digits as give it back, as protoc's SimpleFtoa of a value that is narrowed first. */
export function formatFloat(value: number): string {
  const narrow = toFloat(value);
  const short = formatGeneral(narrow, 6);
  // protoc takes a denormal number in few digits for out of range when it reads it back.
  const isExact = Math.fround(Number(short)) === narrow && !(Math.abs(narrow) < 2 ** -126 && narrow !== 0);
  return isExact ? short : formatGeneral(narrow, 9);
}

const maxFloat = 3.4028234663852886e38;

/** Values that are only a rounding error above the largest float are taken for it. */
function toFloat(value: number): number {
  if (Math.abs(value) > maxFloat && Math.abs(value) <= 3.4028235677973366e38) return Math.sign(value) * maxFloat;
  return Math.fround(value);
}

/** As `%.<precision>g` of C. */
function formatGeneral(value: number, precision: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const sign = value < 0 ? '-' : '';
  const [digits, exponentText] = roundHalfEven(Math.abs(value), precision).split('e');
  const exponent = Number(exponentText);
  const mantissa = digits.replace('.', '').replace(/0+$/, '');
  if (exponent < -4 || exponent >= precision) {
    const point = mantissa.length > 1 ? `.${mantissa.slice(1)}` : '';
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${mantissa[0]}${point}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${mantissa}`;
  if (mantissa.length <= exponent + 1) return sign + mantissa.padEnd(exponent + 1, '0');
  return `${sign}${mantissa.slice(0, exponent + 1)}.${mantissa.slice(exponent + 1)}`;
}

/** As toExponential, which rounds a tie up where C rounds it to the even digit. */
function roundHalfEven(value: number, precision: number): string {
  const rounded = value.toExponential(precision - 1);
  // A tie has exactly one more digit, a 5.
  const [digits, exponent] = value.toExponential(Math.min(100, precision + 30)).split('e');
  const tail = digits.slice(precision + 1);
  if (!/^50*$/.test(tail)) return rounded;
  const truncated = digits.slice(0, precision + 1);
  return Number(truncated.at(-1)) % 2 === 0 ? `${truncated}e${exponent}` : rounded;
}

/** As absl::CEscape: printable ASCII as it is, the rest as C escapes with three octal digits. */
function cEscape(bytes: Uint8Array): Uint8Array {
  let text = '';
  for (const byte of bytes) {
    const short = shortEscapes.get(byte);
    if (short) text += short;
    else if (byte < 0x20 || byte >= 0x7f) text += `\\${byte.toString(8).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return encoder.encode(text);
}

const shortEscapes = new Map([
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
  [0x22, '\\"'],
  [0x27, "\\'"],
  [0x5c, '\\\\'],
]);
