// Values as literals of .proto source and of the text format inside it.
import { ScalarType } from '@bufbuild/protobuf';

/** A scalar as protobuf-es holds it: number, bigint or digits, boolean, string, bytes. */
export function scalarLiteral(type: ScalarType, value: unknown): string {
  switch (type) {
    case ScalarType.STRING:
      return stringLiteral(String(value));
    case ScalarType.BYTES:
      return bytesLiteral(value as Uint8Array);
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return floatLiteral(Number(value));
    default:
      return String(value);
  }
}

export function stringLiteral(text: string): string {
  let quoted = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === '\\') quoted += `\\${char}`;
    else if (char === '\n') quoted += '\\n';
    else if (char === '\r') quoted += '\\r';
    else if (char === '\t') quoted += '\\t';
    else if (code < 0x20 || code === 0x7f) quoted += octal(code);
    else quoted += char;
  }
  return `"${quoted}"`;
}

function bytesLiteral(bytes: Uint8Array): string {
  let quoted = '';
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) quoted += `\\${String.fromCharCode(byte)}`;
    else if (byte < 0x20 || byte > 0x7e) quoted += octal(byte);
    else quoted += String.fromCharCode(byte);
  }
  return `"${quoted}"`;
}

/** Three digits, so that a digit behind it is not taken for one of its own. */
function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`;
}

function floatLiteral(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  return String(value);
}
