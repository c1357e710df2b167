// Calls again, with a Windows node.exe and Windows pipes, under Wine. The search for targets is not among them: Wine
// does not list pipes.
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runUnderWine, whyNoWine } from '../pipe/under-wine.js';

const here = path.dirname(fileURLToPath(import.meta.url));
/** What a system can change; the rest is the same everywhere. */
const files = ['kinds.test.js', 'parse-target.test.js', 'frame-batches.test.js'];

describe('under Wine', { timeout: 1_500_000 }, () => {
  let missing: string | undefined;
  before(async () => {
    missing = await whyNoWine();
  });

  for (const file of files) {
    test(file, async (t) => {
      if (missing) return t.skip(missing);
      await runUnderWine(t, path.join(here, file));
    });
  }
});
