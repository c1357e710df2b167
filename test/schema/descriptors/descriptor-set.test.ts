// Which files a descriptor set holds, and in which order.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { descriptorSetFiles } from '../../../server/schema/descriptors/descriptor-set.js';
import { Schema } from '../../../server/schema/schema.js';
import type { SourceFile } from '../../../server/schema/source-file.js';
import { Parser } from '../../../server/syntax/parse.js';
import { comparableFiles } from '../../conformance/descriptors.js';
import { buildSet, openFiles, protocSet, type SetOptions } from './build-set.js';

const sources: Readonly<Record<string, string>> = {
  'top.proto':
    'edition = "2024"; import "left.proto"; import "right.proto"; import option "custom.proto"; option (custom) = 1;',
  'left.proto': 'syntax = "proto3"; import public "bottom.proto"; message Left { Bottom bottom = 1; }',
  'right.proto': 'syntax = "proto3"; import "bottom.proto"; message Right { Bottom bottom = 1; }',
  'bottom.proto': 'syntax = "proto3"; message Bottom {}',
  'custom.proto':
    'syntax = "proto2"; import "google/protobuf/descriptor.proto"; import "bottom.proto"; extend google.protobuf.FileOptions { optional int32 custom = 5000; } message Custom { optional Bottom bottom = 1; }',
};

const plain: SetOptions = { sourceInfo: false, retainOptions: false, includeImports: false };

const cases: readonly { inputs: readonly string[]; alone: string; withImports: string }[] = [
  {
    inputs: ['top'],
    alone: 'top',
    withImports: 'bottom left right google/protobuf/descriptor custom top',
  },
  {
    inputs: ['top', 'bottom'],
    alone: 'top bottom',
    withImports: 'bottom left right google/protobuf/descriptor custom top',
  },
  {
    inputs: ['top', 'left', 'bottom'],
    alone: 'bottom left top',
    withImports: 'bottom left right google/protobuf/descriptor custom top',
  },
  {
    inputs: ['top', 'custom'],
    alone: 'custom top',
    withImports: 'bottom left right google/protobuf/descriptor custom top',
  },
  { inputs: ['right', 'left'], alone: 'right left', withImports: 'bottom right left' },
];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-sets-'));
test.after(() => fs.rmSync(folder, { recursive: true, force: true }));
for (const [name, text] of Object.entries(sources)) fs.writeFileSync(path.join(folder, name), text);

for (const { inputs, alone, withImports } of cases) {
  const names = inputs.map((name) => `${name}.proto`);
  for (const [includeImports, expected] of [
    [false, alone],
    [true, withImports],
  ] as const) {
    test(`${inputs.join(' ')}${includeImports ? ' with imports' : ''}`, () => {
      const options = { ...plain, includeImports };
      const set = buildSet(openFiles([folder], names), names, options);
      const found = comparableFiles(set).map(({ name }) => name.replace(/\.proto$/, ''));
      assert.equal(found.join(' '), expected);
      assert.ok(Buffer.from(set).equals(protocSet([folder], names, options)));
    });
  }
}

test('a chain of imports may be longer than the call stack', () => {
  const length = 20_000;
  const schema = new Schema();
  const parser = new Parser(schema.names);
  const files = Array.from({ length }, (_, id): SourceFile => {
    const last = id + 1 === length;
    const parsed = parser.parse(Buffer.from(last ? '' : `import "${id + 1}.proto";`));
    return { id, name: `${id}.proto`, parsed, imports: Int32Array.from(last ? [] : [id + 1]) };
  });
  const found = descriptorSetFiles(schema.snapshot(files), [0], true);
  assert.deepEqual(found, files.map(({ id }) => id).reverse());
});
