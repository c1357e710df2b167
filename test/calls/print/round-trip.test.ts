// Printed source compiles to the descriptors that it was printed from: hand-written files with every construct, and a
// share of the corpus.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { corpusFolder, projectFolder } from '../../conformance/folders.js';
import { corpusNames } from '../../schema/descriptors/corpus.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { roundTrip } from './round-trip.js';

/** Every so manyth file, from a fixed one on. */
const stride = 97;
const first = 41;

for (const folder of ['test/schema/descriptors/cases', 'test/schema/options/protos', 'test/calls/print/cases']) {
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
