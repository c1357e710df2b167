// Whether a JSON value fits a scalar type ("ProtoJSON Format" of protobuf.dev).
import type { Code } from '../../diagnostics/codes.js';
import type { JsonNode } from '../syntax/json.js';
import type { ScalarType } from '../types/model.js';

export interface Misfit {
  readonly code: Code;
  /** Continues "… of field: ". */
  readonly message: string;
  /** What may stand in its place, with the title of the quick fix. */
  readonly fix?: { readonly title: string; readonly text: string };
}

const integers: Partial<Record<ScalarType, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  sfixed32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};

const largestFloat = 3.4028234663852886e38;

/** What is wrong with a value; undefined if nothing is. Values that hold variables fit everything. */
export function scalarMisfit(node: JsonNode, type: ScalarType): Misfit | undefined {
  if (node.kind === 'variable' || node.kind === 'missing' || (node.kind === 'string' && node.open)) return undefined;
  switch (type) {
    case 'bool':
      if (node.kind === 'true' || node.kind === 'false') return undefined;
      if (node.kind === 'string' && /^(true|false)$/.test(node.value)) {
        return wrongType('true or false without quotes', node, { title: 'Remove the quotes', text: node.value });
      }
      return wrongType('true or false', node);
    case 'string':
      if (node.kind === 'string') return undefined;
      if (node.kind === 'number') {
        return wrongType('a string', node, { title: 'Put it in quotes', text: JSON.stringify(node.text) });
      }
      return wrongType('a string', node);
    case 'bytes':
      if (node.kind !== 'string') return wrongType('bytes in base64, as a string', node);
      return base64Problem(node.value);
    case 'float':
    case 'double':
      return floatMisfit(node, type);
    default:
      return integerMisfit(node, type);
  }
}

/** What a value is, for messages. */
export function kindText(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    case 'string':
      return 'a string';
    case 'number':
      return 'a number';
    default:
      return node.kind;
  }
}

export function wrongType(wanted: string, node: JsonNode, fix?: Misfit['fix']): Misfit {
  return { code: 'json-type', message: `${wanted} is expected, not ${kindText(node)}.`, ...(fix ? { fix } : {}) };
}

function floatMisfit(node: JsonNode, type: 'float' | 'double'): Misfit | undefined {
  if (node.kind !== 'number' && node.kind !== 'string') return wrongType('a number', node);
  const text = node.kind === 'number' ? node.text : node.value;
  if (node.kind === 'string' && /^(NaN|-?Infinity)$/.test(text)) return undefined;
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
    // A bad number was reported as such.
    return node.kind === 'number' ? undefined : wrongType('a number, "NaN", "Infinity" or "-Infinity"', node);
  }
  const value = Number(text);
  if (Number.isFinite(value) && (type === 'double' || Math.abs(value) <= largestFloat * (1 + 2 ** -25)))
    return undefined;
  return { code: 'json-number-range', message: `${text} is out of the range of ${type}.` };
}

function integerMisfit(node: JsonNode, type: ScalarType): Misfit | undefined {
  if (node.kind !== 'number' && node.kind !== 'string') return wrongType('an integer', node);
  const text = node.kind === 'number' ? node.text : node.value;
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
    return node.kind === 'number' ? undefined : wrongType('an integer', node);
  }
  const value = exactInteger(text);
  if (value === undefined) return { code: 'json-type', message: `an integer is expected, not ${text}.` };
  const range = integers[type];
  if (!range || (value >= range[0] && value <= range[1])) return undefined;
  return {
    code: 'json-number-range',
    message: `${text} is out of the range of ${type}, which goes from ${range[0]} to ${range[1]}.`,
  };
}

/** The integer that a JSON number is; undefined if it is none. Exponents beyond any integer type are no integers here. */
function exactInteger(text: string): bigint | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`;
  const shift = Number(exponent) - fraction.length;
  if (/^0*$/.test(digits)) return 0n;
  if (shift > 30) return undefined;
  const magnitude = shift >= 0 ? digits + '0'.repeat(shift) : digits.slice(0, shift);
  if (shift < 0 && !/^0*$/.test(digits.slice(Math.max(0, digits.length + shift)))) return undefined;
  return BigInt(`${sign}${magnitude === '' ? '0' : magnitude}`);
}

function base64Problem(text: string): Misfit | undefined {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text) || /^[A-Za-z0-9_-]*={0,2}$/.test(text)) {
    const digits = text.replace(/=+$/, '').length;
    const padding = text.length - digits;
    if (digits % 4 !== 1 && (padding === 0 || (digits + padding) % 4 === 0)) return undefined;
    return { code: 'json-base64', message: 'the base64 is not complete: characters are missing at its end.' };
  }
  const wrong = /[^A-Za-z0-9+/_=-]/.exec(text);
  return {
    code: 'json-base64',
    message: wrong
      ? `bytes are written in base64, which has no ${JSON.stringify(wrong[0])}.`
      : 'bytes are written in base64: "=" only at the end, and not both of "+/" and "-_".',
    fix: { title: 'Encode the text as base64', text: JSON.stringify(encodeBase64(text)) },
  };
}

function encodeBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
