// The feature_support that a file declares for its own options and their enum values: that its editions make sense.
import { Kind, kindOf, Node } from '../../syntax/tree.js';
import { type FeatureSupport, featureSupportOf } from './feature-support.js';
import type { OptionCheck } from './option-check.js';
import type { EnumType } from './option-types.js';

/** Checks the feature_support of the element of the option; once, at its first one. */
export function checkSupportDeclaration(check: OptionCheck): void {
  const { context, element, scope } = check;
  const { nodes, names } = context;
  const kind = kindOf(nodes, element);
  if (kind !== Kind.field && kind !== Kind.group && kind !== Kind.mapField && kind !== Kind.enumValue) return;
  const support = featureSupportOf(nodes, names, element, scope.types.wellKnown);
  if (!support || support.option !== check.option) return;
  const message = contradiction(support, names.text(nodes[element + Node.name]));
  if (message) report(check, message);
  else if (kind !== Kind.enumValue && nodes[element + Node.name] !== 0) checkEnumValues(check, support);
}

/** The first thing that cannot be meant, as a message. */
function contradiction(support: FeatureSupport, name: string): string | undefined {
  const { introduced = 0, deprecated, deprecationWarning, removed, removalError } = support;
  if (deprecated !== undefined) {
    if (deprecated < introduced) return `"${name}" is deprecated before it is introduced.`;
    if (deprecationWarning === undefined) {
      return `"${name}" is deprecated without a deprecation_warning. Add one that says what to use instead.`;
    }
  } else if (deprecationWarning !== undefined) {
    return `"${name}" has a deprecation_warning, but no edition_deprecated. Add it, or remove the warning.`;
  }
  if (removed !== undefined) {
    if (deprecated !== undefined && deprecated >= removed) return `"${name}" is deprecated after it is removed.`;
    if (removed < introduced) return `"${name}" is removed before it is introduced.`;
    // What never was in any edition needs no word about its end.
    if (removalError === undefined && removed !== introduced) {
      return `"${name}" is removed without a removal_error. Add one that says what to use instead.`;
    }
  } else if (removalError !== undefined) {
    return `"${name}" has a removal_error, but no edition_removed. Add it, or remove the error.`;
  }
  return undefined;
}

/** The values of a field's enum cannot live longer than the field. */
function checkEnumValues(check: OptionCheck, support: FeatureSupport): void {
  const { context, element, scope } = check;
  const field = scope.types.field(context.id, element);
  const { enumType } = field;
  if (!enumType) return;
  for (const { name, support: own } of supportOfValues(check, enumType)) {
    const text = context.names.text(name);
    const outside = (what: string, when: string): void =>
      report(check, `The enum value "${text}" is ${what} ${when} "${field.fullName}" is.`);
    if (own.introduced !== undefined && own.introduced < (support.introduced ?? 0)) outside('introduced', 'before');
    if (own.removed !== undefined && support.removed !== undefined && own.removed > support.removed)
      outside('removed', 'after');
    if (own.deprecated !== undefined && support.deprecated !== undefined && own.deprecated > support.deprecated)
      outside('deprecated', 'after');
  }
}

interface ValueSupport {
  readonly name: number;
  readonly support: FeatureSupport;
}

/** Values whose lives are alike are told apart by their names only: of the same one, one is kept. */
const known = new WeakMap<EnumType, readonly ValueSupport[]>();

function supportOfValues({ context, scope }: OptionCheck, enumType: EnumType): readonly ValueSupport[] {
  let found = known.get(enumType);
  if (!found) {
    const { nodes } = context.snapshot.file(enumType.file).parsed;
    const byLife = new Map<string, ValueSupport>();
    for (const [name, value] of enumType.values) {
      const support = featureSupportOf(nodes, context.names, value, scope.types.wellKnown);
      if (!support) continue;
      const life = `${support.introduced} ${support.deprecated} ${support.removed}`;
      if (!byLife.has(life)) byLife.set(life, { name, support });
    }
    found = [...byLife.values()];
    known.set(enumType, found);
  }
  return found;
}

function report({ context, option }: OptionCheck, message: string): void {
  context.reportNode('feature-support', message, option + Node.size);
}
