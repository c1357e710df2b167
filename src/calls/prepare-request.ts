// A request of a file, ready to be called: what is missing is asked for, secrets are taken from where they are kept.
import * as vscode from 'vscode';
import type { PrepareRequestRequest, PrepareRequestResponse } from '../../protos/gen/protopipe/v1/request.js';
import { askOnce } from '../backend/ask-once.js';
import type { Session } from '../backend/session.js';
import { environment, variables } from '../config/call-settings.js';
import { documentPosition } from '../convert/place.js';
import type { Secrets } from './secrets.js';

export interface PreparedRequest {
  readonly request: PrepareRequestRequest;
  readonly response: PrepareRequestResponse;
}

/** Undefined when something was asked for and nobody answered. Rejects with an RpcError. */
export async function prepareRequest(
  session: Session,
  secrets: Secrets,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<PreparedRequest | undefined> {
  const given: Record<string, string> = {};
  const usedSecrets: Record<string, string> = {};
  // What is filled in may need more: a variable that holds another.
  for (;;) {
    const request = {
      position: documentPosition(document, position),
      environment: environment(),
      variables: { ...variables(), ...given },
      secrets: usedSecrets,
    };
    const response = await askOnce<PrepareRequestResponse>((callback) =>
      session.requests.prepareRequest(request, callback),
    );
    if (response.missing.length === 0) return { request, response };
    for (const { name, secret } of response.missing) {
      const value = secret ? await secrets.ask(name) : await askVariable(name);
      if (value === undefined) return undefined;
      (secret ? usedSecrets : given)[name] = value;
    }
  }
}

function askVariable(name: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `Variable ${name}`,
    prompt: 'For this call; `protopipe.variables` and environment files hold values for more calls',
    ignoreFocusOut: true,
  });
}
