// Encoded options against those in the descriptor sets of protoc, byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { InterpretedOptions } from '../../../server/schema/options/interpreted-options.js';
import { Schema } from '../../../server/schema/schema.js';
import { parse } from '../../../server/syntax/parse.js';
import { importStatements } from '../../../server/syntax/parsed-file.js';
import { corpusFolder } from '../../conformance/folders.js';
import { protocBinary, protocInclude } from '../../conformance/protoc.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { type OptionsByElement, optionsOfDescriptorSet, optionsOfFile } from './descriptor-options.js';

const protos = fileURLToPath(new URL('../../../../test/schema/options/protos', import.meta.url));

for (const retainOptions of [false, true]) {
  const mode = retainOptions ? 'with --retain_options' : 'without options for the source only';

  test(`hand-written options of every kind, ${mode}`, (context) => {
    const names = readdirSync(protos).filter((name) => name.endsWith('.proto'));
    assert.ok(names.length >= 8);
    assert.ok(compare(context, protos, names, retainOptions) > 40);
  });

  test(`a share of the corpus, ${mode}`, (context) => {
    const names = readdirSync(corpusFolder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.proto') && !name.startsWith('google/protobuf/'))
      .sort()
      .filter((_, index) => index % 80 === 7);
    assert.ok(names.length > 80);
    assert.ok(compare(context, corpusFolder, names, retainOptions) > 400);
  });
}

/** Compares all elements of the files and returns how many have options. */
function compare(context: TestContext, folder: string, names: readonly string[], retainOptions: boolean): number {
  const theirs = optionsOfDescriptorSet(descriptorSet(temporaryFolder(context), folder, names, retainOptions));
  const { snapshot, ids } = load(folder, names);
  let count = 0;
  for (const name of names) {
    const id = ids.get(name);
    assert.ok(id !== undefined);
    assert.deepEqual(
      snapshot.problems(id).filter(({ code }) => code !== 'unused-import'),
      [],
      name,
    );
    const ours = optionsOfFile(snapshot, id, new InterpretedOptions(snapshot, id), { retainOptions });
    assert.deepEqual(sorted(ours), sorted(theirs.get(name) ?? new Map()), name);
    count += ours.size;
  }
  return count;
}

function sorted(options: OptionsByElement): [string, string][] {
  return [...options].sort(([a], [b]) => (a < b ? -1 : 1));
}

function descriptorSet(scratch: string, folder: string, names: readonly string[], retainOptions: boolean): Buffer {
  const out = path.join(scratch, 'set.binpb');
  const args = [`-I${folder}`, `-I${protocInclude}`, `-o${out}`, ...(retainOptions ? ['--retain_options'] : [])];
  execFileSync(protocBinary(), [...args, ...names], { stdio: ['ignore', 'ignore', 'pipe'] });
  return readFileSync(out);
}

/** A snapshot of the files and everything they import. */
function load(folder: string, names: readonly string[]) {
  const schema = new Schema();
  const ids = new Map<string, number>();
  const found: { name: string; parsed: ReturnType<typeof parse> }[] = [];
  const add = (name: string): void => {
    if (ids.has(name)) return;
    ids.set(name, found.length);
    const root = name.startsWith('google/protobuf/') ? protocInclude : folder;
    const parsed = parse(readFileSync(path.join(root, name)), schema.names);
    found.push({ name, parsed });
    for (const statement of importStatements(parsed, schema.names)) add(statement.path);
  };
  for (const name of names) add(name);
  const files = found.map(({ name, parsed }, id) => ({
    id,
    name,
    parsed,
    imports: Int32Array.from(importStatements(parsed, schema.names), (statement) => ids.get(statement.path) ?? -1),
  }));
  return { snapshot: schema.snapshot(files), ids };
}
