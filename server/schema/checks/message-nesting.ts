// How deep messages stand in one another: groups and the entries of maps are messages too.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import type { LinkContext } from '../link-context.js';

/** protoc's limit. */
const maxDepth = 31;

/** Of a message, the message of a group, or a map field. Reports the outermost of those that are too deep. */
export function checkMessageNesting(context: LinkContext, node: number): void {
  const { nodes } = context;
  let depth = 1;
  for (let at = nodes[node + Node.parent]; at > 0; at = nodes[at + Node.parent]) {
    const kind = nodes[at] & Flag.kind;
    if (kind === Kind.message || kind === Kind.groupMessage) depth++;
  }
  if (depth !== maxDepth + 1) return;
  const what = (nodes[node] & Flag.kind) === Kind.mapField ? ', and the entries of a map are a message' : '';
  context.reportName('nesting-too-deep', `Messages may be nested ${maxDepth} deep at most${what}.`, node);
}
