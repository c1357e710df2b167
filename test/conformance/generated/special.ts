// Rare parts of the language, each a self-contained piece that stands beside the ordinary declarations of a file.
import { declaredExtensions } from './declared-extensions.js';
import { languageFeatures } from './language-features.js';
import { lifetimes } from './lifetimes.js';
import { lite } from './lite.js';
import type { Maker } from './maker.js';
import { messageSet } from './message-sets.js';
import { styledNames } from './styled-names.js';
import { visibleTypes } from './visible-types.js';

/** What a piece adds to the main file, and the files it imports. */
export interface Piece {
  readonly imports?: readonly string[];
  readonly parts: readonly string[];
  readonly files?: ReadonlyMap<string, string>;
}

const pieces: readonly ((maker: Maker, packageName: string) => Piece | undefined)[] = [
  declaredExtensions,
  languageFeatures,
  lifetimes,
  lite,
  messageSet,
  styledNames,
  visibleTypes,
];

/** Some of the pieces; in most files none. */
export function specialPieces(maker: Maker, packageName: string): Piece[] {
  if (!maker.chance(0.45)) return [];
  const first = maker.random.below(pieces.length);
  const chosen = pieces.filter((_, index) => index === first || maker.chance(0.1));
  return chosen.map((piece) => piece(maker, packageName)).filter((piece) => piece !== undefined);
}

/** Before the type of a field that may be left out. */
export function optionalLabel(maker: Maker): string {
  return maker.edition ? '' : 'optional ';
}
