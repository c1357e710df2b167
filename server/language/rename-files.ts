// Renamed files: every import of them follows.
import type { Replacement } from '../diagnostics/problem.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { Token } from '../syntax/tokens.js';
import { Node } from '../syntax/tree.js';
import { FileView } from './file-view.js';

/** A file and the name that imports will spell it by. */
export interface FileMove {
  readonly file: number;
  readonly newName: string;
}

/** The edits of import statements, by file. */
export function importEdits(snapshot: SchemaSnapshot, moves: readonly FileMove[]): Map<number, Replacement[]> {
  const names = new Map(moves.map(({ file, newName }) => [file, newName]));
  const edits = new Map<number, Replacement[]>();
  for (const source of snapshot.files) {
    if (!source?.imports.some((to) => names.has(to))) continue;
    const view = new FileView(snapshot, source.id);
    const found: Replacement[] = [];
    source.imports.forEach((to, k) => {
      const newName = names.get(to);
      const first = view.nodes[view.table.importNodes[k] + Node.aux];
      if (newName === undefined || view.tokens.kinds[first] !== Token.string) return;
      let last = first;
      while (view.tokens.kinds[last + 1] === Token.string) last++;
      const span = view.tokens.span(first, last);
      const quote = view.text(span.start, span.start + 1);
      found.push({ ...span, text: `${quote}${newName}${quote}` });
    });
    if (found.length > 0) edits.set(source.id, found);
  }
  return edits;
}
