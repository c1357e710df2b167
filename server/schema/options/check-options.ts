// Every option of a file: its name, that it is set once, and its value. Options of one element are looked at in source
// order; protoc takes those with plain names before those with extensions, which cannot meet.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import type { LinkContext } from '../link-context.js';
import { optionRemoval } from '../option-removal.js';
import { aggregateSets } from './aggregate-sets.js';
import { checkEnumJson, isEnumJsonOption } from './check-enum-json.js';
import { checkFeatureOption } from './check-feature-option.js';
import { checkSupportDeclaration } from './check-support-declaration.js';
import { checkValue } from './check-value.js';
import { OptionCheck } from './option-check.js';
import { OptionName, OptionScope } from './option-scope.js';
import { reportOptionName } from './report-option-name.js';
import { SetOptions } from './set-options.js';

export function checkOptions(context: LinkContext): void {
  const { nodes, table } = context;
  const { optionNodes } = table;
  if (optionNodes.length === 0) return;
  const scope = new OptionScope(context);
  const check = new OptionCheck(scope);
  const name = new OptionName();
  const set = new SetOptions(nodes.length);
  const { wellKnown } = scope.types;
  const enumsWithJson = new Set<number>();
  for (let i = 0; i < optionNodes.length; i++) {
    const option = optionNodes[i];
    if (nodes[option] & Flag.broken) continue;
    check.start(option);
    if (!scope.resolve(option, name)) {
      reportOptionName(check, name);
      continue;
    }
    checkOption(check, name, set);
    if (isEnumJsonOption(name.fields[0])) enumsWithJson.add(nodes[check.element + Node.parent]);
    const first = nodes[option + Node.name];
    if (first === wellKnown.features) checkFeatureOption(check, name);
    else if (first === wellKnown.featureSupport) checkSupportDeclaration(check);
  }
  for (const node of enumsWithJson) checkEnumJson(check, node);
}

function checkOption(check: OptionCheck, name: OptionName, set: SetOptions): void {
  const { fields, value } = name;
  const { context, option } = check;
  const { nodes } = context;
  let parent = check.element;
  let part = option + Node.size;
  const last = fields.length - 1;
  let isDuplicate = false;
  let before = -1;
  for (let i = 0; i < last; i++, part = nodes[part + Node.end]) {
    let entry = set.find(parent, fields[i]);
    if (!entry) {
      entry = set.add(parent, fields[i], option);
      check.useField(fields[i], part);
    } else if (entry.aggregate >= 0 && !isDuplicate && entry.message) {
      isDuplicate = aggregateSets(check.scope, entry.message, entry.aggregate, fields, i + 1);
      before = entry.option;
    }
    parent = entry.id;
  }
  const leaf = fields[last];
  if (!leaf.isRepeated) {
    const entry = set.find(parent, leaf);
    if (entry) {
      isDuplicate = true;
      before = entry.option;
    } else {
      const added = set.add(parent, leaf, option);
      check.useField(leaf, part);
      if (value >= 0 && (nodes[value] & Flag.kind) === Kind.aggregate) {
        added.aggregate = value;
        added.message = leaf.message;
      }
    }
    if (isDuplicate) {
      const first = nodes[option + Node.size + Node.first];
      context.report(
        'duplicate-option',
        `The option "${leaf.fullName}" is set already. Remove one of the two.`,
        first,
        nodes[part + Node.last],
        {
          related: [context.relatedToken(context.id, nodes[before + Node.first], 'It is first set here.')],
          fixes: [optionRemoval(context, option, 'Remove this one')],
        },
      );
    }
  } else check.useField(leaf, part);
  if (value >= 0) checkValue(check, leaf, value);
}
