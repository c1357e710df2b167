// The options of one file: which messages they are fields of, and what their names stand for.
import { Flag, forEachChild, Kind, kindOf, Node } from '../../syntax/tree.js';
import { FieldType, isField } from '../declarations.js';
import type { LinkContext } from '../link-context.js';
import { Found, foundKind, makeResolution, type Resolution, resolveName, Wanted } from '../resolve-name.js';
import {
  type EnumType,
  isExtensionField,
  type MessageType,
  type OptionField,
  type OptionTypes,
} from './option-types.js';

/** Why the name of an option, or a part of it, stands for nothing. */
export const enum NameFailure {
  none,
  /** Not known for another reason that is reported elsewhere. */
  silent,
  reserved,
  unknown,
  /** The first part of an extension's name was found, but not the rest in it: `Resolution.partial`. */
  partial,
  /** Found, but no extension of the message. */
  notOfMessage,
  /** A part before the last that is not a message. */
  notMessage,
  /** A part before the last that is repeated. */
  repeatedMessage,
}

/** What the name of one option stands for. Used again for the next one. */
export class OptionName {
  /** The fields that its parts name, as far as they are known. */
  readonly fields: OptionField[] = [];
  failure = NameFailure.none;
  /** Address of the part that failed. */
  part = -1;
  /** The message that the part that failed was looked up in. */
  message: MessageType | undefined;
  /** Address of the value, or -1 if there is none. */
  value = -1;
  readonly resolution: Resolution = makeResolution();

  /** The field that the option sets; undefined if its name failed. */
  get leaf(): OptionField | undefined {
    return this.failure === NameFailure.none ? this.fields[this.fields.length - 1] : undefined;
  }
}

export class OptionScope {
  readonly context: LinkContext;
  readonly types: OptionTypes;
  /** Whether an import is missing, so that what is not found may be there. */
  readonly isIncomplete: boolean;
  /** By the kind of the element; null where there is none. */
  readonly #messages: (MessageType | null | undefined)[] = new Array(kindCount);
  readonly #found = new ExtensionCache();
  readonly #reservedNames = new Map<MessageType, ReadonlySet<number>>();
  readonly #valuesByNumber = new Map<EnumType, Map<number, number>>();

  constructor(context: LinkContext) {
    this.context = context;
    this.types = context.snapshot.optionTypes;
    const { files } = context.snapshot;
    this.isIncomplete = context.file.imports.some((to) => to < 0 || !files[to]);
  }

  /** The message that the options of an element are fields of; undefined if no descriptor.proto declares it. */
  optionsMessage(element: number): MessageType | undefined {
    const kind = kindOf(this.context.nodes, element);
    const known = this.#messages[kind];
    if (known !== undefined) return known ?? undefined;
    const path = this.types.wellKnown.optionsMessage(kind);
    let message: MessageType | undefined;
    if (path !== 0) {
      const { context } = this;
      const file = context.declaringFile(path, context.reachable);
      // A file that imports descriptor.proto uses it with any option.
      if (file >= 0) context.used.add(file);
      if (file >= 0) message = this.types.messageAt(file, path);
      message ??= this.types.messageAt(context.snapshot.descriptorFile, path);
    }
    this.#messages[kind] = message ?? null;
    return message;
  }

  /** Resolves the name of an option into `name`. Returns whether it stands for a field. */
  resolve(option: number, name: OptionName): boolean {
    const { nodes } = this.context;
    const { wellKnown } = this.types;
    const end = nodes[option + Node.end];
    // Faster than setting the length, for the one or two there mostly are.
    while (name.fields.length > 0) name.fields.pop();
    name.failure = NameFailure.silent;
    name.value = -1;
    let message = this.optionsMessage(nodes[option + Node.parent]);
    let part = option + Node.size;
    for (;;) {
      if (part >= end || !message) return false;
      if (nodes[part] & Flag.broken) return false;
      const next = nodes[part + Node.end];
      const isLast = next >= end || kindOf(nodes, next) !== Kind.namePart;
      name.part = part;
      name.message = message;
      if (name.fields.length === 0 && nodes[part + Node.name] === wellKnown.uninterpretedOption) {
        name.failure = NameFailure.reserved;
        return false;
      }
      const field: OptionField | undefined =
        nodes[part] & Flag.extension
          ? this.#extension(nodes[option + Node.parent], message, name)
          : message.fields.get(nodes[part + Node.name]);
      if (!field) {
        if (!(nodes[part] & Flag.extension)) name.failure = NameFailure.unknown;
        return false;
      }
      if (field.type === 0) return false;
      name.fields.push(field);
      if (isLast) {
        if (next < end) name.value = next;
        name.failure = NameFailure.none;
        return true;
      }
      if (!field.isMessage || field.isRepeated) {
        name.failure = field.isMessage ? NameFailure.repeatedMessage : NameFailure.notMessage;
        return false;
      }
      message = field.message;
      part = next;
    }
  }

  /** The extension of a message that `[name]` in an aggregate stands for. */
  #extensionInAggregate(message: MessageType, name: number): OptionField | undefined {
    const { context, types } = this;
    const found = resolveName(context, context.paths.parent(message.path), name, Wanted.any, true, this.#resolution);
    if (found !== Found.symbol) return undefined;
    const { file, node, path } = this.#resolution;
    const { nodes } = context.snapshot.file(file).parsed;
    if (isField(foundKind(context, this.#resolution))) {
      return this.#isFieldOf(this.#resolution, message) ? types.field(file, node) : undefined;
    }
    if (!message.isMessageSet) return undefined;
    // An item of a message set may be called by its type, if that declares the extension.
    const foreign = types.messageAt(file, path);
    if (!foreign) return undefined;
    const end = nodes[node + Node.end];
    for (let child = node + Node.size; child < end; child += Node.size) {
      if (!isExtensionField(nodes, child) || nodes[nodes[child + Node.parent] + Node.parent] !== node) continue;
      const field = types.field(file, child);
      if (
        field.extendee === message &&
        field.type === FieldType.message &&
        !field.isRepeated &&
        !field.isRequired &&
        field.message === foreign
      )
        return field;
    }
    return undefined;
  }

  /** The field of a message that a field of an aggregate stands for. Type URLs of an Any stand for none. */
  aggregateField(message: MessageType, node: number): OptionField | undefined {
    const { nodes } = this.context;
    const name = nodes[node + Node.name];
    if (nodes[node] & Flag.extension) return this.#extensionInAggregate(message, name);
    // Groups go by the name of their message, too.
    return message.fields.get(name) ?? message.groups?.get(name);
  }

  /** Whether a message reserves a name: such a field of an aggregate is passed over. */
  isReservedName(message: MessageType, name: number): boolean {
    let reserved = this.#reservedNames.get(message);
    if (!reserved) {
      const { nodes } = this.context.snapshot.file(message.file).parsed;
      const found = new Set<number>();
      forEachChild(nodes, message.node, Kind.reserved, (statement) => {
        forEachChild(nodes, statement, Kind.reservedName, (child) => void found.add(nodes[child + Node.name]));
      });
      reserved = found;
      this.#reservedNames.set(message, reserved);
    }
    return reserved.has(name);
  }

  /** Address of the first value of an enum with a number, or -1. */
  enumValueByNumber(type: EnumType, number: number): number {
    let values = this.#valuesByNumber.get(type);
    if (!values) {
      const { nodes } = this.context.snapshot.file(type.file).parsed;
      values = new Map();
      for (const value of type.values.values()) {
        if (!values.has(nodes[value + Node.value])) values.set(nodes[value + Node.value], value);
      }
      this.#valuesByNumber.set(type, values);
    }
    return values.get(number) ?? -1;
  }

  /** The message that a type URL in an aggregate stands for. `import option` gives no types, here neither. */
  anyMessage(url: number): MessageType | undefined {
    const { context, types } = this;
    const text = context.names.text(url);
    const slash = text.indexOf('/');
    if (!anyPrefixes.has(text.slice(0, slash))) return undefined;
    const path = context.paths.findText(text.slice(slash + 1));
    if (path === 0) return undefined;
    const file = context.declaringFile(path, context.visible);
    if (file < 0) return undefined;
    context.used.add(file);
    return types.messageAt(file, path);
  }

  readonly #resolution = makeResolution();

  #extension(element: number, message: MessageType, name: OptionName): OptionField | undefined {
    const { context, types } = this;
    const { nodes } = context;
    const { resolution } = name;
    const scope = this.#lookUpScope(element);
    const written = nodes[name.part + Node.name];
    const known = this.#found.get(written, scope, message);
    if (known) return known;
    const found = resolveName(context, scope, written, Wanted.any, true, resolution);
    if (found === Found.symbol && isField(foundKind(context, resolution))) {
      const field = types.field(resolution.file, resolution.node);
      if (this.#isFieldOf(resolution, message)) {
        this.#found.set(written, scope, message, field);
        return field;
      }
      name.failure = field.isExtension && !field.extendee ? NameFailure.silent : NameFailure.notOfMessage;
      return undefined;
    }
    name.failure = this.isIncomplete
      ? NameFailure.silent
      : found === Found.partial
        ? NameFailure.partial
        : NameFailure.unknown;
    return undefined;
  }

  /** Whether a field that was found is an extension of a message or, as protoc allows, a field of its own. */
  #isFieldOf({ file, node, path }: Resolution, message: MessageType): boolean {
    const field = this.types.field(file, node);
    if (field.isExtension) return field.extendee === message;
    return this.types.messageAt(file, this.context.paths.parent(path)) === message;
  }

  /** Where the search for an extension starts: around the element, as for its types. */
  #lookUpScope(element: number): number {
    if (element === 0) return this.context.table.package;
    const scope = this.context.scopeOf(element);
    // Ranges have no name of their own: protoc takes that of their message for it.
    return kindOf(this.context.nodes, element) === Kind.extensions ? this.context.paths.parent(scope) : scope;
  }
}

const kindCount = 32;

const cacheSize = 16;

/** Extensions found last. Elements of one scope tend to have the same options. */
class ExtensionCache {
  readonly #entries: { name: number; scope: number; message: MessageType; field: OptionField }[] = [];

  get(name: number, scope: number, message: MessageType): OptionField | undefined {
    const entry = this.#entries[(name ^ scope) & (cacheSize - 1)];
    return entry?.name === name && entry.scope === scope && entry.message === message ? entry.field : undefined;
  }

  set(name: number, scope: number, message: MessageType, field: OptionField): void {
    this.#entries[(name ^ scope) & (cacheSize - 1)] = { name, scope, message, field };
  }
}

/** What may stand before the "/" of a type URL. */
const anyPrefixes: ReadonlySet<string> = new Set(['type.googleapis.com', 'type.googleprod.com']);
