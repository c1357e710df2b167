// LanguageService.RenameFiles: the imports of files and folders that are about to get other names.
import type { FileRename, RenameFilesResponse } from '../../protos/gen/protopipe/v1/language.js';
import { type FileMove, importEdits } from '../language/rename-files.js';
import { below, pathOfUri, relativeTo } from '../workspace/location.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import { AskedDocument } from './asked-document.js';

/** Files that leave all import roots keep their imports: nothing could import them. */
export function renameFiles(workspace: WorkspaceSnapshot, files: readonly FileRename[]): RenameFilesResponse {
  const moves: FileMove[] = [];
  for (const { oldUri, newUri } of files) {
    const from = pathOfUri(oldUri);
    const to = pathOfUri(newUri);
    for (const file of workspace.files) {
      const rest = file && relativeTo(from, file.path);
      if (!file || rest === undefined) continue;
      const newName = workspace.roots.nameOf(rest === '' ? to : below(to, rest));
      if (newName !== undefined && newName !== file.source.name) moves.push({ file: file.id, newName });
    }
  }
  const edits = importEdits(workspace.schema, moves);
  const documents = [...edits].flatMap(([id, list]) => {
    const file = workspace.files[id];
    return file ? [{ uri: file.uri, edits: new AskedDocument(workspace, file).textEdits(list) }] : [];
  });
  return { documents };
}
