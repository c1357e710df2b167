// Descriptors → .proto source → descriptors again, through this project's compiler.
import fs from 'node:fs';
import path from 'node:path';
import { createFileRegistry, fromBinary, type Registry, toBinary } from '@bufbuild/protobuf';
import { toText } from '@bufbuild/protobuf/txtpb';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { printFile } from '../../../server/calls/schema/print/print-proto.js';
import { fieldsOf } from '../../../server/rpc/descriptor-index.js';
import { buildSet, openFiles } from '../../schema/descriptors/build-set.js';
import { firstDifference } from '../../schema/descriptors/describe-descriptor.js';

export interface RoundTrip {
  readonly files: number;
  /** How many came back byte for byte. The others have the same content, written otherwise. */
  readonly equalBytes: number;
  /** One text for each file whose descriptor came back different, and for each that does not compile. */
  readonly failures: readonly string[];
}

/**
 * Prints `names` (found below `root`) and all they import, compiles what was printed, and compares the descriptors, source
 * info aside. `folder` takes what was printed.
 */
export function roundTrip(root: string, names: readonly string[], sourceInfo: boolean, folder: string): RoundTrip {
  // Options that are not retained leave empty places behind, which no source has.
  const options = { includeImports: true, retainOptions: true };
  const original = buildSet(openFiles([root], names), names, { ...options, sourceInfo });
  const set = fromBinary(FileDescriptorSetSchema, original);
  const registry = createFileRegistry(set);
  const printed = set.file.filter(({ name }) => !name.startsWith('google/protobuf/'));
  for (const file of printed) {
    const target = path.join(folder, file.name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, printFile(file, registry));
  }
  const again = openFiles(
    [folder],
    printed.map(({ name }) => name),
  );
  const failures: string[] = [];
  let equalBytes = 0;
  for (const file of printed) {
    try {
      const plain = { sourceInfo: false, retainOptions: true, includeImports: false };
      const ours = fieldsOf(buildSet(again, [file.name], plain)).get(1)?.[0] ?? new Uint8Array();
      file.sourceCodeInfo = undefined;
      const wanted = toBinary(FileDescriptorProtoSchema, file);
      if (Buffer.from(ours).equals(wanted)) {
        equalBytes++;
        continue;
      }
      if (textOf(ours, registry) === textOf(wanted, registry)) continue;
      const difference = firstDifference(setOf(ours), setOf(wanted));
      failures.push(`${file.name}: ${difference || 'same fields, other bytes'}`);
    } catch (error) {
      failures.push(`${file.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { files: printed.length, equalBytes, failures };
}

/** With the values of options, whatever records they are divided into. */
export function textOf(file: Uint8Array, registry: Registry): string {
  return toText(FileDescriptorProtoSchema, fromBinary(FileDescriptorProtoSchema, file), { registry });
}

function setOf(file: Uint8Array): Uint8Array {
  const head = Buffer.from([0x0a]);
  const length: number[] = [];
  let left = file.length;
  for (; left > 0x7f; left >>>= 7) length.push((left & 0x7f) | 0x80);
  return Buffer.concat([head, Buffer.from([...length, left]), file]);
}
