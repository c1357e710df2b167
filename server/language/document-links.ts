// Document links: import paths lead to their files.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Token } from '../syntax/tokens.js';
import { Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { FileView } from './file-view.js';

export interface DocumentLink extends Span {
  readonly target: number;
}

/** The imports that were found; a span is the path between its quotes. */
export function documentLinks(snapshot: SchemaSnapshot, file: number): DocumentLink[] {
  const view = new FileView(snapshot, file);
  const { imports } = snapshot.file(file);
  return [...view.table.importNodes].flatMap((node, k) => {
    const target = imports[k];
    const first = view.nodes[node + Node.aux];
    if (target < 0 || !snapshot.files[target] || view.tokens.kinds[first] !== Token.string) return [];
    let last = first;
    while (view.tokens.kinds[last + 1] === Token.string) last++;
    const { start, end } = view.tokens.span(first, last);
    return [{ start: start + 1, end: end - 1, target }];
  });
}
