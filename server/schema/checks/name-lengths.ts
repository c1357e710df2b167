// Names that are too long for protoc, which keeps the length of a full name, and of all forms of a field's name
// together, in 16 bits.
import { childOf, Flag, Kind, Node } from '../../syntax/tree.js';
import { isField } from '../declarations.js';
import { jsonNameOf } from '../derived-names.js';
import type { LinkContext } from '../link-context.js';

export const maxPackageLength = 511;
const maxLength = 65535;
/** No name of this length is in one that is too long: messages are nested 31 deep at most. */
const shortLength = 200;

export function checkNameLengths(context: LinkContext): void {
  const { table, file } = context;
  // A field has its name in four forms at most, and every byte of them stands in the file or its package.
  if ((file.parsed.byteLength + maxPackageLength + shortLength) * 4 <= maxLength || !hasLongNames(context)) return;
  for (let i = 0; i < table.paths.length; i++) {
    const node = table.nodes[i];
    const length = fullLength(context, table.paths[i]);
    if (length > maxLength) {
      context.reportName('name-too-long', `A full name can have ${maxLength} bytes at most. Shorten it.`, node);
    } else if (isNameOfField(context, i)) checkForms(context, node, table.paths[i], length);
  }
}

function hasLongNames(context: LinkContext): boolean {
  const { table, paths, names } = context;
  for (let i = 0; i < table.paths.length; i++) {
    if (names.byteLengthOf(paths.simpleName(table.paths[i])) > shortLength) return true;
    if (isNameOfField(context, i) && customLength(context, table.nodes[i]) > shortLength) return true;
  }
  return false;
}

/** Of a map field, not its entries; of a group, not its message. */
function isNameOfField({ table, nodes }: LinkContext, index: number): boolean {
  return (
    isField(nodes[table.nodes[index]] & Flag.kind) && (index === 0 || table.nodes[index - 1] !== table.nodes[index])
  );
}

function fullLength({ paths, names }: LinkContext, path: number): number {
  let length = -1;
  for (let at = path; at !== 0; at = paths.parent(at)) length += 1 + names.byteLengthOf(paths.simpleName(at));
  return length;
}

/** The length of the JSON name that a field is given, in bytes, or -1. */
function customLength({ nodes, names }: LinkContext, field: number): number {
  // Most fields have no options behind their type.
  if (nodes[field + Node.size + Node.end] >= nodes[field + Node.end]) return -1;
  const option = childOf(nodes, field, Kind.jsonName);
  const value = option + Node.size;
  return option < 0 || value >= nodes[option + Node.end] ? -1 : names.byteLengthOf(nodes[value + Node.name]);
}

/** What differs from the name is kept beside the full name, with a byte for each; two only if they are all there is. */
function checkForms(context: LinkContext, field: number, path: number, full: number): void {
  const { nodes, names, paths } = context;
  const name = names.text(paths.simpleName(path));
  const byDefault = jsonNameOf(name);
  const option = childOf(nodes, field, Kind.jsonName);
  const custom = option < 0 ? undefined : names.text(nodes[option + Node.size + Node.name]);
  const json = custom ?? byDefault;
  const camel = byDefault.charAt(0).toLowerCase() + byDefault.slice(1);
  const isLower = name.toLowerCase() === name;
  if (isLower && camel === name && json === name) return;
  const jsonLength = custom === undefined ? json.length : customLength(context, field);
  const all = isLower && json === camel ? full + camel.length + 2 : full + name.length + camel.length + jsonLength + 4;
  if (all <= maxLength) return;
  context.reportName(
    'name-too-long',
    `The name of the field is too long: its full name, and what it is in lower case, in camel case and in JSON, can have ${maxLength} bytes together at most. Shorten it.`,
    field,
  );
}
