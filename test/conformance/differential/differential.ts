// Runs protoc and the compiler under test over the same files and gathers where they differ.
import { type Agreement, compare, type Disagreement, type Expectation, expectationOf } from '../agreement.js';
import type { Compilation, Compiler } from '../compiler-port.js';
import { corpusFolder } from '../folders.js';
import { protocOver } from '../protoc.js';
import type { Mutant } from './mutants.js';
import { keyOf, VerdictCache } from './verdict-cache.js';

export interface Finding {
  readonly mutant: Mutant;
  readonly agreement: Agreement;
  readonly disagreement: Disagreement;
}

export interface Outcome {
  readonly compared: number;
  /** protoc ended abnormally and has no verdict. */
  readonly withoutVerdict: number;
  readonly bothReject: number;
  readonly bothAccept: number;
  readonly rawEqual: number;
  readonly agreements: readonly Agreement[];
  readonly findings: readonly Finding[];
}

export class Oracle {
  private readonly cache = new VerdictCache();

  /** Undefined when protoc itself ends abnormally on the file. */
  async verdict(mutant: Mutant): Promise<Expectation | undefined> {
    const key = keyOf(mutant);
    const cached = this.cache.get(key);
    if (cached) return cached;
    const run = await protocOver(mutant.own, [mutant.root], [corpusFolder]);
    if (run.crashed !== undefined) return undefined;
    const verdict = expectationOf(run);
    this.cache.set(key, verdict);
    return verdict;
  }
}

/** @param concurrency protoc processes at a time */
export async function differ(
  mutants: Iterable<Mutant>,
  oracle: Oracle,
  compiler: Compiler,
  concurrency = 2,
): Promise<Outcome> {
  const agreements: Agreement[] = [];
  const findings: Finding[] = [];
  let withoutVerdict = 0;
  let bothAccept = 0;
  let bothReject = 0;
  const source = mutants[Symbol.iterator]();
  const work = async () => {
    for (let next = source.next(); !next.done; next = source.next()) {
      const mutant = next.value;
      const expected = await oracle.verdict(mutant);
      if (expected === undefined) {
        withoutVerdict++;
        continue;
      }
      const agreement = await compareGuarded(expected, mutant, compiler);
      agreements.push(agreement);
      const { disagreement } = agreement;
      if (disagreement) findings.push({ mutant, agreement, disagreement });
      if (disagreement?.kind !== 'accepts' && disagreement?.kind !== 'rejects') {
        if (expected.errors.length > 0) bothReject++;
        else bothAccept++;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  findings.sort((a, b) => a.mutant.number - b.mutant.number);
  const rawEqual = agreements.filter((agreement) => agreement.rawEqual).length;
  return { compared: agreements.length, withoutVerdict, bothAccept, bothReject, rawEqual, agreements, findings };
}

async function compareGuarded(expected: Expectation, mutant: Mutant, compiler: Compiler): Promise<Agreement> {
  let compilation: Compilation;
  try {
    compilation = await compiler(mutant.files, [mutant.root]);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const subjectLine = stack.split('\n', 2).join(' ').slice(0, 160);
    return {
      disagreement: { kind: 'throws', subject: subjectLine, detail: stack },
      placesFound: 0,
      places: 0,
      ownPlacesShared: 0,
      ownPlaces: 0,
      rawEqual: false,
    };
  }
  return compare(expected, compilation);
}
