// The feature_support that fields and enum values of options declare: in which editions they may be used.
import type { Names } from '../../syntax/names.js';
import { Edition, Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import type { OptionNames } from './option-names.js';

/** As google.protobuf.FieldOptions.FeatureSupport; undefined is not set. */
export interface FeatureSupport {
  readonly introduced: number | undefined;
  readonly deprecated: number | undefined;
  readonly deprecationWarning: string | undefined;
  readonly removed: number | undefined;
  readonly removalError: string | undefined;
  /** Address of the first option that says so. */
  readonly option: number;
}

/** Reads the feature_support of a field or enum value; undefined if there is none. */
export function featureSupportOf(
  nodes: Int32Array,
  names: Names,
  declaration: number,
  wellKnown: OptionNames,
): FeatureSupport | undefined {
  const found = new Map<string, string>();
  let first = -1;
  const set = (name: number, value: number): void => {
    if (kindOf(nodes, value) === Kind.scalar) found.set(names.text(name), names.text(nodes[value + Node.name]));
  };
  const end = nodes[declaration + Node.end];
  for (let option = declaration + Node.size; option < end; option = nodes[option + Node.end]) {
    if (kindOf(nodes, option) !== Kind.option || nodes[option + Node.name] !== wellKnown.featureSupport) continue;
    const optionEnd = nodes[option + Node.end];
    const part = option + Node.size;
    if (nodes[part] & Flag.extension) continue;
    if (first < 0) first = option;
    const next = nodes[part + Node.end];
    if (next >= optionEnd) continue;
    if (kindOf(nodes, next) === Kind.namePart) {
      if (nodes[next + Node.end] < optionEnd) set(nodes[next + Node.name], nodes[next + Node.end]);
    } else if (kindOf(nodes, next) === Kind.aggregate) {
      const aggregateEnd = nodes[next + Node.end];
      for (let field = next + Node.size; field < aggregateEnd; field = nodes[field + Node.end]) {
        const value = field + Node.size;
        if (value < nodes[field + Node.end]) set(nodes[field + Node.name], value);
      }
    }
  }
  if (first < 0) return undefined;
  const edition = (name: string): number | undefined => {
    const text = found.get(name);
    return text === undefined ? undefined : (editionNumbers.get(text) ?? Number(text));
  };
  return {
    introduced: edition('edition_introduced'),
    deprecated: edition('edition_deprecated'),
    deprecationWarning: found.get('deprecation_warning'),
    removed: edition('edition_removed'),
    removalError: found.get('removal_error'),
    option: first,
  };
}

/** "proto2", "edition 2023", … */
export function editionName(edition: number): string {
  for (const [name, number] of editionNumbers) {
    if (number !== edition) continue;
    const short = name.slice('EDITION_'.length);
    return short.startsWith('PROTO') ? short.toLowerCase() : `edition ${short}`;
  }
  return `edition ${edition}`;
}

/** The values of google.protobuf.Edition. */
const editionNumbers: ReadonlyMap<string, number> = new Map([
  ['EDITION_UNKNOWN', Edition.unknown],
  ['EDITION_1_TEST_ONLY', 1],
  ['EDITION_2_TEST_ONLY', 2],
  ['EDITION_LEGACY', 900],
  ['EDITION_PROTO2', Edition.proto2],
  ['EDITION_PROTO3', Edition.proto3],
  ['EDITION_2023', Edition.e2023],
  ['EDITION_2024', Edition.e2024],
  ['EDITION_2026', Edition.e2026],
  ['EDITION_UNSTABLE', Edition.unstable],
  ['EDITION_99997_TEST_ONLY', 99997],
  ['EDITION_99998_TEST_ONLY', 99998],
  ['EDITION_99999_TEST_ONLY', 99999],
  ['EDITION_MAX', 0x7fffffff],
]);
