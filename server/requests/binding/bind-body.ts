// Puts the JSON of a body and the types of a schema together: what each name refers to, and what does not fit.
import type { Code } from '../../diagnostics/codes.js';
import type { Problem } from '../../diagnostics/problem.js';
import type { SymbolTarget, Target } from '../../language/target.js';
import { closest } from '../../schema/options/closest.js';
import type { Span } from '../../text/span.js';
import type { JsonMember, JsonNode, JsonObject, JsonString } from '../syntax/json.js';
import {
  type EnumModel,
  type FieldModel,
  keyOf,
  type MessageModel,
  type Types,
  typeText,
  type ValueType,
} from '../types/model.js';
import { durationProblem, timestampProblem, wellKnown } from '../types/well-known.js';
import { kindText, type Misfit, scalarMisfit, wrongType } from './check-scalar.js';

/** A stretch of a request file that names a declaration. */
export interface BoundPlace extends Span {
  readonly target: Target;
  /** Fields can be written by their JSON name, everything else has one name. */
  readonly form: 'json-name' | 'name';
}

/** Told of what is found; every part is optional. */
export interface BindSink {
  place?(place: BoundPlace): void;
  problem?(problem: Problem): void;
  /** An object whose members are fields of a message. */
  object?(node: JsonObject, message: MessageModel): void;
  /** An object whose members are entries of a map. */
  map?(node: JsonObject, field: FieldModel): void;
  /** A value and what it must be; `field` is the field it is of, if it is of one. */
  value?(node: JsonNode, type: ValueType, field: FieldModel | undefined): void;
  /** A full name that is written out in a string, in the type URL of an Any or as the name of an extension. */
  fullName?(start: number, text: string, target: SymbolTarget): void;
  /** A member and its field: its value may still be missing. */
  member?(member: JsonMember, field: FieldModel): void;
}

export function bindMessage(types: Types, node: JsonNode, message: MessageModel, sink: BindSink): void {
  new Binder(types, sink).message(node, message, undefined);
}

class Binder {
  constructor(
    readonly types: Types,
    readonly sink: BindSink,
  ) {}

  message(node: JsonNode, message: MessageModel, field: FieldModel | undefined): void {
    if (isOpen(node)) return;
    const form = wellKnown(message);
    switch (form?.kind) {
      case undefined:
        if (node.kind === 'object') this.#fields(node, message);
        else this.#misfit(node, field, wrongType(`an object with the fields of ${message.fullName}`, node));
        return;
      case 'timestamp':
        this.#text(node, field, 'a time such as "2024-05-01T12:30:00Z"', timestampProblem);
        return;
      case 'duration':
        this.#text(node, field, 'a time in seconds such as "1.5s"', durationProblem);
        return;
      case 'field-mask':
        this.#text(node, field, 'names of fields with commas between, such as "id,name"', () => undefined);
        return;
      case 'struct':
        if (node.kind !== 'object') this.#misfit(node, field, wrongType('an object', node));
        else this.#duplicates(node);
        return;
      case 'list':
        if (node.kind !== 'array') this.#misfit(node, field, wrongType('a list', node));
        return;
      case 'value':
        return;
      case 'any':
        this.#any(node, message, field);
        return;
      case 'wrapper': {
        const misfit = scalarMisfit(node, form.scalar);
        if (misfit) this.#misfit(node, field, misfit);
        return;
      }
    }
  }

  #fields(node: JsonObject, message: MessageModel, isAny = false): void {
    this.sink.object?.(node, message);
    const seen = new Map<FieldModel, JsonMember>();
    const oneofs = new Map<string, { member: JsonMember; field: FieldModel }>();
    for (const member of node.members) {
      const { key } = member;
      if (key.open || (isAny && key.value === '@type')) continue;
      const field = this.#fieldOf(message, key);
      if (!field) {
        this.#unknownField(key, message);
        continue;
      }
      if (key.value.startsWith('[')) this.#dottedName(key, key.value.slice(1, -1), 1, true);
      else if (field.target) this.sink.place?.(placeOfField(key, field, field.target));
      const before = seen.get(field);
      if (before) {
        const other = before.key.value === key.value ? '' : ` (as ${JSON.stringify(before.key.value)})`;
        this.#report('json-duplicate-field', key, `${field.name} is already set above${other}: remove one of the two.`);
      }
      seen.set(field, member);
      if (field.oneof !== undefined && member.value.kind !== 'null') {
        const other = oneofs.get(field.oneof);
        if (other && other.field !== field) {
          const message = `${field.name} and ${other.field.name} are both of the oneof ${field.oneof}: only one of them can be set.`;
          this.#report('json-oneof-conflict', key, message);
        } else oneofs.set(field.oneof, { member, field });
      }
      this.sink.member?.(member, field);
      this.#field(member.value, field);
    }
  }

  #fieldOf(message: MessageModel, { value }: JsonString): FieldModel | undefined {
    if (value.startsWith('[') && value.endsWith(']')) return this.types.extension(value.slice(1, -1));
    return (
      message.fields.find((field) => field.jsonName === value) ?? message.fields.find(({ name }) => name === value)
    );
  }

  #unknownField(key: JsonString, message: MessageModel): void {
    const names = message.fields.map(keyOf);
    const meant = closest(key.value, [...names, ...message.fields.map(({ name }) => name)]);
    const known = names.length === 0 ? 'it has none' : `it has ${listOf(names)}`;
    const hint = meant === undefined ? known : `did you mean ${JSON.stringify(meant)}?`;
    this.sink.problem?.({
      code: 'json-unknown-field',
      start: key.start,
      end: key.end,
      message: `${message.fullName} has no field ${JSON.stringify(key.value)}: ${hint}`,
      ...(meant === undefined
        ? {}
        : { fixes: [replace(key, `Change to ${JSON.stringify(meant)}`, JSON.stringify(meant))] }),
    });
  }

  #field(node: JsonNode, field: FieldModel): void {
    const { type } = field;
    if (!type) return;
    if (isOpen(node)) {
      if (field.shape === 'single') this.sink.value?.(node, type, field);
      return;
    }
    if (node.kind === 'null' && !takesNull(type)) return;
    switch (field.shape) {
      case 'single':
        this.#one(node, type, field);
        return;
      case 'repeated':
        if (node.kind !== 'array') {
          this.#notList(node, field);
          return;
        }
        for (const item of node.items) {
          if (item.kind === 'null' && !takesNull(type)) {
            this.#misfit(item, field, { code: 'json-type', message: 'a list holds no null.' });
          } else this.#one(item, type, field);
        }
        return;
      case 'map':
        if (node.kind !== 'object') {
          this.#misfit(node, field, wrongType('an object with the entries of the map', node));
          return;
        }
        this.#map(node, field, type);
    }
  }

  #notList(node: JsonNode, field: FieldModel): void {
    this.sink.problem?.({
      code: 'json-type',
      start: node.start,
      end: node.end,
      message: `${field.name} is ${typeText(field)}: a list in brackets is expected, not ${kindText(node)}.`,
      fixes: [
        {
          title: 'Make it a list',
          edits: [
            { start: node.start, end: node.start, text: '[' },
            { start: node.end, end: node.end, text: ']' },
          ],
        },
      ],
    });
  }

  #map(node: JsonObject, field: FieldModel, type: ValueType): void {
    this.sink.map?.(node, field);
    this.#duplicates(node);
    for (const { key, value } of node.members) {
      const misfit = key.open || !field.keyType ? undefined : keyMisfit(key, field.keyType);
      if (misfit) this.#misfit(key, field, misfit);
      if (value.kind === 'null' && !takesNull(type)) {
        this.#misfit(value, field, { code: 'json-type', message: 'a map holds no null.' });
      } else this.#one(value, type, field);
    }
  }

  #duplicates(node: JsonObject): void {
    const seen = new Set<string>();
    for (const { key } of node.members) {
      if (seen.has(key.value)) {
        const message = `${JSON.stringify(key.value)} is there twice: remove one of the two.`;
        this.#report('json-duplicate-field', key, message);
      }
      seen.add(key.value);
    }
  }

  #one(node: JsonNode, type: ValueType, field: FieldModel | undefined): void {
    this.sink.value?.(node, type, field);
    if (isOpen(node)) return;
    switch (type.kind) {
      case 'scalar': {
        const misfit = scalarMisfit(node, type.scalar);
        if (misfit) this.#misfit(node, field, misfit);
        return;
      }
      case 'enum':
        this.#enumValue(node, type.type, field);
        return;
      case 'message':
        this.message(node, type.type, field);
    }
  }

  #enumValue(node: JsonNode, type: EnumModel, field: FieldModel | undefined): void {
    if (type.fullName === 'google.protobuf.NullValue' && node.kind === 'null') return;
    if (node.kind === 'number') {
      const misfit = scalarMisfit(node, 'int32');
      if (misfit) this.#misfit(node, field, misfit);
      return;
    }
    if (node.kind !== 'string') {
      this.#misfit(node, field, wrongType(`the name of a value of ${type.fullName}, as a string,`, node));
      return;
    }
    const value = type.values.find(({ name }) => name === node.value);
    if (value) {
      if (value.target) this.sink.place?.({ ...inside(node), target: value.target, form: 'name' });
      return;
    }
    const names = type.values.map(({ name }) => name);
    const meant = closest(node.value, names);
    const hint = meant === undefined ? `it has ${listOf(names)}` : `did you mean ${JSON.stringify(meant)}?`;
    this.sink.problem?.({
      code: 'json-enum-value',
      start: node.start,
      end: node.end,
      message: `${type.fullName} has no value ${JSON.stringify(node.value)}: ${hint}`,
      ...(meant === undefined
        ? {}
        : { fixes: [replace(node, `Change to ${JSON.stringify(meant)}`, JSON.stringify(meant))] }),
    });
  }

  /** A message that is written as text. */
  #text(
    node: JsonNode,
    field: FieldModel | undefined,
    wanted: string,
    problemOf: (text: string) => string | undefined,
  ): void {
    if (node.kind !== 'string') {
      this.#misfit(node, field, wrongType(wanted, node));
      return;
    }
    const problem = problemOf(node.value);
    if (problem) this.#misfit(node, field, { code: 'json-well-known', message: `${problem}.` });
  }

  #any(node: JsonNode, message: MessageModel, field: FieldModel | undefined): void {
    if (node.kind !== 'object') {
      this.#misfit(node, field, wrongType('an object with "@type" and the fields of that message', node));
      return;
    }
    this.sink.object?.(node, message);
    if (node.members.length === 0) return;
    const named = node.members.find(({ key }) => key.value === '@type');
    if (!named) {
      this.#report(
        'json-well-known',
        node,
        'A google.protobuf.Any needs "@type": "type.googleapis.com/package.Message".',
      );
      return;
    }
    const url = named.value;
    if (isOpen(url)) return;
    if (url.kind !== 'string') {
      this.#misfit(url, undefined, wrongType('the URL of a type such as "type.googleapis.com/package.Message"', url));
      return;
    }
    const slash = url.value.lastIndexOf('/');
    const name = url.value.slice(slash + 1);
    if (slash < 0) {
      const text = JSON.stringify(`type.googleapis.com/${name}`);
      this.sink.problem?.({
        code: 'json-well-known',
        start: url.start,
        end: url.end,
        message: `The URL of a type holds a slash: ${text}.`,
        fixes: [replace(url, `Change to ${text}`, text)],
      });
    }
    const inner = this.types.message(name);
    if (!inner) {
      this.#report('json-type-unknown', url, `${name} is not declared in the workspace: its fields cannot be checked.`);
      return;
    }
    this.#dottedName(url, name, slash + 1, false);
    if (!wellKnown(inner)) {
      this.#fields(node, inner, true);
      return;
    }
    for (const { key, value } of node.members) {
      if (key.value === '@type') continue;
      if (key.value === 'value') this.message(value, inner, undefined);
      else this.#report('json-unknown-field', key, `An Any of ${inner.fullName} holds "@type" and "value".`);
    }
  }

  /** A full name that begins at a character of a string; written with escapes it has no place. */
  #dottedName(string: JsonString, fullName: string, at: number, isExtension: boolean): void {
    const { start, end } = inside(string);
    if (end - start !== string.value.length) return;
    const target = isExtension ? this.types.extension(fullName)?.target : this.types.message(fullName)?.target;
    if (target) this.sink.fullName?.(start + at, fullName, target);
  }

  #misfit(node: Span, field: FieldModel | undefined, { code, message, fix }: Misfit): void {
    const of = field ? `${field.name} is ${typeText(field)}: ${message}` : capitalized(message);
    this.sink.problem?.({
      code,
      start: node.start,
      end: node.end,
      message: of,
      ...(fix ? { fixes: [replace(node, fix.title, fix.text)] } : {}),
    });
  }

  #report(code: Code, { start, end }: Span, message: string): void {
    this.sink.problem?.({ code, start, end, message });
  }
}

/** Whether a value is not known before its variables are. */
function isOpen(node: JsonNode): boolean {
  return node.kind === 'variable' || node.kind === 'missing' || (node.kind === 'string' && node.open);
}

function takesNull(type: ValueType): boolean {
  if (type.kind === 'enum') return type.type.fullName === 'google.protobuf.NullValue';
  return type.kind === 'message' && type.type.fullName === 'google.protobuf.Value';
}

/** What stands between the quotes of a string; all of it where there are none. */
export function inside({ start, end, value }: JsonString): Span {
  // A name that was written without quotes is as long as its text.
  return end - start === value.length ? { start, end } : { start: start + 1, end: end - 1 };
}

function placeOfField(key: JsonString, field: FieldModel, target: SymbolTarget): BoundPlace {
  return { ...inside(key), target, form: key.value === field.jsonName ? 'json-name' : 'name' };
}

function keyMisfit(key: JsonString, type: NonNullable<FieldModel['keyType']>): Misfit | undefined {
  if (type === 'string') return undefined;
  if (type === 'bool') {
    return /^(true|false)$/.test(key.value)
      ? undefined
      : { code: 'json-type', message: 'keys are "true" and "false".' };
  }
  return scalarMisfit(key, type);
}

function replace({ start, end }: Span, title: string, text: string) {
  return { title, edits: [{ start, end, text }] };
}

const maxListed = 8;

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, maxListed).join(', ');
  return names.length > maxListed ? `${shown} and ${names.length - maxListed} more.` : `${shown}.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
