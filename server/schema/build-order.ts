// The order in which protoc enters the symbols of a file. Of two symbols with one name it reports the later one.
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { FileTable } from './file-table.js';

/** Compares two symbols of a file that have the same path, given by their indexes in the table. */
export function compareBuildOrder(table: FileTable, a: number, b: number): number {
  const { nodes } = table.parsed;
  const ownerA = ownerOf(nodes, table.nodes[a]);
  const ownerB = ownerOf(nodes, table.nodes[b]);
  if (ownerA !== ownerB) return ownerA - ownerB;
  const rankA = rankOf(nodes, table.nodes[a], ownerA, isEntry(table, a));
  const rankB = rankOf(nodes, table.nodes[b], ownerB, isEntry(table, b));
  return rankA - rankB || placeOf(nodes, table.nodes[a]) - placeOf(nodes, table.nodes[b]);
}

/** Whether a symbol is the message of the entries of a map field: that stands directly behind the field. */
export function isEntry(table: FileTable, index: number): boolean {
  const node = table.nodes[index];
  return (table.parsed.nodes[node] & Flag.kind) === Kind.mapField && index > 0 && table.nodes[index - 1] === node;
}

/** The message, service or file that a symbol is a member of. */
function ownerOf(nodes: Int32Array, node: number): number {
  for (let at = nodes[node + Node.parent]; at > 0; at = nodes[at + Node.parent]) {
    const kind = nodes[at] & Flag.kind;
    if (kind === Kind.message || kind === Kind.groupMessage || kind === Kind.service) return at;
  }
  return 0;
}

/** In a message: oneofs, fields, enums, extensions, messages. In a file: messages, enums, services, extensions. */
function rankOf(nodes: Int32Array, node: number, owner: number, isMapEntry: boolean): number {
  const head = nodes[node];
  if (isMapEntry) return 5;
  switch (head & Flag.kind) {
    case Kind.oneof:
      return 0;
    case Kind.field:
    case Kind.mapField:
    case Kind.group:
      return head & Flag.extension ? 4 : 1;
    case Kind.enum:
    case Kind.enumValue:
      return 2;
    case Kind.service:
      return 3;
    case Kind.message:
    case Kind.groupMessage:
      return owner === 0 ? 0 : 5;
    default:
      return 0;
  }
}

/** The values of an enum come before the enum. */
function placeOf(nodes: Int32Array, node: number): number {
  return (nodes[node] & Flag.kind) === Kind.enum ? nodes[node + Node.end] - 1 : node;
}

/**
 * Compares two extension fields in the order in which protoc enters their numbers: those of messages before those of
 * the file, of inner messages before those of outer ones.
 */
export function compareExtensionOrder(nodes: Int32Array, a: number, b: number): number {
  const ownerA = ownerOf(nodes, a);
  const ownerB = ownerOf(nodes, b);
  if (ownerA === ownerB) return a - b;
  if (ownerA === 0 || ownerB === 0) return ownerA === 0 ? 1 : -1;
  return nodes[ownerA + Node.end] - nodes[ownerB + Node.end] || ownerB - ownerA;
}
