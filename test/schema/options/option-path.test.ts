// Where in the options message each option is: what locations of source code info are rewritten to.
import assert from 'node:assert/strict';
import test from 'node:test';
import { InterpretedOptions } from '../../../server/schema/options/interpreted-options.js';
import { Schema } from '../../../server/schema/schema.js';
import { parse } from '../../../server/syntax/parse.js';
import { importStatements } from '../../../server/syntax/parsed-file.js';
import { wellKnownFiles } from '../../conformance/well-known.js';
import { optionsFile } from './option-cases.js';

test('field numbers, and an index where the last field is repeated', () => {
  const { paths } = pathsOf(`option java_package = "a";
option (o.file).number = 1;
option (o.file).numbers = 1;
option (o.files) = {};
option (o.file).message.text = "a";
option (o.file).numbers = 2;
option (o.files) = {};
option (o.unknown) = 1;
`);
  assert.deepEqual(paths, [
    [1],
    [50000, 1],
    [50000, 2, 0],
    [50001, 0],
    [50000, 4, 3],
    [50000, 2, 1],
    [50001, 1],
    undefined,
  ]);
});

function pathsOf(options: string) {
  const schema = new Schema();
  const text = `syntax = "proto3";\nimport "options.proto";\n${options}`;
  const sources = new Map([
    ...wellKnownFiles(),
    ['options.proto', Buffer.from(optionsFile)],
    ['t.proto', Buffer.from(text)],
  ]);
  const names = [...sources.keys()];
  const files = [...sources].map(([name, bytes], id) => {
    const parsed = parse(bytes, schema.names);
    const imports = importStatements(parsed, schema.names).map(({ path }) => names.indexOf(path));
    return { id, name, parsed, imports: Int32Array.from(imports) };
  });
  const snapshot = schema.snapshot(files);
  const id = files.length - 1;
  const interpreted = new InterpretedOptions(snapshot, id);
  const nodes = [...snapshot.table(id).optionNodes];
  return { paths: nodes.map((node) => interpreted.path(node, { retainOptions: false })) };
}
