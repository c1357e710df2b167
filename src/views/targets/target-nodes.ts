// The entries of the Targets view: targets, what they serve, and what went wrong when they were asked.
import type { Method, ServiceDescription } from '../../../protos/gen/protopipe/v1/call.js';
import type { SavedTarget } from '../../config/targets.js';

export type TargetNode =
  | { readonly kind: 'target'; readonly target: SavedTarget }
  | { readonly kind: 'service'; readonly target: SavedTarget; readonly service: ServiceDescription }
  | { readonly kind: 'method'; readonly target: SavedTarget; readonly method: Method }
  | { readonly kind: 'problem'; readonly target: SavedTarget; readonly message: string };

/** The target that an entry belongs to; undefined for what is no entry. */
export function targetOf(node: unknown): SavedTarget | undefined {
  return isNode(node) ? node.target : undefined;
}

/** The method of an entry; undefined for other entries. */
export function methodOf(node: unknown): Method | undefined {
  return isNode(node) && node.kind === 'method' ? node.method : undefined;
}

/** The full name of a service or method; undefined for other entries. */
export function symbolOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.kind === 'service') return node.service.name;
  return node.kind === 'method' ? node.method.name : undefined;
}

/** Commands get whatever somebody passes. */
function isNode(node: unknown): node is TargetNode {
  return typeof node === 'object' && node !== null && 'kind' in node && 'target' in node;
}
