// The documentation of a declaration by its full name, asked for when a completion item is shown.
import type { SchemaSnapshot } from '../schema/schema.js';
import { describeSymbol } from './describe-symbol.js';
import { FileView } from './file-view.js';
import { symbolTarget } from './target.js';

/** Markdown; '' if the file declares nothing of that name. */
export function describeDeclaration(snapshot: SchemaSnapshot, file: number, fullName: string): string {
  snapshot.table(file);
  const path = snapshot.schema.paths.findText(fullName);
  const target = path === 0 ? undefined : symbolTarget(snapshot, file, path);
  return target ? describeSymbol(new FileView(snapshot, file), target) : '';
}
