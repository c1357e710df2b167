// What all writers of a generated file share: the random source, unique names, and the places where a mistake could be made.
import type { Random } from '../../random.js';

export type Syntax = 'proto2' | 'proto3' | '2023' | '2024' | '2026';

/** Which of the places that could go wrong does. */
export interface Mistake {
  readonly kind: string;
  /** Counts the places of the kind from 0, in the order they are written. */
  readonly occurrence: number;
}

export class Maker {
  /** How many places there were of each kind of mistake. */
  readonly places = new Map<string, number>();
  private names = 0;

  constructor(
    readonly random: Random,
    readonly syntax: Syntax,
    private readonly mistake?: Mistake,
  ) {}

  get edition(): boolean {
    return this.syntax !== 'proto2' && this.syntax !== 'proto3';
  }

  /** Editions of 2024 and later: visibility, naming style, `import option`. */
  get since2024(): boolean {
    return this.syntax === '2024' || this.syntax === '2026';
  }

  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  /**
   * Whether to go wrong here. Draws nothing, so that up to the mistake a file is the same with it and without.
   */
  wrong(kind: string): boolean {
    const occurrence = this.places.get(kind) ?? 0;
    this.places.set(kind, occurrence + 1);
    return this.mistake?.kind === kind && this.mistake.occurrence === occurrence;
  }

  /** Between 0 and `most` pieces. */
  some(most: number, write: (index: number) => string): string {
    return this.times(this.random.below(most + 1), write);
  }

  times(count: number, write: (index: number) => string): string {
    return Array.from({ length: count }, (_, index) => write(index)).join(' ');
  }

  maybe(probability: number, write: () => string): string {
    return this.chance(probability) ? write() : '';
  }

  /** lower_snake, unlike every other name but by chance a word of the language. */
  snake(): string {
    return `${this.random.pick(words)}_${letters(this.names++)}`;
  }

  /** TitleCase, unique. */
  title(): string {
    const word = this.random.pick(words);
    return `${word.charAt(0).toUpperCase()}${word.slice(1)}${letters(this.names++)
      .toUpperCase()
      .charAt(0)}${letters(this.names++)}`;
  }
}

const words = [
  'apple',
  'message',
  'optional',
  'map',
  'group',
  'stream',
  'to',
  'max',
  'inf',
  'package',
  'reserved',
  'option',
  'rpc',
  'string',
  'int32',
  'export',
  'local',
];

/** 0 → `a`, 25 → `z`, 26 → `ba`. */
function letters(number: number): string {
  const last = String.fromCharCode(97 + (number % 26));
  return number < 26 ? last : letters(Math.floor(number / 26)) + last;
}
