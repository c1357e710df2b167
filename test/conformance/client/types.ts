// The messages of connectrpc/conformance, between bytes and JSON.
import fs from 'node:fs';
import path from 'node:path';
import {
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonObject,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { wellKnownTypes } from '../../../protos/gen/well-known-types.js';
import { compileProtos } from '../../../server/rpc/compile-protos.js';
import { repository } from '../../backend-process.js';
import { MemoryFileSystem } from '../../workspace/memory-file-system.js';

const source = path.join(repository, 'test/conformance/client/conformance.proto');
export const packageName = 'connectrpc.conformance.v1';

export class ConformanceTypes {
  readonly #registry: FileRegistry;

  /** `descriptorSet` is a FileDescriptorSet of conformance.proto and what it imports. */
  private constructor(readonly descriptorSet: Uint8Array) {
    this.#registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet));
  }

  static async load(): Promise<ConformanceTypes> {
    const files = new MemoryFileSystem({ '/conformance.proto': fs.readFileSync(source) });
    const input = { protos: ['/conformance.proto'], importPaths: [] };
    return new ConformanceTypes(
      await compileProtos(files, new Map(wellKnownTypes), input, new AbortController().signal),
    );
  }

  /** `name` is that of a message of the package. */
  decode(name: string, bytes: Uint8Array): JsonObject {
    const type = this.#type(name);
    return toJson(type, fromBinary(type, bytes), { registry: this.#registry }) as JsonObject;
  }

  encode(name: string, json: JsonObject): Buffer {
    const type = this.#type(name);
    return Buffer.from(toBinary(type, fromJson(type, json, { registry: this.#registry })));
  }

  #type(name: string): DescMessage {
    const type = this.#registry.getMessage(`${packageName}.${name}`);
    if (!type) throw new Error(`conformance.proto has no message ${name}`);
    return type;
  }
}
