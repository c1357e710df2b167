// Reveal in Schema View: from the cursor to the declaration in the tree.
import * as vscode from 'vscode';
import type { Session } from '../backend/session.js';
import type { CommandContext } from './command.js';

/** Returns the names from the package to the declaration; undefined when there is none at the cursor. */
export async function revealInSchema({ schema }: CommandContext, session: Session): Promise<string[] | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage('Open a .proto file and put the cursor on a name.');
    return undefined;
  }
  const names = await schema.reveal(session, editor.document, editor.selection.active);
  if (!names) void vscode.window.showInformationMessage('Nothing of the workspace is declared or named at the cursor.');
  return names;
}
