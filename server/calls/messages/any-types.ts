// The types that JSON needs by name: extensions, and the contents of google.protobuf.Any.
import {
  create,
  createFileRegistry,
  type DescEnum,
  type DescExtension,
  type DescMessage,
  type DescService,
  type Registry,
} from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  type Any,
  DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import type { BundledFiles } from '../schema/bundled-files.js';
import type { CallSchema } from '../schema/call-schema.js';

/** Looks types up in the schema of a call, in the bundled types, and among those that were fetched for an Any. */
export class AnyTypes implements Registry {
  readonly kind = 'registry';
  readonly #schema: CallSchema;
  readonly #bundled: BundledFiles;
  readonly #fetched = new Map<string, DescMessage>();
  /** Names that were asked for and not found. */
  readonly #missing = new Set<string>();

  constructor(schema: CallSchema, bundled: BundledFiles) {
    this.#schema = schema;
    this.#bundled = bundled;
  }

  /** Whether a type was asked for and not found since `fetchMissing`. */
  get isMissingTypes(): boolean {
    return this.#missing.size > 0;
  }

  /**
   * Asks the sources for what was not found, and returns what they do not know either. With `opaque` such types have
   * one field from then on, `@value`, which holds what `wrapOpaque` makes of a content.
   */
  async fetchMissing(opaque: boolean, signal: AbortSignal): Promise<string[]> {
    const names = [...this.#missing];
    this.#missing.clear();
    const unknown: string[] = [];
    for (const name of names) {
      const desc = await this.#schema.message(name, signal);
      if (!desc) unknown.push(name);
      if (desc || opaque) this.#fetched.set(name, desc ?? opaqueType(name));
    }
    return unknown;
  }

  getMessage(name: string): DescMessage | undefined {
    const known = this.#first((registry) => registry.getMessage(name)) ?? this.#fetched.get(name);
    if (!known) this.#missing.add(name);
    return known;
  }

  getEnum(name: string): DescEnum | undefined {
    return this.#first((registry) => registry.getEnum(name));
  }

  getExtension(name: string): DescExtension | undefined {
    return this.#first((registry) => registry.getExtension(name));
  }

  getExtensionFor(extendee: DescMessage, number: number): DescExtension | undefined {
    return this.#first((registry) => registry.getExtensionFor(extendee, number));
  }

  getService(name: string): DescService | undefined {
    return this.#first((registry) => registry.getService(name));
  }

  get(name: string): DescMessage | DescEnum | DescExtension | DescService | undefined {
    return this.#first((registry) => registry.get(name));
  }

  *[Symbol.iterator](): IterableIterator<DescMessage | DescEnum | DescExtension | DescService> {
    for (const registry of this.#schema.registries) yield* registry;
    yield* this.#bundled.registry;
  }

  /** Makes the content of an Any fit its type when nobody knows it. */
  wrapOpaque(any: Any): void {
    const name = any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1);
    if (this.#fetched.get(name)?.file.proto.name !== opaqueFile) return;
    any.value = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(any.value).finish();
  }

  #first<Desc>(look: (registry: Registry) => Desc | undefined): Desc | undefined {
    for (const registry of this.#schema.registries) {
      const found = look(registry);
      if (found) return found;
    }
    return look(this.#bundled.registry);
  }
}

const opaqueFile = 'protopipe/opaque.proto';

/** A type with one field of bytes. */
function opaqueType(typeName: string): DescMessage {
  const at = typeName.lastIndexOf('.');
  const file = create(FileDescriptorProtoSchema, {
    name: opaqueFile,
    package: typeName.slice(0, Math.max(0, at)),
    syntax: 'proto3',
    messageType: [
      create(DescriptorProtoSchema, {
        name: typeName.slice(at + 1),
        field: [
          create(FieldDescriptorProtoSchema, {
            name: 'value',
            jsonName: '@value',
            number: 1,
            type: FieldDescriptorProto_Type.BYTES,
            label: FieldDescriptorProto_Label.OPTIONAL,
          }),
        ],
      }),
    ],
  });
  const desc = createFileRegistry(file, () => undefined).getMessage(typeName);
  if (!desc) throw new Error(`no descriptor of ${typeName} could be made`);
  return desc;
}
