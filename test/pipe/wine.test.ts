// The tests of this folder again, with a Windows node.exe and Windows pipes, under Wine.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runUnderWine, whyNoWine } from './under-wine.js';

const here = path.dirname(fileURLToPath(import.meta.url));
/** This file, what is about files alone, which Windows pipes are not, and what does not end in reasonable time there. */
const leftOut = /^(wine|stale-endpoints|.*\.slow)\.test\.js$/;

describe('under Wine', { timeout: 1_500_000 }, () => {
  let missing: string | undefined;
  before(async () => {
    missing = await whyNoWine();
  });

  const files = fs.readdirSync(here).filter((name) => name.endsWith('.test.js') && !leftOut.test(name));
  assert.ok(files.length > 5);
  for (const file of files) {
    test(file, async (t) => {
      if (missing) return t.skip(missing);
      await runUnderWine(t, path.join(here, file));
    });
  }
});
