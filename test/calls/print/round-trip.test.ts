// Printed source compiles to the descriptors that it was printed from: hand-written files with every construct, and a
// share of the corpus.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { printFile } from '../../../server/calls/schema/print/print-proto.js';
import { corpusFolder, projectFolder } from '../../conformance/folders.js';
import { protocBinary } from '../../conformance/protoc.js';
import { corpusNames } from '../../schema/descriptors/corpus.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { roundTrip, textOf } from './round-trip.js';

/** Every so manyth file, from a fixed one on. */
const stride = 97;
const first = 41;

const folders = ['test/schema/descriptors/cases', 'test/schema/options/protos', 'test/calls/print/cases'];

for (const folder of folders) {
  const root = path.join(projectFolder, folder);
  const names = fs.readdirSync(root).filter((name) => name.endsWith('.proto'));
  for (const name of names) {
    for (const sourceInfo of [false, true]) {
      test(`${folder}/${name} ${sourceInfo ? 'with' : 'without'} source info`, (context) => {
        const { failures } = roundTrip(root, [name], sourceInfo, temporaryFolder(context, {}));
        assert.deepEqual(failures, []);
      });
    }
  }
}

/** What protoc makes of a file and all it imports, by name. */
function protocFiles(root: string, name: string): Map<string, FileDescriptorProto> {
  const output = path.join(root, 'set.binpb');
  const args = ['-I', root, '--include_imports', '--retain_options', '-o', output, name];
  execFileSync(protocBinary(), args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const { file } = fromBinary(FileDescriptorSetSchema, fs.readFileSync(output));
  fs.rmSync(output);
  return new Map(file.map((each) => [each.name, each]));
}

test('protoc makes the same descriptors of what is printed from its descriptors', (context) => {
  let files = 0;
  for (const folder of folders) {
    const root = temporaryFolder(context);
    fs.cpSync(path.join(projectFolder, folder), root, { recursive: true });
    for (const name of fs.readdirSync(root).filter((each) => each.endsWith('.proto'))) {
      const original = protocFiles(root, name);
      const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [...original.values()] }));
      const target = temporaryFolder(context);
      const own = [...original].filter(([each]) => !each.startsWith('google/protobuf/'));
      for (const [each, descriptor] of own) {
        fs.mkdirSync(path.dirname(path.join(target, each)), { recursive: true });
        fs.writeFileSync(path.join(target, each), printFile(descriptor, registry));
      }
      const again = protocFiles(target, name);
      for (const [each, descriptor] of own) {
        files++;
        const compiled = again.get(each);
        assert.ok(compiled);
        const [ours, wanted] = [compiled, descriptor].map((file) => toBinary(FileDescriptorProtoSchema, file));
        // Custom options may stand in another order.
        if (!Buffer.from(ours).equals(wanted)) assert.equal(textOf(ours, registry), textOf(wanted, registry));
      }
    }
  }
  assert.ok(files > 15, `${files} files`);
});

for (const sourceInfo of [false, true]) {
  test(`a share of the corpus ${sourceInfo ? 'with' : 'without'} source info`, (context) => {
    const names = corpusNames().filter((_, index) => index % stride === first);
    assert.ok(names.length > 50);
    const { files, equalBytes, failures } = roundTrip(corpusFolder, names, sourceInfo, temporaryFolder(context, {}));
    context.diagnostic(`${equalBytes} of ${files} equal byte for byte`);
    assert.deepEqual(failures, []);
    assert.equal(equalBytes, files);
  });
}
