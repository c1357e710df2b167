// Renamed and moved files: the imports of them follow, with the editor's own preview and undo.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { toWorkspaceEdit } from '../convert/place.js';

export function renameFiles({ ask }: Asker): vscode.Disposable {
  return vscode.workspace.onWillRenameFiles((event) => {
    const files = event.files.map(({ oldUri, newUri }) => ({ oldUri: oldUri.toString(), newUri: newUri.toString() }));
    event.waitUntil(
      ask('renameFiles', { files }, event.token).then((answer) => toWorkspaceEdit(answer?.documents ?? [])),
    );
  });
}
