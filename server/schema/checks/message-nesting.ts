// How deep messages stand in one another. The parser counts messages and groups; the entries of a map are a message too.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import type { LinkContext } from '../link-context.js';

/** protoc's limit. */
const maxDepth = 31;

/** Of a map field. */
export function checkMessageNesting(context: LinkContext, field: number): void {
  const { nodes } = context;
  let depth = 1;
  for (let at = nodes[field + Node.parent]; at > 0; at = nodes[at + Node.parent]) {
    const kind = nodes[at] & Flag.kind;
    if (kind === Kind.message || kind === Kind.groupMessage) depth++;
  }
  if (depth <= maxDepth) return;
  context.reportName(
    'nesting-too-deep',
    `Messages may be nested ${maxDepth} deep at most, and the entries of a map are a message. Move the field to an outer message.`,
    field,
  );
}
