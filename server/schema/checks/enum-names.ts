// Enum values whose names are the same in languages that drop the enum's name before them.
import { forEachChild, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { isOptionTrue } from '../declarations.js';
import { enumValueKey, enumValueKeyHash } from '../derived-names.js';
import { Feature, featuresOf, featureValue, JsonFormat } from '../features.js';
import type { LinkContext } from '../link-context.js';

export function checkEnumNames(context: LinkContext, node: number): void {
  const { nodes, names } = context;
  const enumName = nodes[node + Node.name];
  if (enumName === 0) return;
  const seen = context.scratch();
  let suspicious = false;
  const end = nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    const name = nodes[child + Node.name];
    if ((nodes[child] & 0xff) !== Kind.enumValue || name === 0) continue;
    if (seen.add(enumValueKeyHash(names, enumName, name), child) >= 0) suspicious = true;
  }
  if (suspicious) compare(context, node);
}

function compare(context: LinkContext, node: number): void {
  const { nodes, names, table, id } = context;
  const enumName = names.text(nodes[node + Node.name]);
  const isLegacy =
    isOptionTrue(nodes, node, Word.deprecated_legacy_json_field_conflicts) &&
    featureValue(featuresOf(table, node), Feature.jsonFormat) === JsonFormat.legacyBestEffort;
  const firsts = new Map<string, number>();
  forEachChild(nodes, node, Kind.enumValue, (value) => {
    const name = names.text(nodes[value + Node.name]);
    const key = enumValueKey(enumName, name);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, value);
      return;
    }
    const sameName = nodes[first + Node.name] === nodes[value + Node.name];
    if (sameName || nodes[first + Node.value] === nodes[value + Node.value]) return;
    const firstName = names.text(nodes[first + Node.name]);
    context.reportName(
      isLegacy ? 'enum-name-conflict-legacy' : 'enum-name-conflict',
      `"${name}" and "${firstName}" are the same name, "${key}", without the name of the enum, case and underscores, as generated code has them. Rename one, or give both the same number and allow aliases.`,
      value,
      { related: [context.relatedToken(id, nodes[first + Node.aux], `"${firstName}" is declared here.`)] },
    );
  });
}
