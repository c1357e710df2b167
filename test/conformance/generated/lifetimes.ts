// Options and values that came, were deprecated or went with an edition, and a feature of one's own.
import type { Maker, Syntax } from './maker.js';
import type { Piece } from './special.js';

const file = 'lib/lifetimes.proto';
const editions = ['EDITION_PROTO2', 'EDITION_PROTO3', 'EDITION_2023', 'EDITION_2024', 'EDITION_2026'] as const;
const editionOf: Record<Syntax, (typeof editions)[number]> = {
  proto2: 'EDITION_PROTO2',
  proto3: 'EDITION_PROTO3',
  2023: 'EDITION_2023',
  2024: 'EDITION_2024',
  2026: 'EDITION_2026',
};

interface Life {
  readonly introduced: number;
  readonly deprecated?: number;
  readonly removed?: number;
}

export function lifetimes(maker: Maker): Piece {
  const now = editions.indexOf(editionOf[maker.syntax]);
  const lives = Array.from({ length: 4 }, () => someLife(maker));
  const right = lives.map((life, index) => ({ life, index })).filter(({ life }) => isAlive(life, now));
  const pick = (): number => {
    const wrong = lives.findIndex((life) => !isAlive(life, now));
    if (wrong >= 0 && maker.wrong('option out of its time')) return wrong;
    return right.length > 0 ? maker.random.pick(right).index : -1;
  };
  const uses: string[] = [];
  for (let left = maker.random.below(4); left > 0; left--) {
    const index = pick();
    if (index < 0) continue;
    uses.push(
      maker.random.pick([
        `option (lib.life.note).f${index} = 1;`,
        `option (lib.life.note) = { f${index}: 1 };`,
        `option (lib.life.note) = { inner { f${index}: 1 } kinds: [KIND_ZERO, KIND_${index}] };`,
        `option (lib.life.kind) = KIND_${index};`,
        ...(maker.edition ? [`option features.(lib.life.own).f${index} = true;`] : []),
      ]),
    );
  }
  return {
    imports: [`import ${maker.since2024 && maker.chance(0.5) ? 'option ' : ''}"${file}";`],
    parts: uses.map((use) => `message ${maker.title()} { ${use} }`),
    files: new Map([[file, library(maker, lives)]]),
  };
}

function isAlive({ introduced, removed }: Life, now: number): boolean {
  return introduced <= now && (removed === undefined || now < removed);
}

function someLife(maker: Maker): Life {
  const introduced = maker.random.below(editions.length);
  const deprecated = introduced + maker.random.below(3);
  const removed = deprecated + 1 + maker.random.below(2);
  return {
    introduced,
    ...(maker.chance(0.5) && deprecated < editions.length && { deprecated }),
    ...(maker.chance(0.5) && removed < editions.length && { removed }),
  };
}

function support({ introduced, deprecated, removed }: Life): string {
  const fields = [
    `edition_introduced: ${editions[introduced]}`,
    deprecated === undefined ? '' : `edition_deprecated: ${editions[deprecated]} deprecation_warning: "Take another."`,
    removed === undefined ? '' : `edition_removed: ${editions[removed]} removal_error: "It is gone."`,
  ];
  return `feature_support = { ${fields.join(' ')} }`;
}

function library(maker: Maker, lives: readonly Life[]): string {
  const fields = (more: string, type: string) =>
    lives.map((life, index) => `${type} f${index} = ${index + 1} [${more}${support(life)}];`).join(' ');
  const defaults = 'edition_defaults = { edition: EDITION_LEGACY, value: "false" }, ';
  const syntax = maker.random.pick(['2023', '2024'] as const);
  return [
    `edition = "${syntax}"; package lib.life;`,
    'import "google/protobuf/descriptor.proto";',
    syntax === '2024' ? 'option features.enforce_naming_style = STYLE_LEGACY;' : '',
    `message Own { ${fields(defaults, 'bool')} }`,
    'extend google.protobuf.FeatureSet { Own own = 9995; }',
    `message Note { ${fields('', 'int32')} Note inner = 10; repeated Kind kinds = 11; }`,
    `enum Kind { KIND_ZERO = -1; option features.enum_type = CLOSED;`,
    ...lives.map((life, index) => `KIND_${index} = ${index} [${support(life)}];`),
    '}',
    'extend google.protobuf.MessageOptions { Note note = 50100; Kind kind = 50101; }',
  ].join('\n');
}
