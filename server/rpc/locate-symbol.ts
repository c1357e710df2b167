// Where a symbol of the workspace is declared, given by its full name.
import type { Location } from '../../protos/gen/protopipe/v1/common.js';
import { findSymbol } from '../schema/file-table.js';
import { LineIndex } from '../text/line-index.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import { encodeRange } from './encode-diagnostic.js';

/** The place of its name; files of the workspace come before those they import. Undefined when nobody declares it. */
export function locateSymbol(snapshot: WorkspaceSnapshot, fullName: string): Location | undefined {
  const { schema } = snapshot;
  const { paths } = schema.schema;
  const path = paths.findText(fullName);
  if (path === 0) return undefined;
  const files = [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])].flatMap((id) => snapshot.files[id] ?? []);
  for (const file of files.sort((a, b) => Number(b.listed) - Number(a.listed))) {
    const table = schema.table(file.id);
    const index = findSymbol(table, path);
    if (index < 0) continue;
    const node = table.nodes[index];
    for (const symbol of schema.symbols(file.id)) {
      if (symbol.node !== node) continue;
      return { uri: file.uri, range: encodeRange(symbol.span(), new LineIndex(file.source.parsed.bytes)) };
    }
  }
  return undefined;
}
