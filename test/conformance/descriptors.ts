// Brings descriptor sets into a form that can be compared: per file, with and without source info.
import { createHash } from 'node:crypto';
import type { DescMessage } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

export interface ComparableFile {
  readonly name: string;
  /** The bytes as they came. */
  readonly raw: Uint8Array;
  /** Fields in number order at every level whose schema is descriptor.proto's. */
  readonly canonical: Uint8Array;
  readonly canonicalWithoutSourceInfo: Uint8Array;
}

interface WireField {
  readonly number: number;
  readonly wireType: number;
  /** Tag included. */
  readonly bytes: Uint8Array;
  /** Of length-delimited fields: the content. */
  readonly content?: Uint8Array;
}

const sourceInfoNumber = 9;
const nameNumber = 1;

export function comparableFiles(descriptorSet: Uint8Array): ComparableFile[] {
  return wireFields(descriptorSet).map(({ content }) => {
    if (content === undefined) throw new Error('not a FileDescriptorSet');
    const fields = wireFields(content);
    const name = fields.find((field) => field.number === nameNumber)?.content;
    return {
      name: Buffer.from(name ?? new Uint8Array()).toString('utf8'),
      raw: content,
      canonical: canonicalMessage(fields, FileDescriptorProtoSchema),
      canonicalWithoutSourceInfo: canonicalMessage(
        fields.filter((field) => field.number !== sourceInfoNumber),
        FileDescriptorProtoSchema,
      ),
    };
  });
}

export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
}

function canonicalMessage(fields: readonly WireField[], schema: DescMessage): Uint8Array {
  const subMessages = new Map(schema.fields.map((field) => [field.number, field.message]));
  const sorted = fields.map((field) => {
    const message = subMessages.get(field.number);
    if (message === undefined || field.content === undefined) return { number: field.number, bytes: field.bytes };
    const content = canonicalMessage(wireFields(field.content), message);
    return {
      number: field.number,
      bytes: Buffer.concat([varint(field.number * 8 + field.wireType), varint(content.length), content]),
    };
  });
  sorted.sort((a, b) => a.number - b.number);
  return Buffer.concat(sorted.map((field) => field.bytes));
}

function wireFields(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  const reader = new WireReader(bytes);
  while (reader.position < bytes.length) fields.push(reader.field());
  return fields;
}

class WireReader {
  position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  field(): WireField {
    const start = this.position;
    const tag = this.varint();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    const content = this.skip(wireType, number);
    const bytes = this.bytes.subarray(start, this.position);
    return content === undefined ? { number, wireType, bytes } : { number, wireType, bytes, content };
  }

  private skip(wireType: number, number: number): Uint8Array | undefined {
    switch (wireType) {
      case 0:
        this.varint();
        return undefined;
      case 1:
        this.position += 8;
        return undefined;
      case 2: {
        const length = this.varint();
        this.position += length;
        return this.bytes.subarray(this.position - length, this.position);
      }
      case 3:
        for (;;) {
          const inner = this.field();
          if (inner.wireType === 4 && inner.number === number) return undefined;
        }
      case 4:
        return undefined;
      case 5:
        this.position += 4;
        return undefined;
      default:
        throw new Error(`wire type ${wireType} at byte ${this.position}`);
    }
  }

  private varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) throw new Error('a varint goes past the end');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  while (value > 127) {
    bytes.push((value % 128) | 128);
    value = Math.floor(value / 128);
  }
  bytes.push(value);
  return Uint8Array.from(bytes);
}
