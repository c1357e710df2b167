// What the features of editions come to for a declaration, in words.

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
  if (view.kind(node) === Kind.enum)
    return [featureValue(features, Feature.enumType) === EnumType.closed ? 'closed enum' : 'open enum'];
  if (view.kind(node) !== Kind.field) return [];
  const facts: string[] = [];
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
  const type = fieldType(view.snapshot, { file: view.id, path: 0, node });
  const scalar = type?.kind === 'scalar' ? scalarType(type.word) : 0;
  const isText = scalar === FieldType.string || scalar === FieldType.bytes;
  if (view.nodes[node] & Flag.repeated && (type?.kind === 'enum' || (scalar !== 0 && !isText))) {
    const packed = featureValue(features, Feature.repeatedFieldEncoding) === RepeatedFieldEncoding.packed;
    facts.push(packed ? 'packed' : 'not packed');
  }
  if (type?.kind === 'message' && featureValue(features, Feature.messageEncoding) === MessageEncoding.delimited)
    facts.push('delimited');
  if (scalar === FieldType.string && featureValue(features, Feature.utf8Validation) === Utf8Validation.none)
    facts.push('UTF-8 not checked');
  return facts;
}
