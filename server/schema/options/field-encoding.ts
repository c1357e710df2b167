// How fields that options set are encoded, as far as features decide it.
import { Flag } from '../../syntax/tree.js';
import {
  EnumType,
  Feature,
  FieldPresence,
  featuresOf,
  featureValue,
  MessageEncoding,
  RepeatedFieldEncoding,
} from '../features.js';
import type { FileTable } from '../file-table.js';

/** Whether a message field is encoded as a group. */
export function isDelimited(table: FileTable, field: number): boolean {
  return featureValue(featuresOf(table, field), Feature.messageEncoding) === MessageEncoding.delimited;
}

/** Whether a repeated field of a type that can be packed is. */
export function isPacked(table: FileTable, field: number): boolean {
  return featureValue(featuresOf(table, field), Feature.repeatedFieldEncoding) === RepeatedFieldEncoding.packed;
}

/** Whether a singular scalar field outside of oneofs has no presence. */
export function isImplicit(table: FileTable, field: number): boolean {
  if (table.parsed.nodes[field] & Flag.optional) return false;
  return featureValue(featuresOf(table, field), Feature.fieldPresence) === FieldPresence.implicit;
}

/** Whether a message must have the field: `required`, or the feature that stands for it in editions. */
export function isRequired(table: FileTable, field: number): boolean {
  // Also in proto3, where it is a mistake: protoc has looked at the options before.
  if (table.parsed.nodes[field] & Flag.required) return true;
  return featureValue(featuresOf(table, field), Feature.fieldPresence) === FieldPresence.legacyRequired;
}

/** Whether fields of an enum may hold numbers that it has no value for. */
export function isOpen(table: FileTable, enumeration: number): boolean {
  return featureValue(featuresOf(table, enumeration), Feature.enumType) === EnumType.open;
}
