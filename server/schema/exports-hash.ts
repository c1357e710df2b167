// A hash of what other files can see of a file.
import { Flag, Kind, kindOf, Node } from '../syntax/tree.js';
import type { FileTable } from './file-table.js';

/** Equal for two versions of a file that other files cannot tell apart. */
export function exportsHash({ parsed: { nodes }, package: filePackage }: FileTable): number {
  const end = nodes[Node.end];
  let hash = nodes[Node.value];
  for (let node = Node.size as number; node < end; node += Node.size) hash = hashWith(hash, nodes, node);
  return mix(hash, filePackage);
}

function hashWith(hash: number, nodes: Int32Array, node: number): number {
  const head = nodes[node];
  const kind = head & Flag.kind;
  if (!isExported(nodes, node, kind)) return hash;
  let mixed = mix(mix(hash, head & ~Flag.broken), nodes[node + Node.name]);
  if (kind !== Kind.typeRef) mixed = mix(mixed, nodes[node + Node.value]);
  return mix(mixed, nodes[node + Node.end] - node);
}

/** Whether other files can see a difference in a node. Custom options and methods are nobody else's concern. */
function isExported(nodes: Int32Array, node: number, kind: Kind): boolean {
  if (kind === Kind.method || kind === Kind.typeRef)
    return kindOf(nodes, nodes[node + Node.parent]) !== Kind.method && kind !== Kind.method;
  for (let at = node; at > 0; at = nodes[at + Node.parent]) {
    const above = nodes[at] & Flag.kind;
    if (above === Kind.option) return (nodes[at + Node.size] & Flag.extension) === 0;
    if (above < Kind.namePart || above > Kind.list) return true;
  }
  return true;
}

function mix(hash: number, value: number): number {
  return Math.imul((hash << 5) ^ (hash >>> 27) ^ value, 0x01000193);
}
