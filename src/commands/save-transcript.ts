// Save Transcript: writes all messages of a call to a file, whatever their number.
import * as vscode from 'vscode';
import { transcript } from '../calls/transcript.js';
import { abortSignal } from '../convert/abort-signal.js';
import { writeTextFile } from '../spool/write-text-file.js';
import { prettyJson } from '../views/call/json-layout.js';
import type { CommandContext } from './command.js';

/**
 * `key` names a request that has a panel, `file` where to write; a name that ends in .txt is written for people.
 * Returns the file; undefined when nobody chose one or it was not written.
 */
export async function saveTranscript(
  { panels, log }: CommandContext,
  key?: unknown,
  file?: unknown,
): Promise<vscode.Uri | undefined> {
  const panel = panels.find(typeof key === 'string' ? key : undefined);
  const { call, shown } = panel ?? {};
  if (!call || !shown) {
    void vscode.window.showInformationMessage('Nothing was called yet.');
    return undefined;
  }
  const uri = file instanceof vscode.Uri ? file : await askFile(shown.title);
  if (!uri) return undefined;
  const format = uri.path.endsWith('.txt') ? 'text' : 'ndjson';
  const options = { location: vscode.ProgressLocation.Notification, title: 'Saving the transcript', cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const signal = abortSignal(token);
    try {
      await writeTextFile(uri.fsPath, transcript(call.state, call.log, format, prettyJson), signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      log.error(`a transcript was not written: ${error}`);
      void vscode.window.showErrorMessage(`The transcript was not written: ${error}`);
      return undefined;
    }
    const open = 'Open';
    void vscode.window.showInformationMessage(`The transcript is in ${uri.fsPath}.`, open).then((choice) => {
      if (choice === open) void vscode.commands.executeCommand('vscode.open', uri);
    });
    return uri;
  });
}

function askFile(title: string): Thenable<vscode.Uri | undefined> {
  const name = `${title.replace(/[^\w.-]+/g, '-')}.ndjson`;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.window.showSaveDialog({
    title: 'Save Transcript',
    defaultUri: folder && vscode.Uri.joinPath(folder.uri, name),
    filters: { 'One object of JSON a line': ['ndjson', 'jsonl'], 'Readable text': ['txt'] },
  });
}
