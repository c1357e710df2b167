// The documentation of a declaration, asked for when a completion item is shown.
import type { SchemaSnapshot } from '../schema/schema.js';
import { describeSymbol } from './describe-symbol.js';
import { FileView } from './file-view.js';
import { symbolTarget } from './target.js';

/** Markdown; '' if there is no such file, or if it does not declare the path. */
export function describeDeclaration(snapshot: SchemaSnapshot, file: number, path: number): string {
  const target = snapshot.files[file] ? symbolTarget(snapshot, file, path) : undefined;
  return target ? describeSymbol(new FileView(snapshot, file), target) : '';
}
