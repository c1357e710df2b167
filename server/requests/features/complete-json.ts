// Completion inside the JSON of a message: names of fields with a value to fill in, values of enums and the like.
import type { Replacement } from '../../diagnostics/problem.js';
import type { CompletionItem, Completions } from '../../language/completion/item.js';
import type { Span } from '../../text/span.js';
import { bindMessage } from '../binding/bind-body.js';
import { valueText } from '../draft-request.js';
import type { JsonMember, JsonNode, JsonObject } from '../syntax/json.js';
import type { Source } from '../syntax/source.js';
import { type FieldModel, type MessageModel, simpleName, typeText, type ValueType } from '../types/model.js';
import { wellKnown } from '../types/well-known.js';
import type { WorkspaceTypes } from '../types/workspace-types.js';

/** What is known of the objects and values of a message. */
class Contexts {
  readonly objects = new Map<JsonObject, MessageModel>();
  readonly maps = new Map<JsonObject, FieldModel>();
  readonly fields = new Map<JsonMember, FieldModel>();
  readonly values = new Map<JsonNode, ValueType>();
  /** Objects that are an Any, with the message in it as far as it is known. */
  readonly anys = new Set<JsonObject>();
}

/** Completions at an offset in a message; undefined where nothing can be said. */
export function completeJson(
  source: Source,
  types: WorkspaceTypes,
  root: JsonNode,
  message: MessageModel,
  offset: number,
): Completions | undefined {
  const contexts = new Contexts();
  bindMessage(types, root, message, {
    object: (node, type) => {
      if (wellKnown(type)?.kind === 'any') contexts.anys.add(node);
      contexts.objects.set(node, type);
    },
    map: (node, field) => contexts.maps.set(node, field),
    member: (member, field) => contexts.fields.set(member, field),
    value: (node, type) => contexts.values.set(node, type),
  });
  return new JsonCompletion(source, types, contexts, offset).at(root, { kind: 'message', type: message });
}

class JsonCompletion {
  constructor(
    readonly source: Source,
    readonly types: WorkspaceTypes,
    readonly contexts: Contexts,
    readonly offset: number,
  ) {}

  at(node: JsonNode, type: ValueType | undefined): Completions | undefined {
    if (node.kind === 'object' && this.#isInside(node)) return this.#object(node);
    if (node.kind === 'array' && this.#isInside(node)) {
      const item = node.items.find(({ start, end }) => start <= this.offset && this.offset <= end);
      if (item) return this.at(item, this.contexts.values.get(item) ?? type);
      return type && this.#values({ start: this.offset, end: this.offset }, type);
    }
    return type && this.#values(this.#spanOf(node), type);
  }

  #isInside({ start, end, closed }: Span & { readonly closed: boolean }): boolean {
    return start < this.offset && (this.offset < end || !closed);
  }

  /** What a completion in the place of a value replaces. */
  #spanOf({ kind, start, end }: JsonNode): Span {
    if (kind === 'missing') return { start: this.offset, end: this.offset };
    const closed = kind !== 'string' || (end - start > 1 && this.source.raw[end - 1] === '"');
    return { start, end: closed ? end : this.offset };
  }

  #object(node: JsonObject): Completions | undefined {
    for (const member of node.members) {
      const { key, value, colon } = member;
      if (key.start <= this.offset && this.offset <= key.end) return this.#keys(node, member);
      if (colon < 0 || this.offset < colon) continue;
      const field = this.contexts.fields.get(member);
      const isValue =
        value.kind === 'missing' ? this.#isBlankSince(colon) : this.offset <= value.end && this.offset >= value.start;
      if (!isValue && !(this.offset < value.start && this.#isBlankSince(colon))) continue;
      const map = this.contexts.maps.get(node);
      if (map) return this.at(value, map.type);
      if (this.contexts.anys.has(node) && key.value === '@type') return this.#typeUrls(this.#spanOf(value));
      if (!field?.type) return this.contexts.objects.has(node) ? undefined : this.at(value, undefined);
      if (field.shape !== 'single' && value.kind !== 'array' && value.kind !== 'object') {
        return this.#itemsAt(this.#spanOf(value), [
          snippet(field.shape === 'map' ? '{}' : '[]', field.shape === 'map' ? '{$1}' : '[$1]', typeText(field)),
        ]);
      }
      if (field.shape === 'map') return this.at(value, undefined);
      return this.at(value, field.type);
    }
    return this.#keys(node, undefined);
  }

  #isBlankSince(from: number): boolean {
    return this.source.raw.slice(from, this.offset).trim() === '';
  }

  #keys(node: JsonObject, current: JsonMember | undefined): Completions | undefined {
    const replace = current ? this.#spanOf(current.key) : { start: this.offset, end: this.offset };
    const isQuoted = current !== undefined && this.source.raw[replace.start] === '"';
    const before = node.members.filter((member) => member !== current && member.end <= replace.start).at(-1);
    const after = node.members.find((member) => member !== current && member.start >= replace.end);
    const edits: Replacement[] = [];
    if (before && !this.source.raw.slice(before.end, replace.start).includes(',')) {
      edits.push({ start: before.end, end: before.end, text: ',' });
    }
    const needsComma = after !== undefined && !this.source.raw.slice(replace.end, after.start).includes(',');
    const hasColon = current !== undefined && current.colon >= 0;
    const item = (key: string, more: Partial<CompletionItem>, value: string): CompletionItem => {
      const name = JSON.stringify(key);
      return {
        label: key,
        kind: 'field',
        insert: hasColon ? escaped(name) : `${escaped(name)}: ${value}${needsComma ? ',' : ''}`,
        snippet: true,
        filter: isQuoted ? name : key,
        rank: 1,
        edits,
        ...more,
      };
    };
    const items: CompletionItem[] = [];
    const map = this.contexts.maps.get(node);
    if (map?.type) {
      const keys = map.keyType === 'bool' ? ['true', 'false'] : [];
      for (const key of keys) items.push(item(key, { kind: 'value' }, valueSnippet(map.type)));
      if (map.keyType !== 'bool') {
        const value = valueSnippet(map.type).replaceAll('$1', '$2');
        items.push({
          ...item('key', { kind: 'snippet', detail: ` ${typeText(map)}` }, ''),
          insert: `"\${1:key}": ${value}`,
        });
      }
      return { replace, items, incomplete: false };
    }
    const message = this.contexts.objects.get(node);
    if (!message) return undefined;
    const isAny = this.contexts.anys.has(node);
    const set = new Set<FieldModel>();
    const oneofs = new Set<string>();
    for (const member of node.members) {
      const field = member === current ? undefined : this.contexts.fields.get(member);
      if (!field) continue;
      set.add(field);
      if (field.oneof !== undefined) oneofs.add(field.oneof);
    }
    if (isAny && !node.members.some(({ key }) => key.value === '@type' && key !== current?.key)) {
      items.push(item('@type', { rank: 0, again: true }, '"type.googleapis.com/$1"'));
    }
    if (isAny && wellKnown(message)) {
      if (wellKnown(message)?.kind !== 'any') items.push(item('value', {}, '$1'));
      return { replace, items, incomplete: false };
    }
    message.fields.forEach((field, index) => {
      if (set.has(field) || (field.oneof !== undefined && oneofs.has(field.oneof))) return;
      const { target, deprecated } = field;
      items.push(
        item(
          field.jsonName,
          {
            detail: ` ${typeText(field)}`,
            ...(field.oneof === undefined ? {} : { description: `oneof ${field.oneof}` }),
            deprecated,
            // In the order of their declaration.
            rank: deprecated ? 10_000 + index : 1 + index,
            ...(target ? { symbol: { file: target.file, path: target.path } } : {}),
            again: completesAgain(field),
          },
          fieldSnippet(field),
        ),
      );
    });
    return { replace, items, incomplete: false };
  }

  #typeUrls(replace: Span): Completions {
    const isQuoted = this.source.raw[replace.start] === '"';
    const items = this.types.messages().map((name): CompletionItem => {
      const text = JSON.stringify(`type.googleapis.com/${name}`);
      return {
        label: name,
        kind: 'message',
        insert: text,
        filter: isQuoted ? `${text}${simpleName(name)}` : name,
        rank: 1,
      };
    });
    return { replace, items, incomplete: false };
  }

  #itemsAt(replace: Span, items: CompletionItem[]): Completions {
    return { replace, items, incomplete: false };
  }

  #values(replace: Span, type: ValueType): Completions {
    const isQuoted = this.source.raw[replace.start] === '"' && replace.end > replace.start;
    const text = (value: string, more: Partial<CompletionItem> = {}): CompletionItem => ({
      label: value,
      kind: 'value',
      insert: JSON.stringify(value),
      filter: isQuoted ? JSON.stringify(value) : value,
      rank: 1,
      ...more,
    });
    const word = (value: string): CompletionItem => ({ label: value, kind: 'value', rank: 1 });
    const items: CompletionItem[] = [];
    if (type.kind === 'enum') {
      type.type.values.forEach(({ name, number, deprecated, target }, index) => {
        items.push(
          text(name, {
            kind: 'enumValue',
            detail: ` ${number}`,
            deprecated,
            rank: deprecated ? 10_000 + index : 1 + index,
            ...(target ? { symbol: { file: target.file, path: target.path } } : {}),
          }),
        );
      });
    } else if (type.kind === 'scalar') {
      if (type.scalar === 'bool') items.push(word('true'), word('false'));
      if (type.scalar === 'double' || type.scalar === 'float') {
        for (const value of ['NaN', 'Infinity', '-Infinity']) items.push(text(value, { rank: 9 }));
      }
      if (type.scalar === 'string') items.push(text('{{$uuid}}', { rank: 9 }));
      if (type.scalar === 'bytes') {
        items.push({ ...snippet('base64', '"$1"', ' bytes in base64'), filter: isQuoted ? '""' : 'base64' });
        items.push({
          ...snippet('{{$file …}}', `"{{\\$file \${1:path}}}"`, ' the bytes of a file'),
          filter: isQuoted ? '""' : '{{$file',
        });
      }
    } else {
      items.push(...this.#messageValues(type.type, text, word));
    }
    return { replace, items, incomplete: false };
  }

  #messageValues(
    message: MessageModel,
    text: (value: string, more?: Partial<CompletionItem>) => CompletionItem,
    word: (value: string) => CompletionItem,
  ): CompletionItem[] {
    const form = wellKnown(message);
    switch (form?.kind) {
      case undefined:
        return [
          { ...snippet('{}', '{$1}', ` ${simpleName(message.fullName)}`), again: true },
          snippet('{ … } with all fields', skeleton(message), ` ${simpleName(message.fullName)}`),
        ];
      case 'timestamp':
        return [
          text('2024-05-01T12:30:00Z', { detail: ' RFC 3339' }),
          text('{{$isoTimestamp}}', { detail: ' the time of the call' }),
        ];
      case 'duration':
        return [text('1.5s', { detail: ' seconds' })];
      case 'field-mask':
        return [{ ...snippet('field mask', '"$1"', ' names with commas between'), filter: '""' }];
      case 'any':
        return [{ ...snippet('{ "@type": … }', '{"@type": "type.googleapis.com/$1"}', ' Any'), again: true }];
      case 'struct':
        return [snippet('{}', '{$1}', ' Struct')];
      case 'list':
        return [snippet('[]', '[$1]', ' ListValue')];
      case 'value':
        return ['null', 'true', 'false'].map(word);
      case 'wrapper':
        return [...(form.scalar === 'bool' ? ['true', 'false'] : []), 'null'].map(word);
    }
  }
}

function snippet(label: string, insert: string, detail: string): CompletionItem {
  return { label, kind: 'snippet', insert, snippet: true, detail, rank: 2 };
}

/** The value of a field that was just named, with the cursor where it is filled in. */
function fieldSnippet(field: FieldModel): string {
  switch (field.shape) {
    case 'repeated':
      return '[$1]';
    case 'map':
      return '{$1}';
    case 'single':
      return valueSnippet(field.type);
  }
}

function valueSnippet(type: ValueType | undefined): string {
  if (!type || type.kind === 'enum') return '$1';
  if (type.kind === 'scalar') return type.scalar === 'string' || type.scalar === 'bytes' ? '"$1"' : '$1';
  const form = wellKnown(type.type);
  switch (form?.kind) {
    case undefined:
    case 'struct':
    case 'any':
      return '{$1}';
    case 'list':
      return '[$1]';
    case 'timestamp':
    case 'duration':
      return `"\${1:${valueText(type.type).slice(1, -1)}}"`;
    case 'field-mask':
      return '"$1"';
    case 'wrapper':
      return form.scalar === 'string' || form.scalar === 'bytes' ? '"$1"' : '$1';
    case 'value':
      return '$1';
  }
}

/** Whether there is something to choose from in the value of a field. */
function completesAgain({ shape, type }: FieldModel): boolean {
  if (!type) return false;
  if (type.kind === 'message') return wellKnown(type.type) === undefined || wellKnown(type.type)?.kind === 'any';
  return shape !== 'map' && (type.kind === 'enum' || type.scalar === 'bool');
}

/** An object with every field of a message; of oneofs the first member. */
export function skeleton(message: MessageModel): string {
  const oneofs = new Set<string>();
  const lines: string[] = [];
  for (const field of message.fields) {
    if (field.oneof !== undefined && oneofs.has(field.oneof)) continue;
    if (field.oneof !== undefined) oneofs.add(field.oneof);
    const value = fieldSnippet(field)
      .replace('$1', `$${lines.length + 1}`)
      .replace('${1:', `\${${lines.length + 1}:`);
    lines.push(`  ${escaped(JSON.stringify(field.jsonName))}: ${value}`);
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n}`;
}

/** Characters that snippets give a meaning. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
