// The order of a file's imports and options.
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { FormatContext } from './format.js';

/** By path; repetitions stay in their order. */
export function sortImports(context: FormatContext, imports: readonly number[]): number[] {
  const { nodes, names } = context;
  return imports
    .map((node) => ({ node, path: names.bytes(nodes[node + Node.name]).slice() }))
    .sort((a, b) => compareBytes(a.path, b.path))
    .map((entry) => entry.node);
}

/** Plain options by name, then custom ones by name. */
export function sortOptions(context: FormatContext, options: readonly number[]): number[] {
  return options
    .map((node) => ({ node, name: optionName(context, node) }))
    .sort(
      (a, b) =>
        Number(a.name.startsWith('(')) - Number(b.name.startsWith('(')) ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    )
    .map((entry) => entry.node);
}

function optionName(context: FormatContext, option: number): string {
  const { nodes, names } = context;
  const parts: string[] = [];
  for (let child = option + Node.size; child < nodes[option + Node.end]; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) !== Kind.namePart) continue;
    const name = names.text(nodes[child + Node.name]);
    parts.push(nodes[child] & Flag.extension ? `(${name})` : name);
  }
  return parts.join('.');
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}
