// Selection ranges: what "expand selection" selects, from the token outwards.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Token } from '../syntax/tokens.js';
import { Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { FileView } from './file-view.js';

/** For each offset: spans from the innermost outwards, each larger than the one before; the last is the whole file. */
export function selectionRanges(snapshot: SchemaSnapshot, file: number, offsets: readonly number[]): Span[][] {
  const view = new FileView(snapshot, file);
  return offsets.map((offset) => spansAround(view, offset));
}

function spansAround(view: FileView, offset: number): Span[] {
  const { tokens } = view;
  const spans: Span[] = [];
  const add = (span: Span): void => {
    const inner = spans[spans.length - 1];
    if (span.start > offset || span.end < offset || span.end === span.start) return;
    if (
      !inner ||
      (span.start <= inner.start && span.end >= inner.end && span.end - span.start > inner.end - inner.start)
    )
      spans.push(span);
  };
  const token = view.tokenAt(offset);
  if (token >= 0) {
    const span = tokens.span(token, token);
    if (tokens.kinds[token] === Token.string) add({ start: span.start + 1, end: span.end - 1 });
    add(span);
  }
  const start = token >= 0 ? token : tokens.at(offset);
  for (let node = view.nodeAt(start); node > 0; node = view.parent(node)) {
    const inside = insideBraces(view, node, offset);
    if (inside) {
      add(inside.content);
      add(inside.block);
    }
    add(view.span(node));
  }
  add({ start: 0, end: view.bytes.length });
  return spans;
}

/** The block of a node that an offset lies in: without and with its braces. */
function insideBraces(view: FileView, node: number, offset: number): { content: Span; block: Span } | undefined {
  const { kinds, starts, ends } = view.tokens;
  const close = view.nodes[node + Node.last];
  if (kinds[close] !== 0x7d) return undefined;
  let depth = 0;
  for (let token = close; token >= view.nodes[node + Node.first]; token--) {
    if (kinds[token] === 0x7d) depth++;
    else if (kinds[token] === 0x7b && --depth === 0) {
      if (offset < ends[token]) return undefined;
      return {
        content: { start: ends[token], end: starts[close] },
        block: { start: starts[token], end: ends[close] },
      };
    }
  }
  return undefined;
}
