// The messages, fields and enums that options are made of, read off the declarations of a snapshot and kept while it
// lives, so that an option name or a field of an aggregate costs one look-up in a map.
import type { Names } from '../../syntax/names.js';
import { Flag, forEachChild, Kind, kindOf, Node } from '../../syntax/tree.js';
import { FieldType, forEachField, isField, isOptionTrue, scalarType } from '../declarations.js';
import { type FileTable, findSymbol, scopeInside } from '../file-table.js';
import type { Paths } from '../paths.js';
import type { SchemaSnapshot } from '../schema.js';
import { type FieldAnnotations, readFieldAnnotations } from './field-annotations.js';
import { isDelimited, isImplicit, isPacked, isRequired } from './field-encoding.js';
import { OptionNames } from './option-names.js';

/** A message that options are written in. */
export interface MessageType {
  readonly file: number;
  /** Address of the message, group message, or, for the entries of a map, the map field. */
  readonly node: number;
  readonly path: number;
  /** By Names id. */
  readonly fields: ReadonlyMap<number, OptionField>;
  /** Groups by the names of their messages, which the text format calls them by. */
  readonly groups: ReadonlyMap<number, OptionField> | undefined;
  readonly required: readonly OptionField[];
  readonly isAny: boolean;
  readonly isMapEntry: boolean;
  readonly isMessageSet: boolean;
}

export interface EnumType {
  readonly file: number;
  readonly node: number;
  readonly path: number;
  /** Address of the first value of each name, by Names id. */
  readonly values: ReadonlyMap<number, number>;
}

/** A field that an option sets: of an options message, an extension of one, or of a message in them. */
export class OptionField {
  readonly types: OptionTypes;
  /** Counts the fields of the snapshot from 0. */
  readonly index: number;
  readonly file: number;
  /** Address of the field, or of the map field of whose entries it is the key or value. */
  readonly node: number;
  readonly name: number;
  readonly number: number;
  /** 0 if the type is not defined. */
  readonly type: FieldType | 0;
  readonly isRepeated: boolean;
  readonly isRequired: boolean;
  readonly isExtension: boolean;
  /** Address of the oneof it is in, or -1. */
  readonly oneof: number;
  /** Where the type of the field is declared, if it is no scalar; file -1 otherwise. */
  readonly typeFile: number;
  readonly typePath: number;
  #message: MessageType | undefined;
  #extendee: MessageType | undefined;
  #enum: EnumType | undefined;
  #annotations: FieldAnnotations | undefined;
  #encoding = -1;

  constructor(types: OptionTypes, index: number, file: number, node: number, entryPart: EntryPart) {
    const { snapshot } = types;
    const { nodes } = snapshot.file(file).parsed;
    const head = nodes[node];
    const kind = head & Flag.kind;
    this.types = types;
    this.index = index;
    this.file = file;
    this.node = node;
    this.isExtension = (head & Flag.extension) !== 0 && entryPart === EntryPart.none;
    this.isRequired = entryPart === EntryPart.none && isRequired(snapshot.table(file), node);
    this.oneof = head & Flag.inOneof ? nodes[node + Node.parent] : -1;
    let typeFile = -1;
    let typePath = 0;
    if (entryPart === EntryPart.none && kind === Kind.mapField) {
      this.name = nodes[node + Node.name];
      this.number = nodes[node + Node.value];
      this.isRepeated = true;
      this.type = FieldType.message;
      typeFile = file;
      typePath = types.mapEntryPath(file, node);
    } else if (kind === Kind.group) {
      this.name = types.lowerCased(nodes[node + Node.name]);
      this.number = nodes[node + Node.value];
      this.isRepeated = (head & Flag.repeated) !== 0;
      this.type = FieldType.group;
      typeFile = file;
      typePath = types.paths.find(types.scopeOf(file, node), nodes[node + Node.name]);
    } else {
      this.name =
        entryPart === EntryPart.none
          ? nodes[node + Node.name]
          : entryPart === EntryPart.key
            ? types.wellKnown.key
            : types.wellKnown.value;
      this.number = entryPart === EntryPart.none ? nodes[node + Node.value] : entryPart;
      this.isRepeated = entryPart === EntryPart.none && (head & Flag.repeated) !== 0;
      const typeRef = nthTypeRef(nodes, node, entryPart === EntryPart.value ? 1 : 0);
      let type: FieldType | 0 = 0;
      if (typeRef >= 0 && nodes[typeRef] & Flag.scalar) type = scalarType(nodes[typeRef + Node.name]);
      else if (typeRef >= 0) {
        const refs = snapshot.refs(file);
        const ref = nodes[typeRef + Node.value] * 2;
        typeFile = refs[ref];
        typePath = refs[ref + 1];
        if (typeFile >= 0) {
          const isEnum = types.kindAt(typeFile, typePath) === Kind.enum;
          type = isEnum ? FieldType.enum : FieldType.message;
          if (!isEnum && entryPart === EntryPart.none && isDelimited(snapshot.table(file), node))
            type = FieldType.group;
        }
      }
      this.type = type;
    }
    this.typeFile = typeFile;
    this.typePath = typePath;
  }

  /** Whether it holds a message, be it encoded with a length or as a group. */
  get isMessage(): boolean {
    return this.type === FieldType.message || this.type === FieldType.group;
  }

  get message(): MessageType | undefined {
    if (!this.isMessage) return undefined;
    return (this.#message ??= this.types.messageAt(this.typeFile, this.typePath));
  }

  get enumType(): EnumType | undefined {
    if (this.type !== FieldType.enum) return undefined;
    return (this.#enum ??= this.types.enumAt(this.typeFile, this.typePath));
  }

  /** The message that an extension extends; undefined if that is not defined. */
  get extendee(): MessageType | undefined {
    return (this.#extendee ??= this.#findExtendee());
  }

  #findExtendee(): MessageType | undefined {
    const { nodes } = this.types.snapshot.file(this.file).parsed;
    const typeRef = nthTypeRef(nodes, nodes[this.node + Node.parent], 0);
    if (typeRef < 0) return undefined;
    const refs = this.types.snapshot.refs(this.file);
    const ref = nodes[typeRef + Node.value] * 2;
    return refs[ref] < 0 ? undefined : this.types.messageAt(refs[ref], refs[ref + 1]);
  }

  /** Where it may be set, since which edition, and what is kept of it. */
  get annotations(): FieldAnnotations {
    return (this.#annotations ??= readFieldAnnotations(
      this.types.snapshot.file(this.file).parsed.nodes,
      this.node,
      this.types.wellKnown,
    ));
  }

  /** Repeated, and encoded in one piece. */
  get isPacked(): boolean {
    return (this.#encodingBits() & 1) !== 0;
  }

  /** Without presence: its default value is as good as not set. */
  get isImplicit(): boolean {
    return (this.#encodingBits() & 2) !== 0;
  }

  /** The full name, for messages. */
  get fullName(): string {
    const { names } = this.types;
    const scope = this.types.paths.text(this.types.scopeOf(this.file, this.node));
    return scope === '' ? names.text(this.name) : `${scope}.${names.text(this.name)}`;
  }

  #encodingBits(): number {
    if (this.#encoding < 0) {
      const table = this.types.snapshot.table(this.file);
      const isEntryPart = kindOf(table.parsed.nodes, this.node) === Kind.mapField;
      const packable =
        this.isRepeated &&
        !this.isMessage &&
        this.type !== 0 &&
        this.type !== FieldType.string &&
        this.type !== FieldType.bytes;
      const implicit = !isEntryPart && !this.isRepeated && !this.isMessage && this.oneof < 0 && !this.isExtension;
      this.#encoding =
        (packable && isPacked(table, this.node) ? 1 : 0) | (implicit && isImplicit(table, this.node) ? 2 : 0);
    }
    return this.#encoding;
  }
}

const enum EntryPart {
  none = 0,
  key = 1,
  value = 2,
}

/** One per snapshot. */
export class OptionTypes {
  readonly snapshot: SchemaSnapshot;
  readonly wellKnown: OptionNames;
  /** By file, then by address. */
  readonly #fields: (Map<number, OptionField> | undefined)[] = [];
  readonly #messages: (Map<number, MessageType> | undefined)[] = [];
  readonly #enums: (Map<number, EnumType> | undefined)[] = [];
  #fieldCount = 0;

  constructor(snapshot: SchemaSnapshot) {
    this.snapshot = snapshot;
    this.wellKnown = new OptionNames(snapshot.schema.paths);
  }

  get names(): Names {
    return this.snapshot.schema.names;
  }

  get paths(): Paths {
    return this.snapshot.schema.paths;
  }

  /** The field, map field or group at an address. */
  field(file: number, node: number): OptionField {
    const fields = (this.#fields[file] ??= new Map<number, OptionField>());
    let field = fields.get(node);
    if (!field) {
      field = new OptionField(this, this.#fieldCount++, file, node, EntryPart.none);
      fields.set(node, field);
    }
    return field;
  }

  /** The message that a file declares under a path; undefined if there is none. */
  messageAt(file: number, path: number): MessageType | undefined {
    const table = this.snapshot.table(file);
    const index = findSymbol(table, path);
    return index < 0 ? undefined : this.#message(file, table, table.nodes[index], path);
  }

  enumAt(file: number, path: number): EnumType | undefined {
    const table = this.snapshot.table(file);
    const index = findSymbol(table, path);
    if (index < 0) return undefined;
    const node = table.nodes[index];
    const enums = (this.#enums[file] ??= new Map<number, EnumType>());
    let type = enums.get(node);
    if (!type) {
      const { nodes } = table.parsed;
      const values = new Map<number, number>();
      forEachChild(nodes, node, Kind.enumValue, (value) => {
        if (!values.has(nodes[value + Node.name])) values.set(nodes[value + Node.name], value);
      });
      type = { file, node, path, values };
      enums.set(node, type);
    }
    return type;
  }

  /** The kind of declaration under a path in a file. */
  kindAt(file: number, path: number): Kind {
    const table = this.snapshot.table(file);
    const index = findSymbol(table, path);
    return index < 0 ? Kind.file : kindOf(table.parsed.nodes, table.nodes[index]);
  }

  scopeOf(file: number, node: number): number {
    const table = this.snapshot.table(file);
    return scopeInside(table, table.parsed.nodes[node + Node.parent]);
  }

  /** The path of the message of a map field's entries. */
  mapEntryPath(file: number, node: number): number {
    const table = this.snapshot.table(file);
    const at = table.nodes.indexOf(node);
    return at >= 0 && table.nodes[at + 1] === node ? table.paths[at + 1] : 0;
  }

  lowerCased(name: number): number {
    return this.names.internText(this.names.text(name).toLowerCase());
  }

  #message(file: number, table: FileTable, node: number, path: number): MessageType | undefined {
    const messages = (this.#messages[file] ??= new Map<number, MessageType>());
    let type = messages.get(node);
    if (!type) {
      type = this.#makeMessage(file, table, node, path);
      if (type) messages.set(node, type);
    }
    return type;
  }

  #makeMessage(file: number, table: FileTable, node: number, path: number): MessageType | undefined {
    const { nodes } = table.parsed;
    const kind = kindOf(nodes, node);
    const fields = new Map<number, OptionField>();
    let groups: Map<number, OptionField> | undefined;
    const required: OptionField[] = [];
    if (kind === Kind.mapField) {
      for (const part of [EntryPart.key, EntryPart.value]) {
        const field = new OptionField(this, this.#fieldCount++, file, node, part);
        fields.set(field.name, field);
      }
    } else if (kind === Kind.message || kind === Kind.groupMessage) {
      forEachField(nodes, node, (child) => {
        if (nodes[child + Node.name] === 0) return;
        const field = this.field(file, child);
        if (!fields.has(field.name)) fields.set(field.name, field);
        if (field.isRequired) required.push(field);
        if (field.type === FieldType.group) {
          groups ??= new Map();
          groups.set(this.paths.simpleName(field.typePath), field);
        }
      });
    } else return undefined;
    return {
      file,
      node,
      path,
      fields,
      groups,
      required,
      isAny: path === this.wellKnown.any,
      isMapEntry: kind === Kind.mapField,
      isMessageSet: isOptionTrue(nodes, node, this.wellKnown.messageSetWireFormat),
    };
  }
}

/** The first or second TypeRef below a node, or -1. */
export function nthTypeRef(nodes: Int32Array, node: number, nth: number): number {
  const end = nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    if (kindOf(nodes, child) === Kind.typeRef && nth-- === 0) return child;
  }
  return -1;
}

/** Whether a declaration is an extension field. */
export function isExtensionField(nodes: Int32Array, node: number): boolean {
  return isField(kindOf(nodes, node)) && (nodes[node] & Flag.extension) !== 0;
}
