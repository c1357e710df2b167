// Compiles the whole corpus with protoc, in one process, and with the compiler under test, and counts equal descriptors.

import { describe } from '../agreement.js';
import type { Compiler } from '../compiler-port.js';
import { type ComparableFile, comparableFiles } from '../descriptors.js';
import { corpusFolder } from '../folders.js';
import { protocInclude, runProtoc, withScratchFolder } from '../protoc.js';
import { corpusFiles, wellKnownFiles } from '../well-known.js';

export interface CorpusComparison {
  readonly total: number;
  readonly equal: number;
  readonly equalWithoutSourceInfo: number;
  readonly rawEqual: number;
  readonly differing: readonly string[];
}

export async function compareCorpus(compiler: Compiler): Promise<CorpusComparison> {
  const wellKnown = wellKnownFiles();
  const corpus = corpusFiles();
  const roots = [...corpus.keys(), ...wellKnown.keys()];
  const theirs = await withScratchFolder((folder) => runProtoc([protocInclude, corpusFolder], roots, folder));
  if (theirs.descriptorSet === undefined) throw new Error(`protoc rejects the corpus: ${describe(theirs.problems)}`);
  const ours = await compiler(new Map([...corpus, ...wellKnown]), roots);
  if (ours.descriptorSet === undefined) {
    throw new Error(`the corpus is rejected: ${describe(ours.problems.slice(0, 20))}`);
  }
  const ourFiles = new Map(comparableFiles(ours.descriptorSet).map((file) => [file.name, file]));
  let equal = 0;
  let equalWithoutSourceInfo = 0;
  let rawEqual = 0;
  const differing: string[] = [];
  for (const file of comparableFiles(theirs.descriptorSet)) {
    const own = ourFiles.get(file.name);
    const same = (key: Exclude<keyof ComparableFile, 'name'>) =>
      own !== undefined && Buffer.compare(file[key], own[key]) === 0;
    if (same('canonical')) equal++;
    else differing.push(file.name);
    if (same('canonicalWithoutSourceInfo')) equalWithoutSourceInfo++;
    if (same('raw')) rawEqual++;
  }
  return { total: roots.length, equal, equalWithoutSourceInfo, rawEqual, differing };
}
