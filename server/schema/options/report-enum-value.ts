// Names that an enum has no value of.
import { Kind, Node } from '../../syntax/tree.js';
import type { OptionCheck } from './option-check.js';
import type { EnumType, OptionField } from './option-types.js';

/** Reports a name or number that is no value of an enum, from a token to the end of the value. */
export function reportUnknownEnumValue(
  check: OptionCheck,
  field: OptionField,
  enumType: EnumType,
  first: number,
  value: number,
  hint = '',
): void {
  const { context } = check;
  const { nodes, names } = context;
  const name = nodes[value + Node.name];
  const meant = check.suggest(name, enumType.values.keys());
  const token = nodes[value + Node.last];
  context.report(
    'unknown-enum-value',
    `The enum "${context.paths.text(enumType.path)}" of "${field.fullName}" has no value "${names.text(name)}".${hint}${meant ? ` Did you mean "${meant}"?` : ''}`,
    first,
    token,
    {
      related: [context.relatedName(enumType.file, enumType.path, 'The enum is declared here.')],
      ...(meant
        ? { fixes: [{ title: `Change to ${meant}`, edits: [{ ...context.tokens.span(token, token), text: meant }] }] }
        : {}),
    },
  );
}

/** Values of an enum are declared beside it, so that one of another enum is easily taken for one of it. */
export function siblingHint({ context }: OptionCheck, enumType: EnumType, name: number): string {
  const { paths, snapshot } = context;
  const path = paths.find(paths.parent(enumType.path), name);
  if (path === 0) return '';
  const file = context.declaringFile(path, context.reachable);
  if (file < 0) return '';
  const kind = snapshot.optionTypes.kindAt(file, path);
  return kind === Kind.enumValue ? ' It is a value of another enum beside it.' : '';
}
