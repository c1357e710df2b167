// Finds files and symbols in a google.protobuf.FileDescriptorSet without decoding it as a whole.
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

interface DescriptorFile {
  readonly name: string;
  /** The FileDescriptorProto as it stands in the set. */
  readonly bytes: Uint8Array;
  readonly dependencies: readonly string[];
  /** Full names. */
  readonly services: readonly string[];
}

export interface DescriptorIndex {
  /** Full names of the services, sorted. */
  readonly services: readonly string[];
  /** A file and all it imports, each once, the file first; undefined when there is no such file. */
  fileWithImports(name: string): Uint8Array[] | undefined;
  /** The name of the file that declares a symbol, given by its full name without a leading dot. */
  fileOfSymbol(symbol: string): string | undefined;
}

// Field numbers of google/protobuf/descriptor.proto.
const setFile = 1;
const fileName = 1;
const filePackage = 2;
const fileDependency = 3;
const fileMessage = 4;
const fileEnum = 5;
const fileService = 6;
const fileExtension = 7;
const anyName = 1;
const members: Readonly<Record<string, readonly number[]>> = {
  // field, nested_type, enum_type, extension, oneof_decl
  message: [2, 3, 4, 6, 8],
  // value
  enum: [2],
  // method
  service: [2],
};
const messageNested = 3;
const messageEnum = 4;

export function indexDescriptors(descriptorSet: Uint8Array): DescriptorIndex {
  const files = new Map<string, DescriptorFile>();
  const symbols = new Map<string, string>();
  for (const bytes of fieldsOf(descriptorSet).get(setFile) ?? []) {
    const fields = fieldsOf(bytes);
    const text = (number: number) => (fields.get(number) ?? []).map(decode);
    const [name = ''] = text(fileName);
    const [scope = ''] = text(filePackage);
    const declare = (symbol: string) => symbols.set(symbol, name);
    const all = (number: number) => fields.get(number) ?? [];
    for (const message of all(fileMessage)) declareMessage(message, scope, declare);
    for (const declaration of all(fileEnum)) declareMembers(declaration, scope, members.enum, declare);
    for (const extension of all(fileExtension)) declare(join(scope, nameOf(extension)));
    for (const service of all(fileService)) declareMembers(service, scope, members.service, declare);
    const services = all(fileService).map((service) => join(scope, nameOf(service)));
    files.set(name, { name, bytes, dependencies: text(fileDependency), services });
  }
  return {
    services: [...files.values()].flatMap(({ services }) => services).sort(),
    fileOfSymbol: (symbol) => symbols.get(symbol),
    fileWithImports(name) {
      if (!files.has(name)) return undefined;
      const names = new Set([name]);
      for (const next of names) for (const dependency of files.get(next)?.dependencies ?? []) names.add(dependency);
      return [...names].flatMap((each) => files.get(each)?.bytes ?? []);
    },
  };
}

function declareMessage(bytes: Uint8Array, scope: string, declare: (symbol: string) => void): void {
  declareMembers(bytes, scope, members.message, declare);
  const fields = fieldsOf(bytes);
  const own = join(scope, nameOf(bytes));
  for (const nested of fields.get(messageNested) ?? []) declareMessage(nested, own, declare);
  for (const nested of fields.get(messageEnum) ?? []) declareMembers(nested, own, members.enum, declare);
}

function declareMembers(
  bytes: Uint8Array,
  scope: string,
  numbers: readonly number[],
  declare: (symbol: string) => void,
): void {
  const own = join(scope, nameOf(bytes));
  declare(own);
  const fields = fieldsOf(bytes);
  for (const number of numbers) for (const member of fields.get(number) ?? []) declare(join(own, nameOf(member)));
}

function nameOf(bytes: Uint8Array): string {
  const name = fieldsOf(bytes).get(anyName)?.[0];
  return name ? decode(name) : '';
}

/** The length-delimited fields of a message by number. */
export function fieldsOf(bytes: Uint8Array): Map<number, Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (type === WireType.LengthDelimited) {
      const value = reader.bytes();
      const same = found.get(number);
      if (same) same.push(value);
      else found.set(number, [value]);
    } else reader.skip(type, number);
  }
  return found;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
