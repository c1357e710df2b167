// Opens a request for a method with everything that its message can hold.
import * as vscode from 'vscode';
import type { DraftRequestResponse } from '../../protos/gen/protopipe/v1/request.js';
import { askOnce } from '../backend/ask-once.js';
import type { Session } from '../backend/session.js';
import { requestLanguage } from '../config/documents.js';
import type { OpenedTarget } from './open-target.js';

/** `method` is "package.Service/Method". Rejects with an RpcError, NOT_FOUND for a method that nobody declares. */
export async function draftRequest(
  session: Session,
  method: string,
  opened: OpenedTarget | undefined,
): Promise<string> {
  const request = {
    method,
    target: opened?.target.address ?? '',
    schemaTarget: opened?.target,
    metadata: opened?.metadata ?? [],
  };
  const { text } = await askOnce<DraftRequestResponse>((callback) => session.requests.draftRequest(request, callback));
  return text;
}

/** Puts a request at the end of the request file that is being edited, or into a new one. */
export async function showRequest(text: string, into?: vscode.TextEditor): Promise<void> {
  if (into?.document.languageId === requestLanguage) {
    const { document } = into;
    const end = document.lineAt(document.lineCount - 1).range.end;
    const before = document.getText().trim() === '' ? '' : end.character > 0 ? '\n\n' : '\n';
    await into.edit((edit) => edit.insert(end, before + text));
    const start = end.translate(before.length, -end.character);
    into.selection = new vscode.Selection(start, start);
    into.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.AtTop);
    return;
  }
  const document = await vscode.workspace.openTextDocument({ language: requestLanguage, content: text });
  await vscode.window.showTextDocument(document);
}
