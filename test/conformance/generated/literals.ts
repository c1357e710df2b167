// Numbers and strings as they can be written, most of them at an edge.
import type { Maker } from './maker.js';

export const integerTypes = [
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
] as const;
export const scalarTypes = [...integerTypes, 'double', 'float', 'bool', 'string', 'bytes'] as const;
export type Scalar = (typeof scalarTypes)[number];

export const isInteger = (scalar: string) => (integerTypes as readonly string[]).includes(scalar);

/** @param inText in the text format of an aggregate, which knows more words */
export function scalarLiteral(maker: Maker, scalar: Scalar, inText = false): string {
  if (maker.wrong('value of another type')) return scalar === 'string' || scalar === 'bytes' ? '12' : '"text"';
  switch (scalar) {
    case 'bool':
      return maker.random.pick(inText ? ['true', 'false', 't', 'f', 'True', 'False', '0', '1'] : ['true', 'false']);
    case 'string':
    case 'bytes':
      return stringLiteral(maker);
    case 'double':
    case 'float':
      return floatLiteral(maker, inText);
    default:
      return integerLiteral(maker, scalar);
  }
}

function integerLiteral(maker: Maker, scalar: Scalar): string {
  const bits = scalar.endsWith('64') ? 64n : 32n;
  const signed = !/^(uint|fixed)/.test(scalar);
  const most = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  if (maker.wrong('integer too large')) return String(most + 1n);
  if (maker.wrong('integer too small')) return signed ? `-${most + 2n}` : '-1';
  if (maker.wrong('fraction for an integer')) return '1.0';
  const value = maker.random.pick([0n, 1n, 7n, 8n, 127n, 128n, 255n, most - 1n, most]);
  const form = maker.random.next();
  const digits = form < 0.7 ? String(value) : form < 0.85 ? `0x${value.toString(16)}` : `0${value.toString(8)}`;
  if (signed && maker.chance(0.3)) return maker.chance(0.2) ? `-${most + 1n}` : `-${digits}`;
  return digits;
}

function floatLiteral(maker: Maker, inText: boolean): string {
  const sign = maker.chance(0.25) ? '-' : '';
  return (
    sign +
    maker.random.pick([
      '0',
      '1.5',
      '.5',
      '5.',
      '1e10',
      '1E-10',
      '1e+3',
      'inf',
      'nan',
      '12',
      '3.4028235e38',
      '3.4028236e38',
      '1.7976931348623157e308',
      '1e400',
      '4.9e-324',
      '1e-400',
      '0.1',
      '16777217',
      '123456789.123456789',
      '18446744073709551615',
      ...(inText ? ['infinity', 'Inf', 'NaN', 'INF'] : ['0x1F', '017']),
      ...(maker.chance(0.02) ? ['18446744073709551616', '1.5f', '00', '08.5', '0x1F', '017'] : []),
    ])
  );
}

export function stringLiteral(maker: Maker): string {
  const one = () => {
    const content = maker.some(4, () =>
      maker.random.pick([
        'plain',
        ' ',
        'é',
        '\u{1f600}',
        '\\n',
        '\\t\\r\\a\\b\\f\\v',
        '\\\\',
        "\\'",
        '\\"',
        '\\?',
        '\\x41',
        '\\X7',
        '\\101',
        '\\7',
        '\\0',
        '\\u00e9',
        '\\U0001F600',
        '\\ud83d\\ude00',
        '$',
        '// no comment',
        ...(maker.chance(0.01) ? ['\\ud800', '\\xff', '\\377', '\\udc00x', '\\U0010FFFF', '\\U0011abCD', '\\q'] : []),
      ]),
    );
    if (maker.wrong('unknown escape')) return '"\\q"';
    return maker.chance(0.7) ? `"${content}"` : `'${content}'`;
  };
  return maker.chance(0.15) ? `${one()} ${one()}` : one();
}
