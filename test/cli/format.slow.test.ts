// The whole corpus: its descriptors are the same before and after it was formatted.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { copyCorpus } from '../../bench/corpus.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runCli } from './run-cli.js';

/** Formatting sorts imports, as buf does: their order is the one thing that may differ. */
function withSortedImports(file: FileDescriptorProto): FileDescriptorProto {
  const sorted = [...file.dependency].sort();
  const moved = (indexes: readonly number[]): number[] =>
    indexes.map((index) => sorted.indexOf(file.dependency[index])).sort((a, b) => a - b);
  return {
    ...file,
    dependency: sorted,
    publicDependency: moved(file.publicDependency),
    weakDependency: moved(file.weakDependency),
  };
}

async function descriptors(cwd: string, style: readonly string[]): Promise<Map<string, Buffer>> {
  const built = path.join(cwd, 'descriptors.binpb');
  const { code, stderr } = await runCli(['build', 'corpus', '-o', built], { cwd });
  assert.equal(code, 0, `${style.join(' ')}: ${stderr.slice(-500)}`);
  const { file } = fromBinary(FileDescriptorSetSchema, fs.readFileSync(built));
  return new Map(
    file.map((each) => [each.name, Buffer.from(toBinary(FileDescriptorProtoSchema, withSortedImports(each)))]),
  );
}

test('formatting in any style changes no descriptor of the corpus', async (context) => {
  const cwd = temporaryFolder(context);
  const count = copyCorpus(path.join(cwd, 'corpus')).length;
  const before = await descriptors(cwd, []);
  assert.ok(before.size >= count, `${before.size} descriptors of ${count} files`);
  const styles = [[], ['--indent', 'tab', '--line-width', '60', '--align-fields', '--align-comments']];
  for (const style of styles) {
    assert.equal((await runCli(['format', '--write', ...style, 'corpus'], { cwd })).code, 0);
    const after = await descriptors(cwd, style);
    assert.equal(after.size, before.size);
    for (const [name, bytes] of before)
      assert.ok(after.get(name)?.equals(bytes), `${name} differs (${style.join(' ')})`);
    assert.equal((await runCli(['format', '--check', ...style, 'corpus'], { cwd })).code, 0, style.join(' '));
  }
});
