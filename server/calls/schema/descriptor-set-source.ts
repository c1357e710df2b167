// Descriptor-set files (.binpb) as a source.

import { type DescMessage, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../../pipe/index.js';
import type { DescriptorSource } from './descriptor-source.js';

/** Of files with one name the first counts. Throws an RpcError (INVALID_ARGUMENT) for what is no descriptor set. */
export function descriptorSetSource(sets: readonly Uint8Array[]): DescriptorSource {
  const files = new Map<string, FileDescriptorProto>();
  const symbols = new Map<string, FileDescriptorProto>();
  const services: string[] = [];
  for (const set of sets) {
    for (const file of decode(set)) {
      if (files.has(file.name)) continue;
      files.set(file.name, file);
      for (const symbol of symbolsOf(file)) if (!symbols.has(symbol)) symbols.set(symbol, file);
      services.push(...file.service.map(({ name }) => join(file.package, name)));
    }
  }
  const serialize = (file: FileDescriptorProto | undefined) =>
    file && toBinary(FileDescriptorProtoSchema as DescMessage, file);
  return {
    name: 'the descriptor set',
    origin: 'descriptor-set',
    services: async () => services,
    async filesOfSymbol(symbol) {
      const bytes = serialize(symbols.get(symbol));
      return bytes && [bytes];
    },
    fileByName: async (name) => serialize(files.get(name)),
    files: async () => [...files.values()].flatMap((file) => serialize(file) ?? []),
  };
}

function decode(set: Uint8Array): FileDescriptorProto[] {
  let file: FileDescriptorProto[];
  try {
    file = fromBinary(FileDescriptorSetSchema, set).file;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RpcError(status.INVALID_ARGUMENT, `a file is no google.protobuf.FileDescriptorSet: ${reason}`);
  }
  if (file.length === 0 || file.some(({ name }) => name === '')) {
    throw new RpcError(status.INVALID_ARGUMENT, 'a file is no google.protobuf.FileDescriptorSet: it names no files');
  }
  return file;
}

/** Full names of messages, enums, services and extensions. */
function symbolsOf(file: FileDescriptorProto): string[] {
  const own = [...file.enumType, ...file.service, ...file.extension].map(({ name }) => join(file.package, name));
  return [...own, ...file.messageType.flatMap((message) => symbolsOfMessage(message, file.package))];
}

function symbolsOfMessage(message: DescriptorProto, scope: string): string[] {
  const name = join(scope, message.name);
  const own = [...message.enumType, ...message.extension].map((nested) => join(name, nested.name));
  return [name, ...own, ...message.nestedType.flatMap((nested) => symbolsOfMessage(nested, name))];
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
