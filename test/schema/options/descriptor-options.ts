// Test helper: the serialised options in descriptor sets of protoc, and those of this project, by the element they
// belong to. Knows the wire format only, so that nothing is lost or put in order on the way.
import { isField } from '../../../server/schema/declarations.js';
import type { InterpretedOptions, OptionEncoding } from '../../../server/schema/options/interpreted-options.js';
import type { SchemaSnapshot } from '../../../server/schema/schema.js';
import { forEachChild, Kind, kindOf, Node } from '../../../server/syntax/tree.js';

/** Options by element, as `field pkg.Message.name`, in hexadecimal. */
export type OptionsByElement = Map<string, string>;

interface WireField {
  readonly number: number;
  readonly value: number;
  readonly bytes: Buffer;
}

const decoder = new TextDecoder();

/** The options in a serialised FileDescriptorSet, by the names of its files. */
export function optionsOfDescriptorSet(set: Buffer): Map<string, OptionsByElement> {
  const files = new Map<string, OptionsByElement>();
  for (const { bytes } of fieldsOf(set)) {
    const found: OptionsByElement = new Map();
    const file = fieldsOf(bytes);
    const scope = text(file, 2);
    put(found, 'file', file, 8);
    for (const message of all(file, 4)) readMessage(found, scope, message);
    for (const enumeration of all(file, 5)) readEnum(found, scope, enumeration);
    for (const service of all(file, 6)) {
      const name = join(scope, text(fieldsOf(service), 1));
      put(found, `service ${name}`, fieldsOf(service), 3);
      for (const method of all(fieldsOf(service), 2)) {
        put(found, `method ${join(name, text(fieldsOf(method), 1))}`, fieldsOf(method), 4);
      }
    }
    for (const extension of all(file, 7)) readField(found, scope, extension);
    files.set(text(file, 1), found);
  }
  return files;
}

function readMessage(found: OptionsByElement, scope: string, bytes: Buffer): void {
  const fields = fieldsOf(bytes);
  const name = join(scope, text(fields, 1));
  // The options of map entries are the compiler's own.
  const isMapEntry = all(fields, 7).some((options) => options.toString('hex') === '3801');
  if (isMapEntry) return;
  put(found, `message ${name}`, fields, 7);
  for (const field of all(fields, 2)) readField(found, name, field);
  for (const nested of all(fields, 3)) readMessage(found, name, nested);
  for (const enumeration of all(fields, 4)) readEnum(found, name, enumeration);
  for (const range of all(fields, 5)) {
    put(found, `range ${name} ${fieldsOf(range).find(({ number }) => number === 1)?.value}`, fieldsOf(range), 3);
  }
  for (const extension of all(fields, 6)) readField(found, name, extension);
  for (const oneof of all(fields, 8)) put(found, `oneof ${join(name, text(fieldsOf(oneof), 1))}`, fieldsOf(oneof), 2);
}

function readField(found: OptionsByElement, scope: string, bytes: Buffer): void {
  put(found, `field ${join(scope, text(fieldsOf(bytes), 1))}`, fieldsOf(bytes), 8);
}

function readEnum(found: OptionsByElement, scope: string, bytes: Buffer): void {
  const fields = fieldsOf(bytes);
  const name = join(scope, text(fields, 1));
  put(found, `enum ${name}`, fields, 3);
  for (const value of all(fields, 2)) put(found, `value ${join(name, text(fieldsOf(value), 1))}`, fieldsOf(value), 3);
}

/** The options of a file as this project encodes them. */
export function optionsOfFile(
  snapshot: SchemaSnapshot,
  id: number,
  options: InterpretedOptions,
  encoding: OptionEncoding,
): OptionsByElement {
  const { nodes } = snapshot.file(id).parsed;
  const { names, paths } = snapshot.schema;
  const found: OptionsByElement = new Map();
  const scope = paths.text(snapshot.table(id).package);
  const add = (key: string, node: number): void => {
    const encoded = options.encode(node, encoding);
    if (encoded) found.set(key, Buffer.from(encoded).toString('hex'));
  };
  const visit = (parent: number, scope: string): void => {
    const end = nodes[parent + Node.end];
    for (let node = parent + Node.size; node < end; node = nodes[node + Node.end]) {
      const kind = kindOf(nodes, node);
      const name = join(scope, names.text(nodes[node + Node.name]));
      if (kind === Kind.message || kind === Kind.groupMessage) {
        add(`message ${name}`, node);
        visit(node, name);
      } else if (kind === Kind.enum) {
        add(`enum ${name}`, node);
        forEachChild(nodes, node, Kind.enumValue, (value) =>
          add(`value ${join(name, names.text(nodes[value + Node.name]))}`, value),
        );
      } else if (kind === Kind.service) {
        add(`service ${name}`, node);
        visit(node, name);
      } else if (kind === Kind.method) add(`method ${name}`, node);
      else if (kind === Kind.oneof) {
        add(`oneof ${name}`, node);
        visit(node, scope);
      } else if (kind === Kind.extend) visit(node, scope);
      else if (kind === Kind.extensions) {
        forEachChild(nodes, node, Kind.range, (range) => add(`range ${scope} ${nodes[range + Node.value]}`, node));
      } else if (isField(kind)) {
        const field = kind === Kind.group ? join(scope, names.text(nodes[node + Node.name]).toLowerCase()) : name;
        add(`field ${field}`, node);
        if (kind === Kind.group) visit(node, scope);
      }
    }
  };
  add('file', 0);
  visit(0, scope);
  return found;
}

function put(found: OptionsByElement, key: string, fields: readonly WireField[], number: number): void {
  const options = fields.filter((field) => field.number === number);
  if (options.length > 0) found.set(key, Buffer.concat(options.map(({ bytes }) => bytes)).toString('hex'));
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

function all(fields: readonly WireField[], number: number): Buffer[] {
  return fields.filter((field) => field.number === number).map(({ bytes }) => bytes);
}

function text(fields: readonly WireField[], number: number): string {
  const field = fields.find((known) => known.number === number);
  return field ? decoder.decode(field.bytes) : '';
}

/** The fields of a message of the descriptor itself, which has varints and lengths only. */
function fieldsOf(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === 0) fields.push({ number, value: varint(), bytes: Buffer.alloc(0) });
    else if (wire === 2) {
      const length = varint();
      fields.push({ number, value: 0, bytes: bytes.subarray(at, at + length) });
      at += length;
    } else throw new Error(`wire type ${wire} in a descriptor`);
  }
  return fields;
}
