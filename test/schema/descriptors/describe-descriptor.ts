// A descriptor set as text, line by line, so that two of them can be compared by a reader.
import { type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** The fields as they lie in the bytes: unlike a parsed message, in their order, and with unknown ones. */
export function describeDescriptorSet(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  describe(bytes, FileDescriptorSetSchema, '', lines);
  return lines;
}

function describe(bytes: Uint8Array, schema: DescMessage, indent: string, lines: string[]): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = schema.fields.find((each) => each.number === number);
    const name = field?.name ?? String(number);
    if (wireType === WireType.LengthDelimited) {
      const content = reader.bytes();
      if (field?.message) {
        lines.push(`${indent}${name} {`);
        describe(content, field.message, `${indent}  `, lines);
        lines.push(`${indent}}`);
      } else if (field?.fieldKind === 'list') lines.push(`${indent}${name}: ${Array.from(content).join(' ')}`);
      else if (field?.scalar === ScalarType.STRING)
        lines.push(`${indent}${name}: ${JSON.stringify(Buffer.from(content).toString('latin1'))}`);
      else lines.push(`${indent}${name}: ${Buffer.from(content).toString('hex')}`);
    } else {
      lines.push(`${indent}${name}: ${Buffer.from(reader.skip(wireType, number)).toString('hex')}`);
    }
  }
}

/** The first lines in which two descriptor sets differ; empty if their text is the same. */
export function firstDifference(ours: Uint8Array, theirs: Uint8Array): string {
  const a = describeDescriptorSet(ours);
  const b = describeDescriptorSet(theirs);
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length === b.length) return '';
  const from = Math.max(0, (at < 0 ? a.length : at) - 3);
  return ['ours:', ...a.slice(from, from + 7), 'protoc:', ...b.slice(from, from + 7)].join('\n');
}
