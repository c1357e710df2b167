// What the features of editions come to for a declaration, in words.

import { isExported } from '../schema/checks/visibility.js';
import { FieldType, scalarType } from '../schema/declarations.js';
import {
  EnumType,
  Feature,
  FieldPresence,
  featuresOf,
  featureValue,
  MessageEncoding,
  RepeatedFieldEncoding,
  Utf8Validation,
} from '../schema/features.js';
import { Flag, Kind } from '../syntax/tree.js';
import type { FileView } from './file-view.js';
import { fieldType } from './value-type.js';

/** Presence of a singular field: whether it tells "not set" from its default value. */
export function presenceOf(view: FileView, field: number): FieldPresence | undefined {
  const head = view.nodes[field];
  if (head & Flag.repeated || view.kind(field) === Kind.mapField) return undefined;
  if (head & (Flag.inOneof | Flag.extension | Flag.optional)) return FieldPresence.explicit;
  const presence: FieldPresence = featureValue(featuresOf(view.table, field), Feature.fieldPresence);
  if (presence !== FieldPresence.implicit) return presence;
  const type = fieldType(view.snapshot, { file: view.id, path: 0, node: field });
  return type?.kind === 'message' ? FieldPresence.explicit : presence;
}

/** "explicit presence", "packed", "closed enum", … */
export function featureFacts(view: FileView, node: number): string[] {
  const features = featuresOf(view.table, node);
  const facts: string[] = [];
  if (!isExported(view.table, node)) facts.push('used in this file only');
  if (view.kind(node) === Kind.enum)
    facts.push(featureValue(features, Feature.enumType) === EnumType.closed ? 'closed enum' : 'open enum');
  if (view.kind(node) !== Kind.field) return facts;
  switch (presenceOf(view, node)) {
    case FieldPresence.explicit:
      facts.push('explicit presence');
      break;
    case FieldPresence.implicit:
      facts.push('implicit presence');
      break;
    case FieldPresence.legacyRequired:
      facts.push('required');
      break;
    case undefined:
      break;
  }
  const packed = isPacked(view, node);
  if (packed !== undefined) facts.push(packed ? 'packed' : 'not packed');
  if (isDelimited(view, node)) facts.push('delimited');
  const type = fieldType(view.snapshot, { file: view.id, path: 0, node });
  const isString = type?.kind === 'scalar' && scalarType(type.word) === FieldType.string;
  if (isString && featureValue(features, Feature.utf8Validation) === Utf8Validation.none)
    facts.push('UTF-8 not checked');
  return facts;
}

/** Whether the elements of a repeated field stand one behind the other in one record; undefined where they cannot. */
export function isPacked(view: FileView, field: number): boolean | undefined {
  if ((view.nodes[field] & Flag.repeated) === 0) return undefined;
  const type = fieldType(view.snapshot, { file: view.id, path: 0, node: field });
  const scalar = type?.kind === 'scalar' ? scalarType(type.word) : 0;
  const isNumber = scalar !== 0 && scalar !== FieldType.string && scalar !== FieldType.bytes;
  if (type?.kind !== 'enum' && !isNumber) return undefined;
  return featureValue(featuresOf(view.table, field), Feature.repeatedFieldEncoding) === RepeatedFieldEncoding.packed;
}

/** Whether a field's message stands between two tags instead of behind its length. */
export function isDelimited(view: FileView, field: number): boolean {
  if (view.kind(field) === Kind.group) return true;
  const type = fieldType(view.snapshot, { file: view.id, path: 0, node: field });
  if (type?.kind !== 'message') return false;
  return featureValue(featuresOf(view.table, field), Feature.messageEncoding) === MessageEncoding.delimited;
}
