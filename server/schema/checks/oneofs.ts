// A oneof has a field.
import { Flag, Node } from '../../syntax/tree.js';
import { isField } from '../declarations.js';
import type { LinkContext } from '../link-context.js';

export function checkOneof(context: LinkContext, node: number): void {
  const { nodes, names } = context;
  const end = nodes[node + Node.end];
  if (nodes[node] & Flag.broken) return;
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    if (isField(nodes[child] & Flag.kind)) return;
  }
  context.reportName(
    'empty-oneof',
    `The oneof "${names.text(nodes[node + Node.name])}" has no fields. Add one, or remove the oneof.`,
    node,
  );
}
