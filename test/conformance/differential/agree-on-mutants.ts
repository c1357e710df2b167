// The assertion both differential suites make.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Compiler } from '../compiler-port.js';
import { knownDifferences } from '../known-differences.js';
import { differ, Oracle } from './differential.js';
import { type Mutant, Mutants } from './mutants.js';
import { classesOf, classTable, summary } from './report.js';

const seed = 1;

/** Fails on a disagreement that known-differences.md does not list. */
export async function agreeOnMutants(compiler: Compiler, count: number, context: TestContext): Promise<void> {
  const mutants = new Mutants();
  function* series(): Iterable<Mutant> {
    for (let number = 0; number < count; number++) yield mutants.mutant(seed, number);
  }
  const outcome = await differ(series(), new Oracle(), compiler);
  for (const line of summary(outcome).split('\n')) context.diagnostic(line);
  assert.ok(outcome.compared > count * 0.98, `only ${outcome.compared} of ${count} were compared`);
  const unlisted = classesOf(outcome, knownDifferences()).filter((each) => !each.known);
  const total = unlisted.reduce((sum, each) => sum + each.findings.length, 0);
  assert.equal(
    total,
    0,
    `${total} unlisted disagreements (tools/differential.mjs --show N)\n${classTable(unlisted, 40)}`,
  );
}
