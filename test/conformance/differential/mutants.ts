// The series of mutants: number n is the same file in every run.

import { seededRandom } from '../../random.js';
import { readTopics } from '../case-files.js';
import { Library } from './library.js';
import { mutate } from './mutate.js';

export interface Mutant {
  readonly number: number;
  /** Name of the file or case it was made from. */
  readonly origin: string;
  readonly root: string;
  /** The mutated root and, of a case, the files beside it. */
  readonly own: ReadonlyMap<string, Uint8Array>;
  /** `own` and all it imports. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface Seed {
  readonly origin: string;
  readonly root: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Larger files are rare and cost protoc much time. */
const maximumSeedBytes = 12_000;
/** Nearly all of the corpus is proto3; the cases bring proto2, editions and the rarer statements. */
const corpusShare = 0.4;
const wholeFileShare = 0.2;
const rightCaseShare = 0.28;
/** The topic of cases that hold much of the language in each file. */
const wholeFiles = 'whole-files';

export class Mutants {
  private readonly library = new Library();
  private readonly corpusSeeds: readonly Seed[];
  private readonly wholeFileSeeds: readonly Seed[];
  private readonly rightCaseSeeds: readonly Seed[];
  private readonly wrongCaseSeeds: readonly Seed[];

  constructor() {
    this.corpusSeeds = [...this.library.files]
      .filter(([, bytes]) => bytes.length <= maximumSeedBytes)
      .map(([name, bytes]) => ({ origin: name, root: name, files: new Map([[name, bytes]]) }));
    const cases = readTopics().flatMap((topic) =>
      topic.cases.map(({ name, root, files }) => ({
        topic: topic.name,
        right: topic.goldens[name]?.errors === undefined,
        seed: { origin: `${topic.name}/${name}`, root, files },
      })),
    );
    this.wholeFileSeeds = cases.filter(({ topic }) => topic === wholeFiles).map(({ seed }) => seed);
    if (this.wholeFileSeeds.length === 0) throw new Error(`no cases of ${wholeFiles}`);
    this.rightCaseSeeds = cases.filter(({ right }) => right).map(({ seed }) => seed);
    this.wrongCaseSeeds = cases.filter(({ right }) => !right).map(({ seed }) => seed);
  }

  /** @param seed of the series; @param number counts from 0 */
  mutant(seed: number, number: number): Mutant {
    const random = seededRandom(seed * 1_000_003 + number);
    const { origin, root, files } = random.pick(this.seedsAt(random.next()));
    const original = files.get(root) ?? new Uint8Array();
    // Latin-1 keeps every byte.
    const text = mutate(Buffer.from(original).toString('latin1'), random);
    const own = new Map([...files, [root, Buffer.from(text, 'latin1')]]);
    return { number, origin, root, own, files: this.library.closure(own) };
  }

  /** @param drawn from 0 to 1 */
  private seedsAt(drawn: number): readonly Seed[] {
    if (drawn < corpusShare) return this.corpusSeeds;
    if (drawn < corpusShare + wholeFileShare) return this.wholeFileSeeds;
    return drawn < corpusShare + wholeFileShare + rightCaseShare ? this.rightCaseSeeds : this.wrongCaseSeeds;
  }
}
