// Declarations as .proto source that a person can read and a compiler can take: from descriptors, with comments and
// options where the source has them.
import type {
  DescEnum,
  DescExtension,
  DescField,
  DescFile,
  DescMessage,
  DescMethod,
  DescOneof,
  DescService,
  Message,
  Registry,
} from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { toText } from '@bufbuild/protobuf/txtpb';
import {
  type DescriptorProto_ExtensionRange,
  type DescriptorProto_ReservedRange,
  Edition,
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
  ServiceOptionsSchema,
} from '@bufbuild/protobuf/wkt';
import { type CommentIndex, commentsOf, type DescriptorPath } from './comments.js';
import type { NamedDesc } from './descriptor-pool.js';

const maxFieldNumber = 536_870_911;
const maxEnumNumber = 2_147_483_647;

/** The declaration of a message, enum, service or extension; ends with a line feed. */
export function printDeclaration(desc: NamedDesc, registry: Registry): string {
  const printer = new Printer(desc.file, registry);
  const path = pathOf(desc);
  switch (desc.kind) {
    case 'message':
      printer.message(desc, path);
      break;
    case 'enum':
      printer.enum(desc, path);
      break;
    case 'service':
      printer.service(desc, path);
      break;
    case 'extension':
      printer.extensions(desc.extendee, [desc], [path]);
      break;
  }
  return printer.text();
}

/** The declaration of one method. */
export function printMethod(desc: DescMethod, registry: Registry): string {
  const printer = new Printer(desc.parent.file, registry);
  printer.method(desc, [...pathOf(desc.parent), 2, desc.parent.methods.indexOf(desc)]);
  return printer.text();
}

/** Field numbers of descriptor.proto, which source info is keyed by. */
function pathOf(desc: NamedDesc): DescriptorPath {
  const outer = 'parent' in desc ? desc.parent : undefined;
  switch (desc.kind) {
    case 'message':
      return outer
        ? [...pathOf(outer), 3, outer.proto.nestedType.indexOf(desc.proto)]
        : [4, desc.file.proto.messageType.indexOf(desc.proto)];
    case 'enum':
      return outer
        ? [...pathOf(outer), 4, outer.proto.enumType.indexOf(desc.proto)]
        : [5, desc.file.proto.enumType.indexOf(desc.proto)];
    case 'service':
      return [6, desc.file.proto.service.indexOf(desc.proto)];
    case 'extension':
      return outer
        ? [...pathOf(outer), 6, outer.proto.extension.indexOf(desc.proto)]
        : [7, desc.file.proto.extension.indexOf(desc.proto)];
  }
}

class Printer {
  readonly #lines: string[] = [];
  readonly #comments: CommentIndex;
  readonly #file: DescFile;
  readonly #registry: Registry;
  #depth = 0;

  constructor(file: DescFile, registry: Registry) {
    this.#file = file;
    this.#registry = registry;
    this.#comments = commentsOf(file);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  service(desc: DescService, path: DescriptorPath): void {
    this.#block(`service ${desc.name}`, path, () => {
      this.#optionStatements(ServiceOptionsSchema, desc.proto.options);
      desc.methods.forEach((method, index) => {
        this.method(method, [...path, 2, index]);
      });
    });
  }

  method(desc: DescMethod, path: DescriptorPath): void {
    const { clientStreaming, serverStreaming } = desc.proto;
    const input = `${clientStreaming ? 'stream ' : ''}${this.#typeName(desc.input.typeName)}`;
    const output = `${serverStreaming ? 'stream ' : ''}${this.#typeName(desc.output.typeName)}`;
    const head = `rpc ${desc.name}(${input}) returns (${output})`;
    const options = this.#options(MethodOptionsSchema, desc.proto.options);
    if (options.length === 0) {
      this.#commented(path, () => this.#line(`${head};`));
      return;
    }
    this.#block(head, path, () => {
      for (const option of options) this.#line(`option ${option};`);
    });
  }

  message(desc: DescMessage, path: DescriptorPath): void {
    this.#block(`message ${desc.name}`, path, () => this.#messageBody(desc, path));
  }

  #messageBody(desc: DescMessage, path: DescriptorPath): void {
    this.#optionStatements(MessageOptionsSchema, desc.proto.options);
    for (const nested of desc.nestedEnums) this.enum(nested, pathOf(nested));
    for (const nested of desc.nestedMessages) {
      // Maps print their entries, and groups print themselves, where the field is.
      if (!isGroupOf(desc, nested)) this.message(nested, pathOf(nested));
    }
    for (const member of desc.members) {
      if (member.kind === 'oneof') this.#oneof(member, path);
      else this.#field(member, path);
    }
    this.#ranges('extensions', desc.proto.extensionRange, maxFieldNumber);
    this.#reserved(desc.proto.reservedRange, desc.proto.reservedName, maxFieldNumber);
    const byExtendee = new Map<DescMessage, DescExtension[]>();
    for (const extension of desc.nestedExtensions) {
      byExtendee.set(extension.extendee, [...(byExtendee.get(extension.extendee) ?? []), extension]);
    }
    for (const [extendee, extensions] of byExtendee) this.extensions(extendee, extensions, extensions.map(pathOf));
  }

  extensions(extendee: DescMessage, extensions: readonly DescExtension[], paths: readonly DescriptorPath[]): void {
    this.#block(`extend ${this.#typeName(extendee.typeName)}`, undefined, () => {
      extensions.forEach((extension, index) => {
        this.#fieldLine(extension, paths[index]);
      });
    });
  }

  #oneof(desc: DescOneof, messagePath: DescriptorPath): void {
    const index = desc.parent.proto.oneofDecl.indexOf(desc.proto);
    this.#block(`oneof ${desc.name}`, [...messagePath, 8, index], () => {
      this.#optionStatements(OneofOptionsSchema, desc.proto.options);
      for (const field of desc.fields) this.#field(field, messagePath);
    });
  }

  #field(desc: DescField, messagePath: DescriptorPath): void {
    this.#fieldLine(desc, [...messagePath, 2, desc.parent.proto.field.indexOf(desc.proto)]);
  }

  #fieldLine(desc: DescField | DescExtension, path: DescriptorPath): void {
    const { proto } = desc;
    const isGroup = proto.type === FieldDescriptorProto_Type.GROUP && desc.message !== undefined && !this.#isEditions();
    const options = this.#fieldOptions(desc);
    const brackets = options.length > 0 ? ` [${options.join(', ')}]` : '';
    const label = this.#label(desc);
    if (isGroup && desc.message) {
      const group = desc.message;
      this.#block(`${label}group ${group.name} = ${desc.number}${brackets}`, path, () => {
        this.#messageBody(group, pathOf(group));
      });
      return;
    }
    this.#commented(path, () =>
      this.#line(`${label}${this.#fieldType(desc)} ${proto.name} = ${desc.number}${brackets};`),
    );
  }

  #label(desc: DescField | DescExtension): string {
    const { proto } = desc;
    if (desc.fieldKind === 'map') return '';
    if (proto.label === FieldDescriptorProto_Label.REPEATED) return 'repeated ';
    if (this.#isEditions()) return '';
    if (proto.label === FieldDescriptorProto_Label.REQUIRED) return 'required ';
    if (this.#file.edition === Edition.EDITION_PROTO3) return proto.proto3Optional ? 'optional ' : '';
    return desc.kind === 'field' && desc.oneof ? '' : 'optional ';
  }

  #fieldType(desc: DescField | DescExtension): string {
    if (desc.fieldKind === 'map') return `map<${scalarName(desc.mapKey)}, ${this.#valueType(desc)}>`;
    return this.#valueType(desc);
  }

  #valueType(desc: DescField | DescExtension): string {
    if (desc.message) return this.#typeName(desc.message.typeName);
    if (desc.enum) return this.#typeName(desc.enum.typeName);
    return desc.scalar === undefined ? 'bytes' : scalarName(desc.scalar);
  }

  #fieldOptions(desc: DescField | DescExtension): string[] {
    const { proto } = desc;
    const found: string[] = [];
    if (proto.defaultValue !== '') found.push(`default = ${defaultValue(desc)}`);
    if (proto.jsonName !== '' && proto.jsonName !== camelCase(proto.name) && desc.kind === 'field') {
      found.push(`json_name = ${JSON.stringify(proto.jsonName)}`);
    }
    return [...found, ...this.#options(FieldOptionsSchema, proto.options)];
  }

  enum(desc: DescEnum, path: DescriptorPath): void {
    this.#block(`enum ${desc.name}`, path, () => {
      this.#optionStatements(EnumOptionsSchema, desc.proto.options);
      desc.values.forEach((value, index) => {
        const options = this.#options(EnumValueOptionsSchema, value.proto.options);
        const brackets = options.length > 0 ? ` [${options.join(', ')}]` : '';
        this.#commented([...path, 2, index], () => this.#line(`${value.name} = ${value.number}${brackets};`));
      });
      // Ranges of enums include their end.
      const ranges = desc.proto.reservedRange.map(({ start, end }) => ({ start, end: end + 1 }));
      this.#reserved(ranges, desc.proto.reservedName, maxEnumNumber);
    });
  }

  #reserved(
    ranges: readonly Pick<DescriptorProto_ReservedRange, 'start' | 'end'>[],
    names: readonly string[],
    max: number,
  ): void {
    this.#ranges('reserved', ranges, max);
    if (names.length === 0) return;
    const written = this.#isEditions() ? names : names.map((name) => JSON.stringify(name));
    this.#line(`reserved ${written.join(', ')};`);
  }

  #ranges(
    keyword: string,
    ranges: readonly Pick<DescriptorProto_ExtensionRange, 'start' | 'end'>[],
    max: number,
  ): void {
    if (ranges.length === 0) return;
    const written = ranges.map(({ start, end }) => {
      const last = end - 1;
      if (start === last) return `${start}`;
      return `${start} to ${last >= max ? 'max' : last}`;
    });
    this.#line(`${keyword} ${written.join(', ')};`);
  }

  #optionStatements(schema: DescMessage, options: Message | undefined): void {
    for (const option of this.#options(schema, options)) this.#line(`option ${option};`);
  }

  /** `name = value` for each option that is set. */
  #options(schema: DescMessage, options: Message | undefined): string[] {
    if (!options) return [];
    const text = toText(schema, options, { registry: this.#registry });
    const found: string[] = [];
    for (const line of text.split('\n')) {
      if (/^\S/.test(line) && !/^[}\]>]/.test(line)) found.push(line);
      else if (line !== '') found[found.length - 1] += ` ${line.trim()}`;
    }
    return found
      .filter((line) => !line.startsWith('map_entry'))
      .map((line) => line.replace(/^\[([^\]]+)\]/, '($1)').replace(/^(\([^)]+\)|\w+)\s*:?\s*/, '$1 = '));
  }

  #block(head: string, path: DescriptorPath | undefined, body: () => void): void {
    this.#commented(path, () => {
      const before = this.#lines.length;
      this.#line(`${head} {`);
      this.#depth++;
      body();
      this.#depth--;
      if (this.#lines.length === before + 1) this.#lines[before] += '}';
      else this.#line('}');
    });
  }

  #commented(path: DescriptorPath | undefined, print: () => void): void {
    const comment = path && this.#comments.get(path);
    for (const line of comment?.leading ?? []) this.#line(`//${line}`.trimEnd());
    print();
    if (comment?.trailing.length === 1) this.#lines[this.#lines.length - 1] += ` //${comment.trailing[0]}`;
    else for (const line of comment?.trailing ?? []) this.#line(`//${line}`.trimEnd());
  }

  #line(text: string): void {
    this.#lines.push(text === '' ? '' : `${'  '.repeat(this.#depth)}${text}`);
  }

  /** Without the package where the file has the same. */
  #typeName(fullName: string): string {
    const own = this.#file.proto.package;
    return own !== '' && fullName.startsWith(`${own}.`) ? fullName.slice(own.length + 1) : fullName;
  }

  #isEditions(): boolean {
    return this.#file.edition !== Edition.EDITION_PROTO2 && this.#file.edition !== Edition.EDITION_PROTO3;
  }
}

function isGroupOf(outer: DescMessage, nested: DescMessage): boolean {
  const { edition } = outer.file;
  if (edition !== Edition.EDITION_PROTO2) return false;
  const typeName = `.${nested.typeName}`;
  const fields = [...outer.proto.field, ...outer.proto.extension];
  return fields.some(({ type, typeName: name }) => type === FieldDescriptorProto_Type.GROUP && name === typeName);
}

function scalarName(scalar: ScalarType): string {
  return ScalarType[scalar].toLowerCase();
}

/** As protoc derives json_name. */
function camelCase(name: string): string {
  return name.replace(/_+(.?)/g, (_, next: string) => next.toUpperCase());
}

function defaultValue({ proto, scalar }: DescField | DescExtension): string {
  if (scalar === ScalarType.STRING) return JSON.stringify(proto.defaultValue);
  // Bytes are escaped already.
  if (scalar === ScalarType.BYTES) return `"${proto.defaultValue}"`;
  return proto.defaultValue;
}
