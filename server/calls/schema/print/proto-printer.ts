// Writes descriptors as .proto source that compiles to the same descriptors.
import { type DescMessage, isFieldSet, type Message, type Registry } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type DescriptorProto_ExtensionRange,
  Edition,
  type EnumDescriptorProto,
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  ExtensionRangeOptionsSchema,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileOptionsSchema,
  MessageOptionsSchema,
  type MethodDescriptorProto,
  MethodOptionsSchema,
  OneofOptionsSchema,
  type ServiceDescriptorProto,
  ServiceOptionsSchema,
  SymbolVisibility,
} from '@bufbuild/protobuf/wkt';
import { type Item, inOrder, makesMessage } from './declaration-order.js';
import { stringLiteral } from './literals.js';
import { optionTexts } from './option-texts.js';
import { type Comment, contains, type DescriptorPath, type SourcePlaces, sourcePlaces } from './source-places.js';
import { SourceWriter } from './source-writer.js';
import { join, type TypeNames } from './type-names.js';

const maxFieldNumber = 536_870_911;
const maxEnumNumber = 2_147_483_647;
/** Longer lists of options take a line each. */
const maxLineLength = 120;

/** Field numbers of google/protobuf/descriptor.proto, which paths of source info are made of. */
const inFile = { package: 2, dependency: 3, message: 4, enum: 5, service: 6, extension: 7, syntax: 12, edition: 14 };
const inMessage = {
  field: 2,
  nested: 3,
  enum: 4,
  extensionRange: 5,
  extension: 6,
  oneof: 8,
  reservedRange: 9,
  reservedName: 10,
};
const inEnum = { value: 2, reservedRange: 4, reservedName: 5 };
const inService = { method: 2 };

interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** What can be looked at of elements that a message and a file both have. */
interface Container {
  /** Full name; of a file its package. */
  readonly scope: string;
  readonly path: DescriptorPath;
  readonly nested: readonly DescriptorProto[];
  readonly nestedNumber: number;
  readonly extension: readonly FieldDescriptorProto[];
  readonly extensionNumber: number;
}

export class ProtoPrinter {
  readonly #out = new SourceWriter();
  readonly #file: FileDescriptorProto;
  readonly #places: SourcePlaces;
  readonly #registry: Registry;
  readonly #names: TypeNames;

  /** `registry` knows the custom options. */
  constructor(file: FileDescriptorProto, registry: Registry, names: TypeNames) {
    this.#file = file;
    this.#places = sourcePlaces(file);
    this.#registry = registry;
    this.#names = names;
  }

  text(): string {
    return this.#out.text();
  }

  file(): void {
    const file = this.#file;
    const out = this.#out;
    const syntax = this.#comment([inFile.syntax]) ?? this.#comment([inFile.edition]);
    out.statement(`${this.#syntaxStatement()};`, syntax);
    if (file.package !== '') {
      out.separate();
      out.statement(`package ${file.package};`, this.#comment([inFile.package]));
    }
    this.#imports();
    const options = this.#options(FileOptionsSchema, file.options, file.package);
    if (options.length > 0) out.separate();
    for (const option of options) out.statement(option.startsWith('//') ? option : `option ${option};`);
    const container: Container = {
      scope: file.package,
      path: [],
      nested: file.messageType,
      nestedNumber: inFile.message,
      extension: file.extension,
      extensionNumber: inFile.extension,
    };
    const items = this.#members(container, {
      before: file.service.map((service, i) =>
        this.#item([inFile.service, i], () => this.service(service, [inFile.service, i])),
      ),
      fields: [],
      fieldOf: () => undefined,
      after: file.enumType.map((each, i) =>
        this.#item([inFile.enum, i], () => this.enum(each, [inFile.enum, i], file.package)),
      ),
    });
    for (const item of items) {
      out.separate();
      item.print();
    }
  }

  #syntaxStatement(): string {
    const { syntax, edition } = this.#file;
    if (syntax !== 'editions') return `syntax = "${syntax || 'proto2'}"`;
    return `edition = "${Edition[edition].replace(/^EDITION_/, '').toLowerCase()}"`;
  }

  #imports(): void {
    const { dependency, publicDependency, weakDependency, optionDependency } = this.#file;
    const imports = dependency.map((name, i) => {
      const kind = publicDependency.includes(i) ? 'public ' : weakDependency.includes(i) ? 'weak ' : '';
      return { text: `import ${kind}${stringLiteral(name)};`, comment: this.#comment([inFile.dependency, i]) };
    });
    const ofOptions = optionDependency.map((name) => ({
      text: `import option ${stringLiteral(name)};`,
      comment: undefined,
    }));
    if (imports.length + ofOptions.length > 0) this.#out.separate();
    for (const { text, comment } of [...imports, ...ofOptions]) this.#out.statement(text, comment);
  }

  service(service: ServiceDescriptorProto, path: DescriptorPath): void {
    const scope = join(this.#file.package, service.name);
    this.#out.block(`service ${service.name}`, this.#comment(path), () => {
      this.#optionStatements(ServiceOptionsSchema, service.options, scope);
      service.method.forEach((method, i) => {
        this.method(method, [...path, inService.method, i], scope);
      });
    });
  }

  /** `scope` is the full name of the service. */
  method(method: MethodDescriptorProto, path: DescriptorPath, scope: string): void {
    const type = (name: string, isStream: boolean) =>
      `${isStream ? 'stream ' : ''}${this.#type(name, scope, 'anything')}`;
    const input = type(method.inputType, method.clientStreaming);
    const output = type(method.outputType, method.serverStreaming);
    const head = `rpc ${method.name}(${input}) returns (${output})`;
    const comment = this.#comment(path);
    // Without options, but with a place for them, is `{}` in the source.
    if (method.options === undefined) this.#out.statement(`${head};`, comment);
    else this.#out.block(head, comment, () => this.#optionStatements(MethodOptionsSchema, method.options, scope));
  }

  /** `outer` is the full name of what the message stands in. */
  message(message: DescriptorProto, path: DescriptorPath, outer: string): void {
    this.#out.block(`${visibility(message)}message ${message.name}`, this.#comment(path), () =>
      this.#messageBody(message, path, join(outer, message.name)),
    );
  }

  #messageBody(message: DescriptorProto, path: DescriptorPath, scope: string): void {
    this.#optionStatements(MessageOptionsSchema, message.options, scope);
    const container: Container = {
      scope,
      path,
      nested: message.nestedType,
      nestedNumber: inMessage.nested,
      extension: message.extension,
      extensionNumber: inMessage.extension,
    };
    const fields = this.#fieldItems(message, container);
    const items = this.#members(container, {
      before: message.enumType.map((each, i) => {
        const at = [...path, inMessage.enum, i];
        return this.#item(at, () => this.enum(each, at, scope));
      }),
      fields: [...new Set(fields)],
      fieldOf: (nested) => fields[message.field.findIndex((field) => this.#makes(field, nested, scope))],
      after: [
        ...this.#statements([...path, inMessage.extensionRange], message.extensionRange, sameOptions, (ranges) =>
          this.#extensionRanges(ranges, scope),
        ),
        ...this.#reserved(
          message.reservedRange,
          [...path, inMessage.reservedRange],
          message.reservedName,
          [...path, inMessage.reservedName],
          maxFieldNumber,
        ),
      ],
    });
    for (const item of items) item.print();
  }

  /** The item of each field; those of a oneof share one. */
  #fieldItems(message: DescriptorProto, container: Container): Item[] {
    const { path, scope } = container;
    const oneofs = new Map<number, Item>();
    return message.field.map((field, i) => {
      const at = [...path, inMessage.field, i];
      const isMember = isFieldSet(field, FieldDescriptorProtoSchema.field.oneofIndex) && !field.proto3Optional;
      if (!isMember) return this.#item(at, () => this.#field(field, at, container, false));
      const index = field.oneofIndex;
      const known = oneofs.get(index);
      if (known) return known;
      const oneofPath = [...path, inMessage.oneof, index];
      const item = this.#item(oneofPath, () => {
        const oneof = message.oneofDecl[index];
        this.#out.block(`oneof ${oneof?.name}`, this.#comment(oneofPath), () => {
          this.#optionStatements(OneofOptionsSchema, oneof?.options, scope);
          message.field.forEach((each, k) => {
            const isIn = isFieldSet(each, FieldDescriptorProtoSchema.field.oneofIndex) && each.oneofIndex === index;
            if (isIn) this.#field(each, [...path, inMessage.field, k], container, true);
          });
        });
      });
      oneofs.set(index, item);
      return item;
    });
  }

  #members(
    container: Container,
    own: {
      readonly before: readonly Item[];
      readonly fields: readonly Item[];
      readonly fieldOf: (nested: DescriptorProto) => Item | undefined;
      readonly after: readonly Item[];
    },
  ): Item[] {
    const { scope, path, nested, nestedNumber, extension, extensionNumber } = container;
    const extensionPath = [...path, extensionNumber];
    const extensions = this.#statements(extensionPath, extension, sameExtendee, (group, comment) =>
      this.#extend(group, extensionPath, container, comment),
    );
    return inOrder({
      ...own,
      nested: nested.map((message, i) => {
        const at = [...path, nestedNumber, i];
        const field = own.fieldOf(message);
        if (field) return { item: field, madeBy: 'field' };
        const group = extensions.find(({ elements }) => elements.some((each) => this.#makes(each, message, scope)));
        if (group) return { item: group, madeBy: 'extension' };
        return { item: this.#item(at, () => this.message(message, at, scope)), madeBy: 'itself' };
      }),
      extensions,
    });
  }

  #makes(field: FieldDescriptorProto, message: DescriptorProto, scope: string): boolean {
    return makesMessage(field, message, join(scope, message.name), this.#hasGroups());
  }

  /**
   * The statements that a list of elements is written in: as the source info has them, else elements that follow each
   * other and that `belong` together.
   */
  #statements<Element extends Message>(
    path: DescriptorPath,
    list: readonly Element[],
    belong: (a: Element, b: Element) => boolean,
    print: (elements: readonly Element[], comment: Comment | undefined) => void,
  ): (Item & { readonly elements: readonly Element[] })[] {
    const statements = this.#places.all(path);
    const groups: { elements: Element[]; place: Item['place']; comment: Comment | undefined }[] = [];
    list.forEach((element, i) => {
      const own = this.#places.get([...path, i]);
      const statement = own && statements.find(({ place }) => contains(place, own.place));
      const place = statement?.place ?? own?.place;
      const last = groups.at(-1);
      const isSame = statement ? last?.place === statement.place : !own;
      if (last && isSame && belong(last.elements[0], element)) last.elements.push(element);
      else groups.push({ elements: [element], place, comment: isSame ? undefined : statement?.comment });
    });
    return groups.map(({ elements, place, comment }) => ({ elements, place, print: () => print(elements, comment) }));
  }

  #extend(
    group: readonly FieldDescriptorProto[],
    path: DescriptorPath,
    container: Container,
    comment: Comment | undefined,
  ): void {
    const extendee = this.#type(group[0].extendee, container.scope, 'anything');
    this.#out.block(`extend ${extendee}`, comment, () => {
      for (const extension of group) {
        this.#field(extension, [...path, container.extension.indexOf(extension)], container, false);
      }
    });
  }

  /** One extension in a block of its own. */
  extension(
    extension: FieldDescriptorProto,
    path: DescriptorPath,
    outer: string,
    siblings: readonly DescriptorProto[],
  ) {
    const container: Container = {
      scope: outer,
      path: path.slice(0, -2),
      nested: siblings,
      nestedNumber: path.length > 2 ? inMessage.nested : inFile.message,
      extension: [extension],
      extensionNumber: path.at(-2) ?? 0,
    };
    this.#out.block(`extend ${this.#type(extension.extendee, outer, 'anything')}`, undefined, () => {
      this.#field(extension, path, container, false);
    });
  }

  #field(field: FieldDescriptorProto, path: DescriptorPath, container: Container, isInOneof: boolean): void {
    const { scope, nested } = container;
    const options = this.#fieldOptions(field, scope);
    const made = nested.find((message) => this.#makes(field, message, scope));
    const label = made?.options?.mapEntry || isInOneof ? '' : this.#label(field);
    if (made && !made.options?.mapEntry) {
      const head = this.#bracketed(`${label}group ${made.name} = ${field.number}`, options);
      const messagePath = [...container.path, container.nestedNumber, nested.indexOf(made)];
      this.#out.block(head, this.#comment(path), () => this.#messageBody(made, messagePath, join(scope, made.name)));
      return;
    }
    const type = made ? this.#mapType(made, scope) : this.#fieldType(field, scope);
    this.#out.statement(
      `${this.#bracketed(`${label}${type} ${field.name} = ${field.number}`, options)};`,
      this.#comment(path),
    );
  }

  #label({ label, proto3Optional, extendee }: FieldDescriptorProto): string {
    if (label === FieldDescriptorProto_Label.REPEATED) return 'repeated ';
    if (this.#file.syntax === 'editions') return '';
    if (label === FieldDescriptorProto_Label.REQUIRED) return 'required ';
    if (this.#file.syntax === 'proto3') return proto3Optional ? 'optional ' : '';
    return extendee === '' || this.#hasGroups() ? 'optional ' : '';
  }

  #mapType(entry: DescriptorProto, scope: string): string {
    const of = (number: number) => entry.field.find((field) => field.number === number);
    const [key, value] = [of(1), of(2)];
    return `map<${key ? this.#fieldType(key, scope) : 'string'}, ${value ? this.#fieldType(value, scope) : 'bytes'}>`;
  }

  #fieldType({ type, typeName }: FieldDescriptorProto, scope: string): string {
    if (typeName !== '') return this.#type(typeName, scope, 'types');
    return FieldDescriptorProto_Type[type].toLowerCase();
  }

  #fieldOptions(field: FieldDescriptorProto, scope: string): string[] {
    const found: string[] = [];
    if (isFieldSet(field, FieldDescriptorProtoSchema.field.defaultValue))
      found.push(`default = ${defaultValue(field)}`);
    if (field.jsonName !== '' && field.jsonName !== jsonNameOf(field.name) && field.extendee === '') {
      found.push(`json_name = ${stringLiteral(field.jsonName)}`);
    }
    return [...found, ...this.#options(FieldOptionsSchema, field.options, scope)];
  }

  enum(desc: EnumDescriptorProto, path: DescriptorPath, outer: string): void {
    this.#out.block(`${visibility(desc)}enum ${desc.name}`, this.#comment(path), () => {
      this.#optionStatements(EnumOptionsSchema, desc.options, join(outer, desc.name));
      const values = desc.value.map((value, i) => {
        const at = [...path, inEnum.value, i];
        const options = this.#options(EnumValueOptionsSchema, value.options, outer);
        const text = `${this.#bracketed(`${value.name} = ${value.number}`, options)};`;
        return this.#item(at, () => this.#out.statement(text, this.#comment(at)));
      });
      // Ranges of enums include their end.
      const ranges = desc.reservedRange.map((range) => ({ ...range, end: range.end + 1 }));
      const reserved = this.#reserved(
        ranges,
        [...path, inEnum.reservedRange],
        desc.reservedName,
        [...path, inEnum.reservedName],
        maxEnumNumber,
      );
      for (const item of inOrder({ before: values, nested: [], fields: [], extensions: [], after: reserved })) {
        item.print();
      }
    });
  }

  #reserved(
    ranges: readonly (Message & Range)[],
    rangePath: DescriptorPath,
    names: readonly string[],
    namePath: DescriptorPath,
    max: number,
  ): Item[] {
    const isEditions = this.#file.syntax === 'editions';
    const named = names.map((name) => ({ $typeName: '', text: isEditions ? name : stringLiteral(name) }));
    const always = () => true;
    return [
      ...this.#statements(rangePath, ranges, always, (group, comment) =>
        this.#out.statement(`reserved ${group.map((range) => rangeText(range, max)).join(', ')};`, comment),
      ),
      ...this.#statements(namePath, named, always, (group, comment) =>
        this.#out.statement(`reserved ${group.map(({ text }) => text).join(', ')};`, comment),
      ),
    ];
  }

  #extensionRanges(ranges: readonly DescriptorProto_ExtensionRange[], scope: string): void {
    const text = `extensions ${ranges.map((range) => rangeText(range, maxFieldNumber)).join(', ')}`;
    const options = this.#options(ExtensionRangeOptionsSchema, ranges[0].options, scope);
    this.#out.statement(`${this.#bracketed(text, options)};`);
  }

  #optionStatements(schema: DescMessage, options: Message | undefined, scope: string): void {
    for (const option of this.#options(schema, options, scope)) {
      this.#out.statement(option.startsWith('//') ? option : `option ${option};`);
    }
  }

  /** `name = value`, and comments about what cannot be written. */
  #options(schema: DescMessage, options: Message | undefined, scope: string): string[] {
    const { texts, undeclared } = optionTexts(schema, options, {
      registry: this.#registry,
      extensionName: (fullName) => this.#names.extensionIn(scope, fullName),
    });
    const missing = [...new Set(undeclared)].map(
      (number) => `// Field ${number} of ${schema.typeName} is set, but no extension declares it.`,
    );
    return [...missing, ...texts];
  }

  #bracketed(head: string, options: readonly string[]): string {
    const texts = options.filter((option) => !option.startsWith('//'));
    for (const missing of options.filter((option) => option.startsWith('//'))) this.#out.line(missing);
    if (texts.length === 0) return head;
    const line = `${head} [${texts.join(', ')}]`;
    return line.length <= maxLineLength || texts.length === 1 ? line : this.#out.broken(head, texts);
  }

  #type(name: string, scope: string, only: 'types' | 'anything'): string {
    return this.#names.typeIn(scope, name.replace(/^\./, ''), this.#file.package, only);
  }

  #comment(path: DescriptorPath): Comment | undefined {
    return this.#places.get(path)?.comment;
  }

  #item(path: DescriptorPath, print: () => void): Item {
    return { place: this.#places.get(path)?.place, print };
  }

  #hasGroups(): boolean {
    return this.#file.syntax === '' || this.#file.syntax === 'proto2';
  }
}

function visibility({ visibility }: DescriptorProto | EnumDescriptorProto): string {
  switch (visibility) {
    case SymbolVisibility.VISIBILITY_EXPORT:
      return 'export ';
    case SymbolVisibility.VISIBILITY_LOCAL:
      return 'local ';
    default:
      return '';
  }
}

function rangeText({ start, end }: Range, max: number): string {
  const last = end - 1;
  if (start === last) return `${start}`;
  return `${start} to ${last >= max ? 'max' : last}`;
}

function sameExtendee(a: FieldDescriptorProto, b: FieldDescriptorProto): boolean {
  return a.extendee === b.extendee;
}

function sameOptions(a: DescriptorProto_ExtensionRange, b: DescriptorProto_ExtensionRange): boolean {
  return a.options === undefined && b.options === undefined;
}

function defaultValue({ type, defaultValue: text }: FieldDescriptorProto): string {
  if (type === FieldDescriptorProto_Type.STRING) return stringLiteral(text);
  // Bytes are escaped in the descriptor already.
  if (type === FieldDescriptorProto_Type.BYTES) return `"${text}"`;
  return text;
}

/** As protoc derives json_name. */
function jsonNameOf(name: string): string {
  return name.replace(/_+(.?)/g, (_, next: string) => (/[a-z]/.test(next) ? next.toUpperCase() : next));
}
