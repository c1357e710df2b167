// Random files: bytes and tokens of the conformance cases changed without any sense.
import { readTopics } from '../conformance/case-files.js';
import { mutate } from '../conformance/differential/mutate.js';
import { piecesOf } from '../conformance/differential/pieces.js';
import { wellKnownFiles } from '../conformance/well-known.js';
import { type Random, seededRandom } from '../random.js';
import type { FuzzInput } from './stress-inputs.js';

interface Seed {
  readonly root: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Number n of a seed is the same input in every run. */
export class MutationalInputs {
  private readonly wellKnown = wellKnownFiles();
  private readonly seeds: readonly Seed[] = [
    ...readTopics().flatMap((topic) => topic.cases),
    ...[...this.wellKnown].map(([name, bytes]) => ({ root: name, files: new Map([[name, bytes]]) })),
  ];
  private readonly words = this.seeds
    .flatMap(({ root, files }) => piecesOf(latin1(files.get(root))).map((piece) => piece.text))
    .filter((text) => text.length < 60);

  input(seed: number, number: number): FuzzInput {
    const random = seededRandom(seed * 7_368_787 + number);
    const { root, files } = random.pick(this.seeds);
    const text = this.change(latin1(files.get(root)), random);
    return {
      name: `seed ${seed}, number ${number}`,
      root,
      files: new Map([...this.wellKnown, ...files, [root, Buffer.from(text, 'latin1')]]),
    };
  }

  private change(text: string, random: Random): string {
    switch (random.below(5)) {
      case 0:
        return changeBytes(text, random);
      case 1:
        return Array.from({ length: 1 + random.below(400) }, () => random.pick(this.words)).join(
          random.pick(['', ' ']),
        );
      case 2:
        return text.slice(0, random.below(text.length + 1));
      case 3:
        return splice(text, latin1(random.pick(this.seeds).files.values().next().value), random);
      default:
        return Array.from({ length: 1 + random.below(12) }).reduce<string>((changed) => mutate(changed, random), text);
    }
  }
}

function changeBytes(text: string, random: Random): string {
  const bytes = Buffer.from(text, 'latin1');
  for (let left = 1 + random.below(30); left > 0 && bytes.length > 0; left--) {
    const at = random.below(bytes.length);
    const old = bytes[at] ?? 0;
    bytes[at] = random.pick([random.below(256), old ^ (1 << random.below(8)), 0, 0x22, 0x7b, 0x7d, 0x5c, 0x0a]);
  }
  return bytes.toString('latin1');
}

function splice(one: string, other: string, random: Random): string {
  const cut = random.below(one.length + 1);
  const start = random.below(other.length + 1);
  return one.slice(0, cut) + other.slice(start, start + random.below(2000)) + one.slice(cut);
}

function latin1(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? new Uint8Array()).toString('latin1');
}
