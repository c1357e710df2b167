// Whether an aggregate sets a field somewhere inside, so that an option with a longer name would set it again.
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import type { OptionScope } from './option-scope.js';
import type { MessageType, OptionField } from './option-types.js';
import { isZeroLiteral } from './zero-literal.js';

/** `fields` from `at` on say which field of `message`, the type of `aggregate`, is looked for. */
export function aggregateSets(
  scope: OptionScope,
  message: MessageType,
  aggregate: number,
  fields: readonly OptionField[],
  at: number,
): boolean {
  const { nodes } = scope.context;
  const end = nodes[aggregate + Node.end];
  for (let node = aggregate + Node.size; node < end; node = nodes[node + Node.end]) {
    const value = node + Node.size;
    if (nodes[node] & (Flag.broken | Flag.any) || value >= nodes[node + Node.end]) continue;
    if (scope.aggregateField(message, node) !== fields[at]) continue;
    if (at === fields.length - 1) {
      if (!fields[at].isImplicit || !isZeroLiteral(scope.context, fields[at], value)) return true;
    } else if (kindOf(nodes, value) === Kind.aggregate && fields[at].message) {
      if (aggregateSets(scope, fields[at].message as MessageType, value, fields, at + 1)) return true;
    }
  }
  return false;
}
