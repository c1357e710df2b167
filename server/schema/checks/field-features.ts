// Features of editions that only fit some fields.
import { Edition, Flag, Kind } from '../../syntax/tree.js';
import { FieldType } from '../declarations.js';
import { isClosedEnum } from '../enum-type.js';
import { Feature, FieldPresence, featuresOf, featureValue, ownFeature, RepeatedFieldEncoding } from '../features.js';
import { fieldNameText, fieldType, isPackable, isRepeated, typeOfRef, typeRefOf } from '../field-type.js';
import type { LinkContext } from '../link-context.js';

/** Of a field or map field. */
export function checkFieldFeatures(context: LinkContext, field: number): void {
  const { edition, table, nodes } = context;
  // Without features options a field of an edition has explicit presence, and nothing can be wrong.
  if (edition < Edition.e2023 || table.features === undefined) return;
  const type = fieldType(context, field);
  if (type === 0) return;
  const name = fieldNameText(context, field);
  const repeated = isRepeated(nodes, field);
  const inOneof = (nodes[field] & Flag.inOneof) !== 0;
  const isExtension = (nodes[field] & Flag.extension) !== 0;
  const isMessage = type === FieldType.message || type === FieldType.group;
  const report = (message: string): void => context.reportName('feature-not-allowed', message, field);

  const presence = featureValue(featuresOf(table, field), Feature.fieldPresence);
  if (presence === FieldPresence.implicit && type === FieldType.enum && !repeated && !inOneof && !isExtension) {
    const typeRef = typeRefOf(nodes, field);
    if (isClosedEnum(context, typeRef)) {
      context.reportName(
        'implicit-closed-enum',
        `The field "${name}" has implicit presence, so its enum must be open. Set features.field_presence = EXPLICIT, or open the enum.`,
        field,
      );
    }
  }
  if (!table.features.has(field)) return;

  const ownPresence = ownFeature(table, field, Feature.fieldPresence);
  if (ownPresence !== 0) {
    const what = 'features.field_presence';
    if (inOneof) report(`"${name}" cannot set ${what}: members of a oneof always have presence.`);
    else if (repeated) report(`"${name}" cannot set ${what}: repeated fields have no presence.`);
    else if (isExtension) {
      // LEGACY_REQUIRED is reported as a required extension.
      if (ownPresence !== FieldPresence.legacyRequired) report(`The extension "${name}" cannot set ${what}.`);
    } else if (isMessage && ownPresence === FieldPresence.implicit) {
      report(`"${name}" cannot have implicit presence, since it is a message.`);
    }
  }
  const ownEncoding = ownFeature(table, field, Feature.repeatedFieldEncoding);
  if (ownEncoding !== 0 && !repeated) {
    report(`"${name}" cannot set features.repeated_field_encoding, since it is not repeated.`);
  } else if (ownEncoding === RepeatedFieldEncoding.packed && !isPackable(type)) {
    report(`"${name}" cannot be packed: only repeated fields of numbers, bools and enums can.`);
  }
  if (ownFeature(table, field, Feature.utf8Validation) !== 0 && !holdsString(context, field, type)) {
    report(`"${name}" cannot set features.utf8_validation, since it holds no strings.`);
  }
  if (
    ownFeature(table, field, Feature.messageEncoding) !== 0 &&
    (!isMessage || (nodes[field] & Flag.kind) === Kind.mapField)
  ) {
    report(`"${name}" cannot set features.message_encoding, since it is no message field.`);
  }
}

function holdsString(context: LinkContext, field: number, type: FieldType): boolean {
  const { nodes } = context;
  if ((nodes[field] & Flag.kind) !== Kind.mapField) return type === FieldType.string;
  return (
    typeOfRef(context, typeRefOf(nodes, field, 0)) === FieldType.string ||
    typeOfRef(context, typeRefOf(nodes, field, 1)) === FieldType.string
  );
}
