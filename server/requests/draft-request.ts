// The text of a request for a method: every field of its message, with what the schema says of it as comments.
import type { FieldModel, MessageModel, MethodModel, ValueType } from './types/model.js';
import { keyOf, typeText } from './types/model.js';
import { wellKnown } from './types/well-known.js';

export interface DraftOptions {
  /** "package.Service". */
  readonly service: string;
  readonly method: MethodModel;
  /** As it is to be written. */
  readonly target: string;
}

/** Ends with a line break. */
export function draftRequest({ service, method, target }: DraftOptions): string {
  const lines = [`### ${method.name}`];
  for (const line of commentLines(method.comment())) lines.push(`# ${line}`.trimEnd());
  lines.push(`GRPC ${target || '{{target}}'}/${service}/${method.name}`, '');
  const body = method.input ? draftMessage(method.input) : ['{}'];
  lines.push(...body);
  if (method.clientStreaming) lines.push('===', ...withoutComments(body));
  return `${lines.join('\n')}\n`;
}

/** The lines of a message's JSON with a value for every field; nested messages up to three deep. */
export function draftMessage(message: MessageModel): string[] {
  if (wellKnown(message)) return [valueText(message)];
  return new Drafter().message(message, '', []);
}

const maxDepth = 3;
/** A message with more fields than this at any depth is drafted without its nested messages. */
const maxLines = 400;

class Drafter {
  #lines = 0;

  message(message: MessageModel, indent: string, outer: readonly string[]): string[] {
    const inner = `${indent}  `;
    // Of a oneof the first member is set and the others are comments.
    const firsts = new Map<string, FieldModel>();
    for (const field of message.fields) {
      if (field.oneof !== undefined && !firsts.has(field.oneof)) firsts.set(field.oneof, field);
    }
    const active = message.fields.filter((field) => field.oneof === undefined || firsts.get(field.oneof) === field);
    if (message.fields.length === 0) return ['{}'];
    const lines = ['{'];
    const last = active.at(-1);
    for (const field of message.fields) {
      this.#lines++;
      for (const line of commentLines(field.comment())) lines.push(`${inner}// ${line}`.trimEnd());
      const key = JSON.stringify(keyOf(field));
      const [first, ...rest] = this.#value(field, inner, [...outer, message.fullName]);
      const isOther = field.oneof !== undefined && firsts.get(field.oneof) !== field;
      if (isOther) {
        lines.push(
          `${inner}// or of ${field.oneof}: ${key}: ${first}${rest.length > 0 ? '' : ` // ${factsOf(field)}`}`,
        );
        for (const line of rest) lines.push(`${inner}// ${line.slice(inner.length)}`);
        continue;
      }
      const comma = field === last ? '' : ',';
      lines.push(`${inner}${key}: ${first}${rest.length === 0 ? comma : ''} // ${factsOf(field)}`);
      if (rest.length > 0) lines.push(...rest.slice(0, -1), `${rest.at(-1)}${comma}`);
    }
    lines.push(`${indent}}`);
    return lines;
  }

  /** The lines of a field's value; the first without indentation. */
  #value(field: FieldModel, indent: string, outer: readonly string[]): string[] {
    switch (field.shape) {
      case 'single':
        return this.#one(field.type, indent, outer);
      case 'repeated':
        return wrapped('[', ']', this.#one(field.type, `${indent}  `, outer), indent);
      case 'map': {
        const key = JSON.stringify(field.keyType === 'string' ? 'key' : field.keyType === 'bool' ? 'true' : '0');
        const [first, ...rest] = this.#one(field.type, `${indent}  `, outer);
        return wrapped('{', '}', [`${key}: ${first}`, ...rest], indent);
      }
    }
  }

  #one(type: ValueType | undefined, indent: string, outer: readonly string[]): string[] {
    if (type?.kind !== 'message') return [type ? scalarText(type) : 'null'];
    const message = type.type;
    if (wellKnown(message)) return [valueText(message)];
    if (outer.includes(message.fullName) || outer.length >= maxDepth || this.#lines > maxLines) return ['{}'];
    return this.message(message, indent, outer);
  }
}

const maxNames = 12;

/** What is worth knowing of a field beside its comment. */
function factsOf(field: FieldModel): string {
  const { type } = field;
  const facts = [typeText(field)];
  if (type?.kind === 'enum' && type.type.fullName !== 'google.protobuf.NullValue') {
    const names = type.type.values.map(({ name }) => name);
    facts.push(names.length > maxNames ? `${names.slice(0, maxNames).join(' | ')} | …` : names.join(' | '));
  }
  if (field.oneof !== undefined) facts.push(`oneof ${field.oneof}`);
  if (field.required) facts.push('required');
  if (field.deprecated) facts.push('deprecated');
  return facts.join(', ');
}

function wrapped(open: string, close: string, [first, ...rest]: readonly string[], indent: string): string[] {
  // As the formatter has it: only lists of plain values stay on one line.
  if (rest.length === 0 && open === '[' && !/^[{[]/.test(first)) return [`${open}${first}${close}`];
  return [open, `${indent}  ${first}`, ...rest, `${indent}${close}`];
}

/** The default of a scalar or an enum. */
function scalarText(type: Exclude<ValueType, { kind: 'message' }>): string {
  if (type.kind === 'enum') {
    if (type.type.fullName === 'google.protobuf.NullValue') return 'null';
    return JSON.stringify(type.type.values[0]?.name ?? 0);
  }
  return scalarDefault(type.scalar);
}

function scalarDefault(scalar: string): string {
  switch (scalar) {
    case 'bool':
      return 'false';
    case 'string':
    case 'bytes':
      return '""';
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return '"0"';
    default:
      return '0';
  }
}

/** An example of a message that has a JSON form of its own. */
export function valueText(message: MessageModel): string {
  const form = wellKnown(message);
  switch (form?.kind) {
    case 'timestamp':
      return '"1970-01-01T00:00:00Z"';
    case 'duration':
      return '"0s"';
    case 'field-mask':
      return '""';
    case 'value':
      return 'null';
    case 'list':
      return '[]';
    case 'wrapper':
      return scalarDefault(form.scalar);
    default:
      return '{}';
  }
}

/** The lines of a comment; one that begins with "@" would be a setting. */
function commentLines(comment: string): string[] {
  return comment === '' ? [] : comment.split(/\r\n|\r|\n/).map((line) => line.replace(/^\s*@/, '- @'));
}

function withoutComments(lines: readonly string[]): string[] {
  return lines.filter((line) => !/^\s*\/\//.test(line)).map((line) => line.replace(/ \/\/ .*$/, ''));
}
