// Repeat Last Call: calls again what was called last, as its request is written at this moment.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { Session } from '../backend/session.js';
import type { CallState } from '../calls/call-state.js';
import { requestAt, requestsOf } from '../calls/requests-of.js';
import { mayCall } from '../calls/trust.js';
import type { ShownCall } from '../views/call/call-panel.js';
import { call } from './call-request.js';
import type { CommandContext } from './command.js';

/** `key` names a request that has a panel; without it the last one is meant. Resolves when the call is over. */
export async function repeatLastCall(
  context: CommandContext,
  session: Session,
  key?: unknown,
): Promise<CallState | undefined> {
  if (!mayCall()) return undefined;
  const shown = context.panels.find(typeof key === 'string' ? key : undefined)?.shown;
  if (!shown) {
    void vscode.window.showInformationMessage('Nothing was called yet.');
    return undefined;
  }
  try {
    const document = await documentOf(shown);
    if (document) {
      const requests = await requestsOf(session, document);
      const request = requests.find((each) => each.key === shown.key) ?? requestAt(requests, shown.source?.line ?? 0);
      if (request) return await call(context, session, document, request);
    }
    return await context.panels.start(session, shown).over;
  } catch (error) {
    void vscode.window.showErrorMessage(`The call was not repeated: ${RpcError.from(error).message}`);
    return undefined;
  }
}

/** Undefined when what the request was written in is gone. */
async function documentOf({ source }: ShownCall): Promise<vscode.TextDocument | undefined> {
  if (!source) return undefined;
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === source.uri.toString());
  if (open || source.uri.scheme === 'untitled') return open;
  try {
    return await vscode.workspace.openTextDocument(source.uri);
  } catch {
    return undefined;
  }
}
