// The types of messages as request files need them, wherever they come from: the workspace's files, or descriptors that
// a server sent.
import type { SymbolTarget } from '../../language/target.js';

export type ScalarType =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

/** What a declaration has in common with others. */
export interface Declared {
  /** Where the workspace declares it; absent for what comes from elsewhere. */
  readonly target?: SymbolTarget;
  readonly deprecated: boolean;
  /** The comment on it without comment signs; '' without one. Costs time the first time. */
  comment(): string;
}

export interface ServiceModel extends Declared {
  readonly fullName: string;
  readonly methods: readonly MethodModel[];
}

export interface MethodModel extends Declared {
  readonly name: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  /** Undefined when its type is not known. */
  readonly input: MessageModel | undefined;
  readonly output: MessageModel | undefined;
}

export interface MessageModel extends Declared {
  readonly fullName: string;
  /** In the order of their declaration. */
  readonly fields: readonly FieldModel[];
}

export interface EnumModel extends Declared {
  readonly fullName: string;
  readonly values: readonly EnumValueModel[];
}

export interface EnumValueModel extends Declared {
  readonly name: string;
  readonly number: number;
}

export interface FieldModel extends Declared {
  /** As the schema has it. */
  readonly name: string;
  readonly jsonName: string;
  readonly shape: 'single' | 'repeated' | 'map';
  /** Of one element; of a map's values. Undefined when it is not known. */
  readonly type: ValueType | undefined;
  /** Of a map's keys. */
  readonly keyType: ScalarType | undefined;
  /** The name of the oneof that holds it; undefined for fields outside of oneofs. */
  readonly oneof: string | undefined;
  readonly required: boolean;
}

export type ValueType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'enum'; readonly type: EnumModel }
  | { readonly kind: 'message'; readonly type: MessageModel };

/** A place to look types up by their full names. */
export interface Types {
  service(fullName: string): ServiceModel | undefined;
  message(fullName: string): MessageModel | undefined;
  /** The extension field of a full name. */
  extension(fullName: string): FieldModel | undefined;
  /** The full names of all services, for lists and near misses. */
  services(): readonly string[];
}

/** "repeated string", "map<string, Item>", "Item": as a declaration says it. */
export function typeText({ shape, type, keyType }: FieldModel): string {
  const one = !type ? '?' : type.kind === 'scalar' ? type.scalar : simpleName(type.type.fullName);
  if (shape === 'map') return `map<${keyType ?? '?'}, ${one}>`;
  return shape === 'repeated' ? `repeated ${one}` : one;
}

export function simpleName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}

/** What a body calls the field: the JSON name, an extension by its full name in brackets. */
export function keyOf(field: FieldModel): string {
  return field.jsonName;
}
