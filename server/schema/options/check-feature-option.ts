// Features: where they may be set, and to which values.
import { Edition, Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { nameToken, type OptionCheck } from './option-check.js';
import type { OptionName } from './option-scope.js';

/** Checks an option whose name starts with `features` and whose name is known. */
export function checkFeatureOption(check: OptionCheck, name: OptionName): void {
  const { context, option, element } = check;
  const { nodes } = context;
  if (nodes[option + Node.size] & Flag.extension) return;
  const own = name.fields.find((field) => field.file === context.id);
  if (own) {
    context.reportNode(
      'feature-defined-here',
      `The feature "${own.fullName}" cannot be used in the file that defines it.`,
      option + Node.size,
    );
    return;
  }
  if (context.edition < Edition.e2023) {
    const token = elementToken(check);
    context.report(
      'feature-without-edition',
      'Features need an edition. Start the file with edition = "2023"; instead of a syntax statement, or remove the option.',
      token,
      undefined,
      {
        related:
          token === nodes[option + Node.first]
            ? []
            : [context.relatedToken(context.id, nodes[option + Node.first], 'The feature is set here.')],
      },
    );
    return;
  }
  const { value } = name;
  if (value < 0 || element < 0) return;
  const set = name.fields.length;
  if (set === 2) checkKnown(check, nodes[secondPart(nodes, option) + Node.name], value, name.fields[1].isExtension);
  else if (set === 1 && kindOf(nodes, value) === Kind.aggregate) {
    const end = nodes[value + Node.end];
    for (let field = value + Node.size; field < end; field = nodes[field + Node.end]) {
      const isExtension = (nodes[field] & Flag.extension) !== 0;
      if (field + Node.size < nodes[field + Node.end])
        checkKnown(check, nodes[field + Node.name], field + Node.size, isExtension);
    }
  }
}

function secondPart(nodes: Int32Array, option: number): number {
  return nodes[option + Node.size + Node.end];
}

/** The first value of the enum of each feature stands for no choice, and cannot be chosen. */
function checkKnown(check: OptionCheck, feature: number, value: number, isExtension: boolean): void {
  const { context } = check;
  const { nodes, names } = context;
  if (isExtension || kindOf(nodes, value) !== Kind.scalar) return;
  const text = names.text(nodes[value + Node.name]);
  const isZero = nodes[value] & Flag.identifier ? text.endsWith('_UNKNOWN') : text === '0';
  if (!isZero) return;
  context.report(
    'feature-value-unknown',
    `The feature "${names.text(feature)}" must be set to a value with a meaning, not to ${text}.`,
    elementToken(check),
    undefined,
    { related: [context.relatedToken(context.id, nodes[value + Node.first], 'It is set here.')] },
  );
}

/** Where protoc reports about features of an element: at its name, for a file at its syntax statement. */
function elementToken({ context, element, option }: OptionCheck): number {
  const { nodes } = context;
  if (element !== 0) {
    const token = nameToken(context, element);
    return token < 0 ? nodes[option + Node.first] : token;
  }
  const isSyntax = nodes[Node.end] > Node.size && kindOf(nodes, Node.size) === Kind.syntax;
  return isSyntax ? nodes[Node.size + Node.first] : nodes[option + Node.first];
}
