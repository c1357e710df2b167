// The compiler against the recorded verdicts, places and descriptors of protoc on the hand-written cases.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe as group, test } from 'node:test';
import { compare, describe } from './agreement.js';
import { expectationOfGolden, readTopics } from './case-files.js';
import { compilerUnderTest } from './compiler.js';
import { casesFolder } from './folders.js';
import { isKnown, knownDifferences } from './known-differences.js';
import { wellKnownFiles } from './well-known.js';

const known = knownDifferences();
const wellKnown = wellKnownFiles();

for (const topic of readTopics()) {
  group(topic.name, () => {
    test('every case has a golden and no golden is left over', () => {
      const names = topic.cases.map((each) => each.name);
      assert.deepEqual(Object.keys(topic.goldens).sort(), names.sort(), 'run tools/refresh-conformance.mjs');
    });
    for (const each of topic.cases) {
      const golden = topic.goldens[each.name];
      if (golden === undefined) continue;
      const skip = compilerUnderTest === undefined && 'there is no compiler to test';
      test(each.name, { skip }, async () => {
        assert.ok(compilerUnderTest);
        const compilation = await compilerUnderTest(new Map([...wellKnown, ...each.files]), [each.root]);
        const { disagreement } = compare(expectationOfGolden(golden), compilation);
        if (!disagreement || isKnown(known, ['cases', `${topic.name}/${each.name}`], disagreement)) return;
        assert.fail(
          `${disagreement.kind}: ${disagreement.detail}\nours:\n${describe(compilation.problems)}\n` +
            `protoc:\n${[...(golden.errors ?? ['accepts'])].join('\n')}`,
        );
      });
    }
  });
}

test('cases were read', () => {
  assert.ok(readTopics().length >= 10);
  assert.match(readFileSync(path.join(casesFolder, 'tokens.txt'), 'utf8'), /^== /m);
});
