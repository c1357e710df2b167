// Copy Request as grpcurl, as buf curl: the request at the cursor as a command line of another tool.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import { CommandTool, type ExportRequestResponse } from '../../protos/gen/protopipe/v1/request.js';
import { askOnce } from '../backend/ask-once.js';
import type { Session } from '../backend/session.js';
import { environment, variables } from '../config/call-settings.js';
import { documentPosition } from '../convert/place.js';
import { placeOf } from './call-request.js';
import type { CommandContext } from './command.js';

type Copy = (context: CommandContext, session: Session, uri?: unknown, line?: unknown) => Promise<string | undefined>;

export const copyAsGrpcurl: Copy = (_, session, uri, line) => copy(session, CommandTool.GRPCURL, uri, line);
export const copyAsBufCurl: Copy = (_, session, uri, line) => copy(session, CommandTool.BUF_CURL, uri, line);

/** Returns what is on the clipboard then. Secrets stay names. */
async function copy(session: Session, tool: CommandTool, uri: unknown, line: unknown): Promise<string | undefined> {
  const place = await placeOf(uri, line);
  if (!place) return undefined;
  const request = {
    position: documentPosition(place.document, new vscode.Position(place.line, 0)),
    environment: environment(),
    variables: variables(),
    secrets: {},
  };
  try {
    const { command, leftOut } = await askOnce<ExportRequestResponse>((callback) =>
      session.requests.exportRequest({ request, tool }, callback),
    );
    await vscode.env.clipboard.writeText(command);
    if (leftOut.length === 0) vscode.window.setStatusBarMessage('Protopipe: the command is on the clipboard', 3_000);
    else {
      void vscode.window.showWarningMessage(`The command is on the clipboard. It leaves out: ${leftOut.join('; ')}.`);
    }
    return command;
  } catch (error) {
    void vscode.window.showErrorMessage(`The request was not copied: ${RpcError.from(error).message}`);
    return undefined;
  }
}
