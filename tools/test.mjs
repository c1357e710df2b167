// npm test: builds and runs everything that can run on this machine, says what could not and why, and ends with one
// line of counts. Works in a fresh clone. With PROTOPIPE_REQUIRE_ALL=1 what cannot run is a failure.
//
//   --fast         without the suites that start a VS Code
//   --only a,b     only these suites: check, unit, conformance, vscode, e2e
//   --grep TEXT    only tests whose name matches
//   --slow         also *.slow.test.ts
//   --no-build     takes out/ and dist/ as they are
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureModules } from './ensure-modules.mjs';

const { values } = parseArgs({
  options: {
    fast: { type: 'boolean', default: false },
    only: { type: 'string' },
    grep: { type: 'string' },
    slow: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});
const requireAll = process.env.PROTOPIPE_REQUIRE_ALL === '1';

try {
  ensureModules();
  if (!values['no-build']) await import('./build.mjs');
} catch (error) {
  console.error(error.message);
  console.log('\nnot built, so nothing was tested\n0 passed, 1 failed');
  process.exit(1);
}
const { suites, temporaryFolder } = await import('./suites.mjs');

const wanted =
  values.only?.split(',') ??
  suites.map(({ name }) => name).filter((name) => !values.fast || !['vscode', 'e2e'].includes(name));
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) throw new Error(`no suite is called ${unknown.join(', ')}`);

const total = { passed: 0, failed: 0, skipped: 0 };
const notes = [];
const temporary = temporaryFolder();
try {
  for (const suite of suites.filter(({ name }) => wanted.includes(name))) {
    console.log(`\n== ${suite.name}`);
    const missing = suite.missing();
    if (missing) {
      notes.push(`${suite.name}: not run: ${missing}`);
      total[requireAll ? 'failed' : 'skipped']++;
      continue;
    }
    const counts = await suite.run({ slow: values.slow, grep: values.grep, temporary });
    // A suite that ran nothing tells nothing; with --grep it may well have nothing to run.
    if (counts.passed + counts.failed === 0 && !values.grep) {
      notes.push(`${suite.name}: no test was found`);
      counts.failed = 1;
    }
    if (counts.skipped > 0) notes.push(`${suite.name}: ${counts.skipped} skipped, each with its reason above`);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
} finally {
  fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}

console.log();
for (const note of notes) console.log(note);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
// What a test may have left running must not hold up the result.
process.exit(total.failed > 0 ? 1 : 0);
