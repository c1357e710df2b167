// Declarations in one line, for people who compare two of them. What files of different syntax write differently is
// written the same here.
import {
  type DescEnum,
  type DescEnumValue,
  type DescExtension,
  type DescField,
  type DescMethod,
  ScalarType,
} from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { scalarLiteral } from '../schema/print/literals.js';

export function methodLine({ name, input, output, proto }: DescMethod): string {
  const type = (typeName: string, isStream: boolean) => `${isStream ? 'stream ' : ''}${typeName}`;
  const { clientStreaming, serverStreaming } = proto;
  return `rpc ${name}(${type(input.typeName, clientStreaming)}) returns (${type(output.typeName, serverStreaming)})`;
}

export function fieldLine(field: DescField | DescExtension): string {
  const options = [
    ...(hasDefault(field) ? [`default = ${defaultText(field)}`] : []),
    ...(field.kind === 'field' && field.jsonName !== jsonNameOf(field.name) ? [`json_name = "${field.jsonName}"`] : []),
    ...(encodingOf(field) === '' ? [] : [encodingOf(field)]),
  ];
  const brackets = options.length > 0 ? ` [${options.join(', ')}]` : '';
  return `${labelOf(field)}${typeOf(field)} ${field.name} = ${field.number}${brackets}`;
}

export function enumValueLine({ name, number }: DescEnumValue): string {
  return `${name} = ${number}`;
}

export function enumLine({ name, open }: DescEnum): string {
  return `${open ? '' : 'closed '}enum ${name}`;
}

/** "repeated ", "required ", "optional " for a field that tells whether it is set, else nothing. */
export function labelOf(field: DescField | DescExtension): string {
  if (field.fieldKind === 'map') return '';
  if (field.fieldKind === 'list') return 'repeated ';
  if (field.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) return 'required ';
  const isPlain = field.fieldKind === 'message' || field.oneof !== undefined;
  return field.presence === FeatureSet_FieldPresence.EXPLICIT && !isPlain ? 'optional ' : '';
}

export function typeOf(field: DescField | DescExtension): string {
  const value = field.message?.typeName ?? field.enum?.typeName ?? scalarName(field.scalar);
  return field.fieldKind === 'map' ? `map<${scalarName(field.mapKey)}, ${value}>` : value;
}

/** What is unusual about the wire format; empty otherwise. */
export function encodingOf(field: DescField | DescExtension): string {
  if (field.fieldKind === 'list' && field.packed) return 'packed';
  return field.message && field.fieldKind !== 'map' && field.delimitedEncoding ? 'delimited' : '';
}

export function defaultText(field: DescField | DescExtension): string {
  if (field.fieldKind === 'enum') {
    const value = field.getDefaultValue();
    return field.enum.values.find(({ number }) => number === value)?.name ?? '';
  }
  if (field.fieldKind !== 'scalar') return '';
  const value = field.getDefaultValue();
  return value === undefined ? '' : scalarLiteral(field.scalar, value);
}

function hasDefault(field: DescField | DescExtension): boolean {
  return (field.fieldKind === 'scalar' || field.fieldKind === 'enum') && field.getDefaultValue() !== undefined;
}

function scalarName(scalar: ScalarType | undefined): string {
  return scalar === undefined ? '' : ScalarType[scalar].toLowerCase();
}

/** As protoc derives it. */
function jsonNameOf(name: string): string {
  return name.replace(/_+(.?)/g, (_, next: string) => next.toUpperCase());
}
