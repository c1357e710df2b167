// Paste grpcurl Command: the command line on the clipboard as a request.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { ImportCommandResponse } from '../../protos/gen/protopipe/v1/request.js';
import { askOnce } from '../backend/ask-once.js';
import type { Session } from '../backend/session.js';
import { showRequest } from '../calls/draft-request.js';
import { requestLanguage } from '../config/documents.js';
import type { CommandContext } from './command.js';

export async function pasteCommand(_: CommandContext, session: Session): Promise<void> {
  const command = (await vscode.env.clipboard.readText()).trim();
  const editor = vscode.window.activeTextEditor;
  const into = editor?.document.languageId === requestLanguage ? editor : undefined;
  try {
    const { text, leftOut } = await askOnce<ImportCommandResponse>((callback) =>
      session.requests.importCommand({ command, documentUri: into?.document.uri.toString() ?? '' }, callback),
    );
    await showRequest(text, into);
    if (leftOut.length > 0) {
      void vscode.window.showWarningMessage(`Parts of the command have no counterpart: ${leftOut.join('; ')}.`);
    }
  } catch (error) {
    const reason = RpcError.from(error).message;
    void vscode.window.showErrorMessage(
      `The clipboard holds no command of grpcurl, buf curl or protopipe call: ${reason}`,
    );
  }
}
