// The well-known types and the types of google.rpc, which every source may leave out.
import { create, createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt';

const wellKnown = [
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
];

const setFile = 1;
const fileName = 1;

/** Decoded when they are asked for: most calls need none of them. */
export class BundledFiles {
  readonly #contract: Uint8Array;
  readonly #wellKnown = new Map(wellKnown.map(({ proto }) => [proto.name, proto]));
  #own: ReadonlyMap<string, FileDescriptorProto> | undefined;
  #registry: FileRegistry | undefined;

  /** `contract` is the descriptor set of the backend's own contract, which holds google.rpc. */
  constructor(contract: Uint8Array) {
    this.#contract = contract;
  }

  get(name: string): FileDescriptorProto | undefined {
    return this.#wellKnown.get(name) ?? (name.startsWith('google/') ? this.#ownFiles().get(name) : undefined);
  }

  /** All of them. */
  get registry(): FileRegistry {
    this.#registry ??= this.#link();
    return this.#registry;
  }

  #ownFiles(): ReadonlyMap<string, FileDescriptorProto> {
    this.#own ??= googleFiles(this.#contract);
    return this.#own;
  }

  #link(): FileRegistry {
    const sorted = new Set<FileDescriptorProto>();
    const add = (file: FileDescriptorProto | undefined): void => {
      if (!file || sorted.has(file)) return;
      for (const name of file.dependency) add(this.get(name));
      sorted.add(file);
    };
    for (const file of [...this.#wellKnown.values(), ...this.#ownFiles().values()]) add(file);
    return createFileRegistry(create(FileDescriptorSetSchema, { file: [...sorted] }));
  }
}

/** Of a descriptor set the files below google/, without decoding the others. */
function googleFiles(set: Uint8Array): ReadonlyMap<string, FileDescriptorProto> {
  const files = new Map<string, FileDescriptorProto>();
  const reader = new BinaryReader(set);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number !== setFile || type !== WireType.LengthDelimited) {
      reader.skip(type, number);
      continue;
    }
    const bytes = reader.bytes();
    // The name comes first.
    const head = new BinaryReader(bytes);
    const [field] = head.tag();
    if (field === fileName && !head.string().startsWith('google/')) continue;
    const file = fromBinary(FileDescriptorProtoSchema, bytes);
    if (file.name.startsWith('google/')) files.set(file.name, file);
  }
  return files;
}
