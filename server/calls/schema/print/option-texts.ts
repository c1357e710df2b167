// Options of descriptors as they are written: `name = value`, custom ones with what their extensions say.
import {
  create,
  type DescEnum,
  type DescExtension,
  type DescField,
  type DescMessage,
  getExtension,
  type Message,
  type Registry,
  ScalarType,
} from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { FeatureSetSchema } from '@bufbuild/protobuf/wkt';
import { scalarLiteral } from './literals.js';

export interface OptionTexts {
  /** Each `name = value`. */
  readonly texts: readonly string[];
  /** Numbers of options whose extension nobody declares; they have no name to be written with. */
  readonly undeclared: readonly number[];
}

/** What names and contents of options are looked up with. */
export interface OptionScope {
  readonly registry: Registry;
  /** A custom option's name as it is written in its parentheses. */
  readonly extensionName: (fullName: string) => string;
}

type UnknownField = NonNullable<Message['$unknown']>[number];

/** One value of a message: a field's, or an extension's. */
interface Member {
  readonly desc: DescField | DescExtension;
  readonly value: unknown;
}

/** `map_entry` is left out: the map field says it. */
export function optionTexts(schema: DescMessage, options: Message | undefined, scope: OptionScope): OptionTexts {
  if (!options) return { texts: [], undeclared: [] };
  const texts: string[] = [];
  for (const member of fieldValues(reflect(schema, options))) {
    const { desc, value } = member;
    if (desc.name === 'map_entry' || desc.name === 'uninterpreted_option') continue;
    if (desc.message?.typeName === FeatureSetSchema.typeName) {
      texts.push(...featureTexts(desc.name, desc.message, value as Message, scope));
    } else texts.push(`${desc.name} = ${valueText(member, scope)}`);
  }
  const { extensions, undeclared } = extensionValues(schema, options, scope.registry);
  for (const [desc, values] of byExtension(extensions)) {
    const name = `(${scope.extensionName(desc.typeName)})`;
    if (values.length > 1 && desc.fieldKind === 'message') {
      texts.push(...(partTexts(name, desc, values, scope) ?? mergedTexts(name, schema, options, desc, scope)));
    } else for (const value of values) texts.push(`${name} = ${valueText({ desc, value }, scope)}`);
  }
  return { texts, undeclared };
}

/** Features are always set one by one. */
function featureTexts(prefix: string, schema: DescMessage, features: Message, scope: OptionScope): string[] {
  const own = fieldValues(reflect(schema, features)).map(
    (member) => `${prefix}.${member.desc.name} = ${valueText(member, scope)}`,
  );
  const { extensions } = extensionValues(schema, features, scope.registry);
  const custom = extensions.flatMap(({ desc, value }) => {
    const name = `${prefix}.(${scope.extensionName(desc.typeName)})`;
    return desc.message ? featureTexts(name, desc.message, value as Message, scope) : [];
  });
  return [...own, ...custom];
}

function byExtension(members: readonly (Member & { desc: DescExtension })[]): Map<DescExtension, unknown[]> {
  const found = new Map<DescExtension, unknown[]>();
  for (const { desc, value } of members) found.set(desc, [...(found.get(desc) ?? []), value]);
  return found;
}

/**
 * The statements that a message was put together from, such as `(name).a.b = 1` and `(name).c = {}`; undefined when it
 * was not, or when they would contradict each other.
 */
function partTexts(
  name: string,
  desc: DescExtension,
  values: readonly unknown[],
  scope: OptionScope,
): string[] | undefined {
  const parts = values.map((value) => partOf(name, { desc, value }, scope));
  const paths = new Set<string>();
  for (const { path, isRepeated } of parts) {
    if (path === name || (paths.has(path) && !isRepeated)) return undefined;
    paths.add(path);
  }
  for (const path of paths) for (const other of paths) if (other.startsWith(`${path}.`)) return undefined;
  return parts.map(({ path, value }) => `${path} = ${value}`);
}

/** How a value is reached as long as each message holds one field. */
function partOf(
  path: string,
  member: Member,
  scope: OptionScope,
): { path: string; value: string; isRepeated: boolean } {
  const { desc, value } = member;
  if (desc.fieldKind === 'message') {
    const message = value as Message;
    const { extensions } = extensionValues(desc.message, message, scope.registry);
    const parts = [...fieldValues(reflect(desc.message, message)), ...extensions];
    if (parts.length === 1) {
      const [part] = parts;
      const own = part.desc.kind === 'extension' ? `(${scope.extensionName(part.desc.typeName)})` : part.desc.name;
      return partOf(`${path}.${own}`, part, scope);
    }
  }
  const isRepeated = desc.fieldKind === 'list' || desc.fieldKind === 'map';
  return { path, value: valueText(member, scope), isRepeated };
}

/** What several records of one message come to. */
function mergedTexts(
  name: string,
  schema: DescMessage,
  options: Message,
  desc: DescExtension,
  scope: OptionScope,
): string[] {
  const holder = create(schema);
  holder.$unknown = (options.$unknown ?? []).filter(({ no }) => no === desc.number);
  return [`${name} = ${valueText({ desc, value: getExtension(holder, desc) }, scope)}`];
}

/** The set fields in the order of their numbers; each element of a list and each entry of a map for itself. */
function fieldValues(message: ReflectMessage): Member[] {
  const fields = [...message.fields].sort((a, b) => a.number - b.number);
  return fields.flatMap((desc): Member[] => {
    if (!message.isSet(desc)) return [];
    switch (desc.fieldKind) {
      case 'list':
        return [...message.get(desc)].map((item) => ({ desc, value: unwrap(item) }));
      case 'map':
        return [...message.get(desc)].map((entry) => ({ desc, value: entry }));
      default:
        return [{ desc, value: unwrap(message.get(desc)) }];
    }
  });
}

/** Messages inside messages come wrapped for reflection. */
function unwrap(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'message' in value && 'desc' in value
    ? (value as ReflectMessage).message
    : value;
}

/** Record by record, in the order in which they stand on the wire. */
function extensionValues(schema: DescMessage, message: Message, registry: Registry) {
  const extensions: (Member & { desc: DescExtension })[] = [];
  const undeclared: number[] = [];
  for (const record of message.$unknown ?? []) {
    const desc = registry.getExtensionFor(schema, record.no);
    if (!desc) undeclared.push(record.no);
    else for (const value of recordValues(schema, desc, record)) extensions.push({ desc, value });
  }
  return { extensions, undeclared };
}

function recordValues(schema: DescMessage, desc: DescExtension, record: UnknownField): unknown[] {
  const holder = create(schema);
  holder.$unknown = [record];
  const value: unknown = getExtension(holder, desc);
  return Array.isArray(value) ? value : [value];
}

function valueText({ desc, value }: Member, scope: OptionScope): string {
  if (desc.fieldKind === 'map') return mapEntryText(desc, value as [unknown, unknown], scope);
  if (desc.message) return messageText(desc.message, value as Message, scope);
  if (desc.enum) return enumText(desc.enum, Number(value));
  return scalarLiteral(desc.scalar ?? ScalarType.BYTES, value);
}

/** The text format, in one line. */
function messageText(schema: DescMessage, message: Message, scope: OptionScope): string {
  const { extensions } = extensionValues(schema, message, scope.registry);
  const members = [...fieldValues(reflect(schema, message)), ...extensions].map((member) => {
    const name = member.desc.kind === 'extension' ? `[${member.desc.typeName}]` : textFormatName(member.desc);
    const isMessage = member.desc.message !== undefined || member.desc.fieldKind === 'map';
    return `${name}${isMessage ? ' ' : ': '}${valueText(member, scope)}`;
  });
  return members.length === 0 ? '{}' : `{ ${members.join(' ')} }`;
}

/** Groups, and what looks like one, go by the name of their message (text_format.cc: IsGroupLike). */
function textFormatName(desc: DescField): string {
  if (desc.fieldKind !== 'message' || !desc.delimitedEncoding) return desc.name;
  const { message } = desc;
  const isGroup = message.parent === desc.parent && message.name.toLowerCase() === desc.name;
  return isGroup ? message.name : desc.name;
}

function mapEntryText(desc: DescField & { fieldKind: 'map' }, [key, value]: [unknown, unknown], scope: OptionScope) {
  const keyText = scalarLiteral(desc.mapKey, key);
  const inner = unwrap(value);
  const textOfValue = () => {
    if (desc.message) return messageText(desc.message, inner as Message, scope);
    if (desc.enum) return enumText(desc.enum, Number(inner));
    return scalarLiteral(desc.scalar ?? ScalarType.BYTES, inner);
  };
  return `{ key: ${keyText} value${desc.message ? ' ' : ': '}${textOfValue()} }`;
}

function enumText(desc: DescEnum, number: number): string {
  return desc.values.find((value) => value.number === number)?.name ?? String(number);
}
