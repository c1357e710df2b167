// Call Request: calls the request at the cursor, or at a line that a lens names, and shows how it goes.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { Session } from '../backend/session.js';
import type { CallState } from '../calls/call-state.js';
import { prepareRequest } from '../calls/prepare-request.js';
import { type KeyedRequest, requestAt, requestsOf } from '../calls/requests-of.js';
import { mayCall } from '../calls/trust.js';
import { requestLanguage } from '../config/documents.js';
import { toRange } from '../convert/range.js';
import type { CommandContext } from './command.js';

/** `uri` and `line` (from 0) name the request; without them it is the one at the cursor. Resolves when the call is over. */
export async function callRequest(
  context: CommandContext,
  session: Session,
  uri?: unknown,
  line?: unknown,
): Promise<CallState | undefined> {
  if (!mayCall()) return undefined;
  const place = await placeOf(uri, line);
  if (!place) return undefined;
  try {
    const request = requestAt(await requestsOf(session, place.document), place.line);
    if (request) return await call(context, session, place.document, request);
    void vscode.window.showInformationMessage('There is no request here. A request begins with GRPC and its address.');
  } catch (error) {
    const failure = RpcError.from(error);
    context.log.info(`a request was not called: ${failure}`);
    void vscode.window.showErrorMessage(`The request was not called: ${failure.message}`);
  }
  return undefined;
}

/** As `callRequest`, for a request that was found. */
export async function call(
  { panels, secrets }: CommandContext,
  session: Session,
  document: vscode.TextDocument,
  { key, summary }: KeyedRequest,
): Promise<CallState | undefined> {
  const { start } = toRange(summary.methodRange);
  const prepared = await prepareRequest(session, secrets, document, start);
  if (!prepared?.response.start) return undefined;
  const { start: callStart, messages, keepOpen } = prepared.response;
  const title = summary.name || summary.method.slice(summary.method.lastIndexOf('.') + 1);
  const running = panels.start(session, {
    key,
    title,
    plan: { start: callStart, messages, keepOpen, secrets: prepared.request.secrets },
    source: { uri: document.uri, line: start.line },
  });
  return running.over;
}

interface Place {
  readonly document: vscode.TextDocument;
  readonly line: number;
}

/** Undefined, after a message, when no request file is meant. */
export async function placeOf(uri: unknown, line: unknown): Promise<Place | undefined> {
  if (uri instanceof vscode.Uri && typeof line === 'number') {
    return { document: await vscode.workspace.openTextDocument(uri), line };
  }
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === requestLanguage) {
    return { document: editor.document, line: editor.selection.active.line };
  }
  void vscode.window.showInformationMessage('Open a request file (.grpc) and put the cursor into the request.');
  return undefined;
}
