// The assertion of the differential suites.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Compiler } from '../compiler-port.js';
import { knownDifferences } from '../known-differences.js';
import { differ, Oracle, type Outcome } from './differential.js';
import { type Mutant, Mutants } from './mutants.js';
import { classesOf, classTable, summary } from './report.js';

const seed = 1;

/** Fails on a disagreement that known-differences.md does not list. */
export async function agreeOnMutants(compiler: Compiler, count: number, context: TestContext): Promise<void> {
  const mutants = new Mutants();
  await agreeOn(
    Array.from({ length: count }, (_, number) => () => mutants.mutant(seed, number)),
    compiler,
    context,
  );
}

/** As `agreeOnMutants`, of files that each make when they are needed. Resolves with what was found. */
export async function agreeOn(
  makers: readonly (() => Mutant)[],
  compiler: Compiler,
  context: TestContext,
): Promise<Outcome> {
  function* series(): Iterable<Mutant> {
    for (const make of makers) yield make();
  }
  const count = makers.length;
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
  return outcome;
}
