// Imports: listed twice, in a circle, not used.
import { isUnresolved } from '../../diagnostics/codes.js';
import { Flag, Node } from '../../syntax/tree.js';
import type { LinkContext } from '../link-context.js';

export function checkImports(context: LinkContext): void {
  const { file, table, nodes, names, snapshot, id } = context;
  const seen = new Map<number, number>();
  const inCycle = context.isInCycle;
  // What is not found may be meant to be what an import declares.
  const isUseKnown = !context.problems.some(({ code }) => isUnresolved(code));
  for (let k = 0; k < file.imports.length; k++) {
    const node = table.importNodes[k];
    const path = nodes[node + Node.name];
    const first = seen.get(path);
    if (first !== undefined) {
      context.reportNode(
        'duplicate-import',
        `"${names.text(path)}" is imported twice. Remove one of the two imports.`,
        node,
        {
          related: [context.relatedToken(id, nodes[first + Node.first], 'It is first imported here.')],
          fixes: [removal(context, node)],
        },
      );
      continue;
    }
    seen.set(path, node);
    const to = file.imports[k];
    if (to < 0 || !snapshot.files[to]) continue;
    const cycle = inCycle ? findCycle(context, to) : undefined;
    if (cycle) {
      context.reportNode(
        'import-cycle',
        `The file imports itself: ${cycle.map((part) => snapshot.file(part).name).join(' → ')}.`,
        node,
      );
    } else if (isUseKnown && !isUsed(context, to, node)) {
      context.reportNode('unused-import', `The import "${names.text(path)}" is not used.`, node, {
        fixes: [removal(context, node)],
      });
    }
  }
}

/** Public imports serve others, and so do files that import publicly themselves. */
function isUsed(context: LinkContext, to: number, node: number): boolean {
  if (context.nodes[node] & (Flag.public | Flag.broken) || context.used.has(to)) return true;
  const { importNodes, parsed } = context.snapshot.table(to);
  return importNodes.some((importNode) => (parsed.nodes[importNode] & Flag.public) !== 0);
}

/** The way from the file over an import back to itself, if there is one. */
function findCycle(context: LinkContext, to: number): number[] | undefined {
  const { snapshot, id } = context;
  if (to === id) return [id, id];
  const from = new Map<number, number>([[to, id]]);
  for (const current of from.keys()) {
    for (const next of snapshot.file(current).imports) {
      if (next === id) {
        const way = [id];
        for (let at = current; at !== id; at = from.get(at) ?? id) way.push(at);
        return [id, ...way.slice(1).reverse(), id];
      }
      if (next >= 0 && snapshot.files[next] && !from.has(next)) from.set(next, current);
    }
  }
  return undefined;
}

function removal(context: LinkContext, node: number) {
  const { tokens, nodes } = context;
  const { start, end } = tokens.span(nodes[node + Node.first], nodes[node + Node.last]);
  const { bytes } = context.file.parsed;
  const lineBreak = bytes[end] === 0x0d && bytes[end + 1] === 0x0a ? 2 : bytes[end] === 0x0a ? 1 : 0;
  return { title: 'Remove the import', edits: [{ start, end: end + lineBreak, text: '' }] };
}
