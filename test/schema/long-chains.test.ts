// Imports in a row, more of them than the stack has room for calls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { descriptorSetFiles } from '../../server/schema/descriptors/descriptor-set.js';
import { Schema } from '../../server/schema/schema.js';
import type { SourceFile } from '../../server/schema/source-file.js';
import { parse } from '../../server/syntax/parse.js';

const length = 20_000;

for (const kind of ['', 'public ']) {
  test(`a chain of ${length} ${kind}imports is followed to its end`, () => {
    const schema = new Schema();
    const files = Array.from({ length }, (_, id): SourceFile => {
      const next = id < length - 1 ? `import ${kind}"${id + 1}.proto";` : '';
      const use = id === 0 ? `M${length - 1} last = 1;` : '';
      const text = `syntax = "proto3"; ${next} message M${id} { ${use} }`;
      const imports = Int32Array.from(id < length - 1 ? [id + 1] : []);
      return { id, name: `${id}.proto`, parsed: parse(Buffer.from(text), schema.names), imports };
    });
    const snapshot = schema.snapshot(files);
    const found = snapshot.problems(0).map(({ code }) => code);
    assert.deepEqual(found, kind === '' ? ['undefined-type'] : []);
    assert.equal(descriptorSetFiles(snapshot, [0], true).length, length);
  });
}
