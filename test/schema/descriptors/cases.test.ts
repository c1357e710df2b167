// Hand-written files with every construct, and comments in every place: the descriptors are protoc's, byte for byte.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { projectFolder } from '../../conformance/folders.js';
import { buildSet, openFiles, protocSet, type SetOptions } from './build-set.js';
import { firstDifference } from './describe-descriptor.js';

const folder = path.join(projectFolder, 'test/schema/descriptors/cases');
const cases = fs.readdirSync(folder).filter((name) => name.endsWith('.proto'));

const plain: SetOptions = { sourceInfo: false, retainOptions: false, includeImports: false };
const modes: readonly [string, SetOptions][] = [
  ['alone', plain],
  ['with source info', { ...plain, sourceInfo: true }],
  ['with source info and all options', { ...plain, sourceInfo: true, retainOptions: true }],
  ['with imports', { ...plain, includeImports: true }],
];

test('there are cases', () => assert.ok(cases.length > 10));

for (const name of cases) {
  for (const [mode, options] of modes) {
    test(`${name} ${mode}`, () => {
      const ours = buildSet(openFiles([folder], [name]), [name], options);
      const theirs = protocSet([folder], [name], options);
      assert.equal(firstDifference(ours, theirs), '');
      assert.ok(Buffer.from(ours).equals(theirs), 'same fields, other bytes');
    });
  }
}
