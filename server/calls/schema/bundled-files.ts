// The well-known types and the types of google.rpc, which every source may leave out.
import { create, createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** Decoded when they are asked for: most calls need few of them. */
export class BundledFiles {
  readonly #serialized: ReadonlyMap<string, string>;
  readonly #decoded = new Map<string, FileDescriptorProto>();
  #registry: FileRegistry | undefined;

  /** Names, each with a FileDescriptorProto in base64; imports come before the files that import them. */
  constructor(descriptors: readonly (readonly [string, string])[]) {
    this.#serialized = new Map(descriptors);
  }

  has(name: string): boolean {
    return this.#serialized.has(name);
  }

  get(name: string): FileDescriptorProto | undefined {
    const decoded = this.#decoded.get(name);
    const serialized = this.#serialized.get(name);
    if (decoded || serialized === undefined) return decoded;
    const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(serialized, 'base64'));
    this.#decoded.set(name, file);
    return file;
  }

  /** All of them. */
  get registry(): FileRegistry {
    this.#registry ??= this.#link();
    return this.#registry;
  }

  #link(): FileRegistry {
    const file = [...this.#serialized.keys()].flatMap((name) => this.get(name) ?? []);
    return createFileRegistry(create(FileDescriptorSetSchema, { file }));
  }
}
