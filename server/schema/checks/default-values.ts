// Default values, as far as they depend on what the field's type names. Literals of scalar types are the parser's.
import { Edition, Flag, forEachChild, Kind, Node } from '../../syntax/tree.js';
import { FieldType } from '../declarations.js';
import { Feature, FieldPresence, featuresOf, featureValue } from '../features.js';
import { fieldNameText, refFile, refNode, refPath, typeOfRef, typeRefOf } from '../field-type.js';
import { type FileTable, findSymbol } from '../file-table.js';
import type { LinkContext } from '../link-context.js';
import { optionRemoval } from '../option-removal.js';

/** Of a `default = …` of a field. */
export function checkDefaultValue(context: LinkContext, node: number): void {
  const { nodes, edition, table } = context;
  const field = nodes[node + Node.parent];
  const value = node + Node.size;
  if (nodes[node] & Flag.broken || value >= nodes[node + Node.end]) return;
  const report = (code: 'default-not-allowed' | 'default-invalid', message: string): void =>
    context.reportNode(code, message, value, { fixes: [optionRemoval(context, node, 'Remove the default value')] });
  const name = fieldNameText(context, field);
  const isMap = (nodes[field] & Flag.kind) === Kind.mapField;
  if (isMap || nodes[field] & Flag.repeated) {
    report('default-not-allowed', `The field "${name}" is repeated and cannot have a default value. Remove it.`);
    return;
  }
  const typeRef = typeRefOf(nodes, field);
  const type = typeOfRef(context, typeRef);
  if (type === FieldType.message) {
    report('default-not-allowed', `The field "${name}" is a message and cannot have a default value. Remove it.`);
    return;
  }
  if (edition === Edition.proto3) {
    report('default-not-allowed', `The field "${name}" cannot have a default value in proto3. Remove it.`);
    return;
  }
  if (type === FieldType.enum) checkEnumDefault(context, field, typeRef, value);
  // The presence of a member of a oneof or an extension is always explicit.
  if (
    edition >= Edition.e2023 &&
    !(nodes[field] & (Flag.inOneof | Flag.extension)) &&
    featureValue(featuresOf(table, field), Feature.fieldPresence) === FieldPresence.implicit
  ) {
    context.reportName(
      'default-not-allowed',
      `The field "${name}" has implicit presence and cannot have a default value. Remove it, or set features.field_presence = EXPLICIT.`,
      field,
      { fixes: [optionRemoval(context, node, 'Remove the default value')] },
    );
  }
}

function checkEnumDefault(context: LinkContext, field: number, typeRef: number, value: number): void {
  const { nodes, names, paths, snapshot } = context;
  const file = refFile(context, typeRef);
  const enumNode = refNode(context, typeRef);
  const table = snapshot.table(file);
  const enumName = names.text(table.parsed.nodes[enumNode + Node.name]);
  const wanted = nodes[value + Node.name];
  const path = refPath(context, typeRef);
  const isIdentifier = (nodes[value] & Flag.identifier) !== 0;
  if (isIdentifier && isValueOf(context, table, enumNode, path, wanted)) return;
  const { choice, more } = firstValues(context, table.parsed.nodes, enumNode);
  // An enum without values is a problem of its own.
  if (choice === '') return;
  context.reportNode(
    'default-invalid',
    isIdentifier
      ? `The enum "${enumName}" has no value "${names.text(wanted)}". Its values: ${choice}${more}.`
      : `The default value of "${fieldNameText(context, field)}" must be the name of a value of the enum "${enumName}": ${choice}${more}.`,
    value,
    { related: [context.relatedName(file, path, `"${paths.text(path)}" is declared here.`)] },
  );
}

/** Whether a name is that of a value of an enum. Values are declared beside their enum. */
function isValueOf(
  { paths }: LinkContext,
  table: FileTable,
  enumNode: number,
  enumPath: number,
  name: number,
): boolean {
  const { nodes } = table.parsed;
  const path = paths.find(paths.parent(enumPath), name);
  const index = path === 0 ? -1 : findSymbol(table, path);
  if (index < 0) return false;
  if (nodes[table.nodes[index] + Node.parent] === enumNode) return true;
  // Another declaration of that name comes first.
  let isValue = false;
  forEachChild(nodes, enumNode, Kind.enumValue, (value) => {
    isValue ||= nodes[value + Node.name] === name;
  });
  return isValue;
}

const maxListedValues = 5;

function firstValues({ names }: LinkContext, nodes: Int32Array, enumNode: number): { choice: string; more: string } {
  const found: string[] = [];
  let value = enumNode + Node.size;
  for (; value < nodes[enumNode + Node.end] && found.length <= maxListedValues; value = nodes[value + Node.end]) {
    if ((nodes[value] & Flag.kind) === Kind.enumValue) found.push(`"${names.text(nodes[value + Node.name])}"`);
  }
  return { choice: found.slice(0, maxListedValues).join(', '), more: found.length > maxListedValues ? ', …' : '' };
}
