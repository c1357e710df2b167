// The features of editions as far as descriptor.proto defines them: what each declaration has after the defaults of the
// edition, what is set around it and what is set on it are put together. Features of languages (pb.cpp, …) are options
// like others and not known here. Whether a value may be set where it is set is not asked here either.
//
// All nine features of a declaration are one number, three bits each, so that resolving them costs no memory.
import type { Names } from '../syntax/names.js';
import { Edition, Flag, Kind, Node } from '../syntax/tree.js';
import { Word } from '../syntax/words.js';
import { isOptionFalse, isOptionTrue } from './declarations.js';
import type { FileTable } from './file-table.js';

/** The fields of google.protobuf.FeatureSet, as the bit at which each starts in the number: 3 × (field number - 1). */
export const enum Feature {
  fieldPresence = 0,
  enumType = 3,
  repeatedFieldEncoding = 6,
  utf8Validation = 9,
  messageEncoding = 12,
  jsonFormat = 15,
  enforceNamingStyle = 18,
  defaultSymbolVisibility = 21,
  enforceProtoLimits = 24,
}

/** Values by their numbers in descriptor.proto. */
export const enum FieldPresence {
  explicit = 1,
  implicit = 2,
  legacyRequired = 3,
}

export const enum EnumType {
  open = 1,
  closed = 2,
}

export const enum RepeatedFieldEncoding {
  packed = 1,
  expanded = 2,
}

export const enum Utf8Validation {
  verify = 2,
  none = 3,
}

export const enum MessageEncoding {
  lengthPrefixed = 1,
  delimited = 2,
}

export const enum JsonFormat {
  allow = 1,
  legacyBestEffort = 2,
}

export const enum NamingStyle {
  style2024 = 1,
  legacy = 2,
  style2026 = 3,
}

export const enum SymbolVisibility {
  exportAll = 1,
  exportTopLevel = 2,
  localAll = 3,
  strict = 4,
}

export const enum ProtoLimits {
  legacyNoExplicitLimits = 1,
  protoLimits2026 = 2,
}

/** What the options of one element set. */
export interface OwnFeatures {
  /** The bits of the features that are set. */
  readonly mask: number;
  readonly values: number;
}

/** The value of one feature. */
export function featureValue(features: number, feature: Feature): number {
  return (features >> feature) & 7;
}

/**
 * The features of a declaration: file (node 0), message, field, oneof, enum, enum value, extensions statement, service
 * or method. Those that proto2 and proto3 give by other means (required, group, packed) are included.
 */
export function featuresOf(table: FileTable, node: number): number {
  const { nodes } = table.parsed;
  const edition: Edition = nodes[Node.value];
  const { features } = table;
  if (edition < Edition.e2023) return inferred(nodes, node, edition, defaultFeatures(edition));
  if (features === undefined) return defaultFeatures(edition);
  let mask = 0;
  let values = 0;
  for (let at = node; at >= 0; at = nodes[at + Node.parent]) {
    const own = features.get(at);
    if (own === undefined) continue;
    values |= own.values & ~mask;
    mask |= own.mask;
  }
  return values | (defaultFeatures(edition) & ~mask);
}

/** What the options of the element itself set to a feature, or 0. */
export function ownFeature(table: FileTable, node: number, feature: Feature): number {
  return featureValue(table.features?.get(node)?.values ?? 0, feature);
}

/** The features of a file of an edition in which none is set. */
export function defaultFeatures(edition: Edition): number {
  if (edition <= Edition.proto2) return proto2;
  if (edition === Edition.proto3) return proto3;
  if (edition === Edition.e2023) return edition2023;
  return edition === Edition.e2024 ? edition2024 : edition2026;
}

/** Syntax proto2 and proto3 have other words for some features. */
function inferred(nodes: Int32Array, node: number, edition: Edition, features: number): number {
  const head = nodes[node];
  const kind = head & Flag.kind;
  if (kind !== Kind.field && kind !== Kind.group) return features;
  if (edition === Edition.proto3) {
    return head & Flag.repeated && isOptionFalse(nodes, node, Word.packed)
      ? withValue(features, Feature.repeatedFieldEncoding, RepeatedFieldEncoding.expanded)
      : features;
  }
  if (head & Flag.required) features = withValue(features, Feature.fieldPresence, FieldPresence.legacyRequired);
  if (kind === Kind.group) features = withValue(features, Feature.messageEncoding, MessageEncoding.delimited);
  if (head & Flag.repeated && isOptionTrue(nodes, node, Word.packed)) {
    features = withValue(features, Feature.repeatedFieldEncoding, RepeatedFieldEncoding.packed);
  }
  return features;
}

function withValue(features: number, feature: Feature, value: number): number {
  return (features & ~(7 << feature)) | (value << feature);
}

/** What options set, by the element they stand on. `options` are Option nodes whose first name is `features`. */
export function ownFeaturesOf(
  nodes: Int32Array,
  names: Names,
  options: Iterable<number>,
): ReadonlyMap<number, OwnFeatures> {
  const found = new Map<number, { mask: number; values: number }>();
  const set = (element: number, name: number, value: number): void => {
    if ((nodes[value] & Flag.kind) !== Kind.scalar || nodes[value] & Flag.negative) return;
    const known = knownFeatures.get(names.text(name));
    if (!known) return;
    const text = names.text(nodes[value + Node.name]);
    const number = nodes[value] & Flag.identifier ? known.values.indexOf(text) : Number(text);
    if (!(number > 0 && number < known.values.length) || known.values[number] === '') return;
    let own = found.get(element);
    if (!own) found.set(element, (own = { mask: 0, values: 0 }));
    own.values = withValue(own.values, known.feature, number);
    own.mask |= 7 << known.feature;
  };
  for (const option of options) {
    const element = nodes[option + Node.parent];
    const end = nodes[option + Node.end];
    const first = option + Node.size;
    if (nodes[first] & Flag.extension || nodes[first + Node.end] >= end) continue;
    const second = nodes[first + Node.end];
    if ((nodes[second] & Flag.kind) === Kind.namePart) {
      const value = nodes[second + Node.end];
      if (value < end && !(nodes[second] & Flag.extension)) set(element, nodes[second + Node.name], value);
    } else if ((nodes[second] & Flag.kind) === Kind.aggregate) {
      const aggregateEnd = nodes[second + Node.end];
      for (let field = second + Node.size; field < aggregateEnd; field = nodes[field + Node.end]) {
        const value = field + Node.size;
        if (nodes[field] & Flag.extension || value >= nodes[field + Node.end]) continue;
        set(element, nodes[field + Node.name], value);
      }
    }
  }
  return found;
}

/** Names of features and, by number, of their values; '' for numbers that may not be set. */
const knownFeatures = new Map<string, { feature: Feature; values: readonly string[] }>([
  ['field_presence', { feature: Feature.fieldPresence, values: ['', 'EXPLICIT', 'IMPLICIT', 'LEGACY_REQUIRED'] }],
  ['enum_type', { feature: Feature.enumType, values: ['', 'OPEN', 'CLOSED'] }],
  ['repeated_field_encoding', { feature: Feature.repeatedFieldEncoding, values: ['', 'PACKED', 'EXPANDED'] }],
  ['utf8_validation', { feature: Feature.utf8Validation, values: ['', '', 'VERIFY', 'NONE'] }],
  ['message_encoding', { feature: Feature.messageEncoding, values: ['', 'LENGTH_PREFIXED', 'DELIMITED'] }],
  ['json_format', { feature: Feature.jsonFormat, values: ['', 'ALLOW', 'LEGACY_BEST_EFFORT'] }],
  [
    'enforce_naming_style',
    { feature: Feature.enforceNamingStyle, values: ['', 'STYLE2024', 'STYLE_LEGACY', 'STYLE2026'] },
  ],
  [
    'default_symbol_visibility',
    {
      feature: Feature.defaultSymbolVisibility,
      values: ['', 'EXPORT_ALL', 'EXPORT_TOP_LEVEL', 'LOCAL_ALL', 'STRICT'],
    },
  ],
  [
    'enforce_proto_limits',
    { feature: Feature.enforceProtoLimits, values: ['', 'LEGACY_NO_EXPLICIT_LIMITS', 'PROTO_LIMITS2026'] },
  ],
]);

/** The edition_defaults of descriptor.proto. */
const proto2 =
  (FieldPresence.explicit << Feature.fieldPresence) |
  (EnumType.closed << Feature.enumType) |
  (RepeatedFieldEncoding.expanded << Feature.repeatedFieldEncoding) |
  (Utf8Validation.none << Feature.utf8Validation) |
  (MessageEncoding.lengthPrefixed << Feature.messageEncoding) |
  (JsonFormat.legacyBestEffort << Feature.jsonFormat) |
  (NamingStyle.legacy << Feature.enforceNamingStyle) |
  (SymbolVisibility.exportAll << Feature.defaultSymbolVisibility) |
  (ProtoLimits.legacyNoExplicitLimits << Feature.enforceProtoLimits);

const edition2023 =
  (FieldPresence.explicit << Feature.fieldPresence) |
  (EnumType.open << Feature.enumType) |
  (RepeatedFieldEncoding.packed << Feature.repeatedFieldEncoding) |
  (Utf8Validation.verify << Feature.utf8Validation) |
  (MessageEncoding.lengthPrefixed << Feature.messageEncoding) |
  (JsonFormat.allow << Feature.jsonFormat) |
  (NamingStyle.legacy << Feature.enforceNamingStyle) |
  (SymbolVisibility.exportAll << Feature.defaultSymbolVisibility) |
  (ProtoLimits.legacyNoExplicitLimits << Feature.enforceProtoLimits);

const proto3 = withValue(edition2023, Feature.fieldPresence, FieldPresence.implicit);

const edition2024 = withValue(
  withValue(edition2023, Feature.enforceNamingStyle, NamingStyle.style2024),
  Feature.defaultSymbolVisibility,
  SymbolVisibility.exportTopLevel,
);

const edition2026 = withValue(
  withValue(
    withValue(edition2024, Feature.enforceNamingStyle, NamingStyle.style2026),
    Feature.defaultSymbolVisibility,
    SymbolVisibility.strict,
  ),
  Feature.enforceProtoLimits,
  ProtoLimits.protoLimits2026,
);
