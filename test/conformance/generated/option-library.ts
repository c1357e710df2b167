// The file that defines the custom options of generated files, and what a writer of values has to know of it.
import { type Scalar, scalarTypes } from './literals.js';

export const optionFile = 'lib/options.proto';
export const optionPackage = 'lib.opts';

/** What an option can be set on, as in `google.protobuf.<Target>Options`. */
export const targets = [
  'File',
  'Message',
  'Field',
  'Oneof',
  'ExtensionRange',
  'Enum',
  'EnumValue',
  'Service',
  'Method',
] as const;
export type Target = (typeof targets)[number];

export type OptionType = Scalar | 'Level' | 'Note' | 'Box' | 'Must' | 'Any';

export interface OptionField {
  /** As it stands in a path or an aggregate; extensions in brackets. */
  readonly name: string;
  readonly type: OptionType;
  readonly repeated?: true;
  /** Type of the key of a map. */
  readonly key?: Scalar;
  readonly oneof?: true;
}

/** Fields of Note, by number: their index and 1. */
export const noteFields: readonly OptionField[] = [
  ...scalarTypes.map((type): OptionField => ({ name: `v_${type}`, type })),
  ...scalarTypes.map((type): OptionField => ({ name: `r_${type}`, type, repeated: true })),
  { name: 'level', type: 'Level' },
  { name: 'levels', type: 'Level', repeated: true },
  { name: 'inner', type: 'Note' },
  { name: 'inners', type: 'Note', repeated: true },
  { name: 'by_name', type: 'Note', key: 'string' },
  { name: 'by_number', type: 'Level', key: 'int32' },
  { name: 'by_flag', type: 'bytes', key: 'bool' },
  { name: 'left', type: 'string', oneof: true },
  { name: 'right', type: 'Note', oneof: true },
  { name: 'box', type: 'Box' },
  { name: 'any', type: 'Any' },
  { name: 'must', type: 'Must' },
];

export const noteExtensions: readonly OptionField[] = [
  { name: `[${optionPackage}.extra]`, type: 'int32' },
  { name: `[${optionPackage}.extra_note]`, type: 'Note' },
  { name: `[${optionPackage}.extra_words]`, type: 'string', repeated: true },
];

export const levels = ['LEVEL_UNSPECIFIED', 'LEVEL_LOW', 'LEVEL_HIGH'] as const;

/** The extensions of each `<Target>Options`; names have `prefixOf(target)` before them. */
const extensionsOfTarget: readonly OptionField[] = [
  { name: 'note', type: 'Note' },
  { name: 'notes', type: 'Note', repeated: true },
  { name: 'word', type: 'string' },
  { name: 'raw', type: 'bytes' },
  { name: 'level', type: 'Level' },
  { name: 'count', type: 'sint64' },
  { name: 'ratio', type: 'float' },
  { name: 'flag', type: 'bool' },
  { name: 'big', type: 'fixed64' },
  { name: 'words', type: 'string', repeated: true },
  { name: 'counts', type: 'uint32', repeated: true },
];

const prefixOf = (target: Target) => target.toLowerCase();

export function extensionsOf(target: Target): OptionField[] {
  return extensionsOfTarget.map((field) => ({ ...field, name: `${prefixOf(target)}_${field.name}` }));
}

/** @param syntax of the library: with groups, or with delimited fields */
export function optionLibrary(syntax: 'proto2' | '2023' | '2024'): string {
  const proto2 = syntax === 'proto2';
  const single = proto2 ? 'optional ' : '';
  const typeOf = ({ type, key }: OptionField) => {
    const name = type === 'Any' ? 'google.protobuf.Any' : type;
    return key ? `map<${key}, ${name}>` : name;
  };
  const field = (each: OptionField, number: number) =>
    `${each.key || each.oneof ? '' : each.repeated ? 'repeated ' : single}${typeOf(each)} ${each.name} = ${number}`;
  const numbered = noteFields.map((each, index) => ({ each, number: index + 1 }));
  const box = numbered.find(({ each }) => each.name === 'box')?.number;
  const boxFields = `{ ${single}int32 size = 1; ${single}Note note = 2; }`;
  return [
    proto2 ? 'syntax = "proto2";' : `edition = "${syntax}";`,
    `package ${optionPackage};`,
    'import "google/protobuf/descriptor.proto"; import "google/protobuf/any.proto";',
    'message Note {',
    ...numbered
      .filter(({ each }) => !each.oneof && each.name !== 'box')
      .map(({ each, number }) => `${field(each, number)};`),
    `oneof side { ${numbered
      .filter(({ each }) => each.oneof)
      .map(({ each, number }) => `${field(each, number)};`)
      .join(' ')} }`,
    proto2
      ? `optional group Box = ${box} ${boxFields}`
      : `message Box ${boxFields} Box box = ${box} [features.message_encoding = DELIMITED];`,
    'extensions 100 to 200;',
    '}',
    proto2
      ? 'message Must { required int32 value = 1; }'
      : 'message Must { int32 value = 1 [features.field_presence = LEGACY_REQUIRED]; }',
    `enum Level { ${levels.map((name, number) => `${name} = ${number};`).join(' ')} }`,
    `extend Note { ${single}int32 extra = 100; ${single}Note extra_note = 101; repeated string extra_words = 102; }`,
    ...targets.map(
      (target) =>
        `extend google.protobuf.${target}Options { ${extensionsOf(target)
          .map((each, index) => `${field(each, 50000 + index)};`)
          .join(' ')} }`,
    ),
  ].join('\n');
}
