// The example in pipe/README.md does what it says.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('the example prints what its comment promises', async () => {
  const readme = fs.readFileSync(path.join(root, 'pipe/README.md'), 'utf8');
  const code = /```js\r?\n([\s\S]*?)```/.exec(readme)?.[1];
  assert.ok(code && code.split('\n').length <= 26);
  // Beside the compiled library, which the example imports as its neighbour.
  const file = path.join(root, 'out/pipe', `readme-example-${process.pid}.mjs`);
  fs.writeFileSync(file, code);
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { timeout: 60_000 });
    assert.equal(stdout.trim(), /\/\/ ([A-Z ]+)$/m.exec(code)?.[1]);
    assert.equal(stderr, '');
  } finally {
    fs.rmSync(file);
  }
});
