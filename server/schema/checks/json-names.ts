// JSON names of the fields of a message: no two the same.
import { childOf, Flag, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { forEachField, isOptionTrue } from '../declarations.js';
import { jsonNameHash, jsonNameOf } from '../derived-names.js';
import { Feature, featuresOf, featureValue, JsonFormat } from '../features.js';
import type { LinkContext } from '../link-context.js';
import { mapEntryName } from '../outline.js';

/** Of a message or the message of a group. */
export function checkJsonNames(context: LinkContext, message: number): void {
  const { nodes, names } = context;
  const seen = context.scratch();
  let suspicious = false;
  let hasCustom = false;
  forEachField(nodes, message, (field) => {
    const name = nodes[field + Node.name];
    if (name === 0) return;
    if ((nodes[field] & Flag.kind) === Kind.group) suspicious = true;
    else if (seen.add(jsonNameHash(names, name), field) >= 0) suspicious = true;
    const firstOption = nodes[field + Node.size + Node.end];
    if (firstOption < nodes[field + Node.end] && childOf(nodes, field, Kind.jsonName) >= 0) hasCustom = true;
  });
  if (!suspicious && !hasCustom) return;
  if (isOptionTrue(nodes, message, Word.deprecated_legacy_json_field_conflicts)) return;
  if (suspicious) compare(context, message, false);
  if (hasCustom) compare(context, message, true);
}

/** Of a `json_name = …`. */
export function checkJsonName(context: LinkContext, node: number): void {
  const { nodes, names } = context;
  const value = node + Node.size;
  if (value >= nodes[node + Node.end] || !names.bytes(nodes[value + Node.name]).includes(0)) return;
  context.reportNode('json-name-invalid', 'A JSON name cannot hold a NUL character. Remove it.', node);
}

interface JsonName {
  readonly field: number;
  readonly isCustom: boolean;
}

/** First the default names are compared, and where there are others, those that count. */
function compare(context: LinkContext, message: number, withCustom: boolean): void {
  const { nodes, table, id } = context;
  const isLegacy = featureValue(featuresOf(table, message), Feature.jsonFormat) === JsonFormat.legacyBestEffort;
  const firsts = new Map<string, JsonName>();
  forEachField(nodes, message, (field) => {
    const name = fieldName(context, field);
    const byDefault = jsonNameOf(name);
    const custom = withCustom ? customJsonName(context, field) : undefined;
    const isCustom = custom !== undefined && custom !== byDefault;
    const jsonName = isCustom ? custom : byDefault;
    if (isCustom && jsonName.startsWith('[') && jsonName.endsWith(']')) {
      context.reportName(
        'json-name-invalid',
        `The JSON name "${jsonName}" of the field "${name}" cannot be used: names in brackets stand for extensions. Choose another one.`,
        field,
      );
      return;
    }
    const first = firsts.get(jsonName);
    if (first === undefined) {
      firsts.set(jsonName, { field, isCustom });
      return;
    }
    if (withCustom && !isCustom && !first.isCustom) return;
    const firstName = fieldName(context, first.field);
    if (name === firstName || areEntriesEqual(context, field, first.field)) return;
    const isWarning = isLegacy && !(isCustom && first.isCustom);
    context.reportName(
      isWarning ? 'json-name-conflict-legacy' : 'json-name-conflict',
      `The fields "${name}" and "${firstName}" have the same JSON name "${jsonName}"${isCustom ? '' : ', which is made of the name of the field'}. Rename one of them, or give it a json_name of its own.`,
      field,
      { related: [context.relatedToken(id, nodes[first.field + Node.aux], `"${firstName}" is declared here.`)] },
    );
  });
}

/** Two map fields whose entry messages have one name are reported for that. */
function areEntriesEqual({ nodes, names }: LinkContext, a: number, b: number): boolean {
  if ((nodes[a] & Flag.kind) !== Kind.mapField || (nodes[b] & Flag.kind) !== Kind.mapField) return false;
  return mapEntryName(names.text(nodes[a + Node.name])) === mapEntryName(names.text(nodes[b + Node.name]));
}

/** The field of a group has the group's name in lower case. */
function fieldName(context: LinkContext, field: number): string {
  const { nodes, names } = context;
  const name = names.text(nodes[field + Node.name]);
  return (nodes[field] & Flag.kind) === Kind.group ? name.toLowerCase() : name;
}

function customJsonName(context: LinkContext, field: number): string | undefined {
  const { nodes, names } = context;
  const option = childOf(nodes, field, Kind.jsonName);
  const value = option + Node.size;
  if (option < 0 || value >= nodes[option + Node.end]) return undefined;
  return names.text(nodes[value + Node.name]);
}
