// Files and declarations as .proto source that a person can read and a compiler can take, with comments and options where
// the descriptors have them.
import type { DescMethod, FileRegistry } from '@bufbuild/protobuf';
import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import type { NamedDesc } from '../descriptor-pool.js';
import { ProtoPrinter } from './proto-printer.js';
import type { DescriptorPath } from './source-places.js';
import { type TypeNames, typeNames } from './type-names.js';

const namesOfRegistry = new WeakMap<FileRegistry, TypeNames>();

/** A whole file; `registry` holds it and everything that it imports. Ends with a line feed. */
export function printFile(file: FileDescriptorProto, registry: FileRegistry): string {
  const printer = printerOf(file, registry);
  printer.file();
  return printer.text();
}

/** The declaration of a message, enum, service or extension; ends with a line feed. */
export function printDeclaration(desc: NamedDesc, registry: FileRegistry): string {
  const printer = printerOf(desc.file.proto, registry);
  const path = pathOf(desc);
  const parent = 'parent' in desc ? desc.parent : undefined;
  const outer = parent?.typeName ?? desc.file.proto.package;
  switch (desc.kind) {
    case 'message':
      printer.message(desc.proto, path, outer);
      break;
    case 'enum':
      printer.enum(desc.proto, path, outer);
      break;
    case 'service':
      printer.service(desc.proto, path);
      break;
    case 'extension':
      printer.extension(desc.proto, path, outer, parent?.proto.nestedType ?? desc.file.proto.messageType);
      break;
  }
  return printer.text();
}

/** The declaration of one method. */
export function printMethod(desc: DescMethod, registry: FileRegistry): string {
  const { parent } = desc;
  const printer = printerOf(parent.file.proto, registry);
  printer.method(desc.proto, [...pathOf(parent), 2, parent.methods.indexOf(desc)], parent.typeName);
  return printer.text();
}

function printerOf(file: FileDescriptorProto, registry: FileRegistry): ProtoPrinter {
  let names = namesOfRegistry.get(registry);
  if (!names) {
    names = typeNames([...registry.files].map(({ proto }) => proto));
    namesOfRegistry.set(registry, names);
  }
  return new ProtoPrinter(file, registry, names);
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
