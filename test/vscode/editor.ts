// What the tests in the extension host do again and again.
import * as vscode from 'vscode';

/** The first workspace folder, a copy of the sample workspace. */
export function file(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('no workspace folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Waits until `look` finds something, and returns it. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined>,
): Promise<T> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not seen within 30 s: ${what}`);
}

/** The messages of the product's diagnostics for a file, with their lines counted from 1. */
export function problems(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'protopipe')
    .map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

/** Opens a file in an editor, as a person does: a document that an extension opens lives on after its editor. */
export async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('vscode.open', uri);
  return eventually('the editor', () => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.toString() === uri.toString() && document;
  });
}

/** Waits until VS Code has closed the document. */
export async function closed(uri: vscode.Uri): Promise<void> {
  await eventually('the end of the document', () =>
    vscode.workspace.textDocuments.every((document) => document.uri.toString() !== uri.toString()),
  );
}

/** Writes a file of the workspace. */
export async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = file(path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

export async function remove(uri: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.delete(uri, { recursive: true });
}

/** Replaces the first `from` in the document by `to`, unsaved. */
export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  if (start < 0) throw new Error(`no ${from} in ${document.uri}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)),
    to,
  );
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the edit was refused');
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Process id of the running backend; undefined while there is none. */
export async function backendPid(): Promise<number | undefined> {
  const report = await vscode.commands.executeCommand<string>('protopipe.copyDiagnosticReport');
  const pid = /running, .* process (\d+)/.exec(report)?.[1];
  return pid ? Number(pid) : undefined;
}
