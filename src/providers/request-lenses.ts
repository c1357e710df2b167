// Above each request of a request file: Call, or Cancel while it runs, and Copy.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { SessionManager } from '../backend/session-manager.js';
import { type KeyedRequest, requestsOf } from '../calls/requests-of.js';
import { abortSignal } from '../convert/abort-signal.js';
import { toRange } from '../convert/range.js';
import type { CallPanels } from '../views/call/call-panels.js';

export function requestLenses(
  sessions: SessionManager,
  panels: CallPanels,
  log: vscode.LogOutputChannel,
): vscode.CodeLensProvider & vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const subscriptions = [changed, panels.onDidChange(() => changed.fire())];
  return {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document, token) {
      const { session } = sessions;
      if (!session) return undefined;
      try {
        const requests = await requestsOf(session, document, abortSignal(token));
        const running = panels.running();
        return requests.flatMap((request) => lensesOf(document.uri, request, running, panels));
      } catch (error) {
        if (!token.isCancellationRequested) log.debug(`requests were not listed: ${RpcError.from(error)}`);
        return undefined;
      }
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function lensesOf(
  uri: vscode.Uri,
  { key, summary }: KeyedRequest,
  running: ReadonlySet<string>,
  panels: CallPanels,
): vscode.CodeLens[] {
  const range = toRange(summary.methodRange);
  const place = [uri, range.start.line];
  const lens = (title: string, command: string, given: unknown[]) =>
    new vscode.CodeLens(range, { title, command: `protopipe.${command}`, arguments: given });
  return [
    ...(running.has(key)
      ? [lens('$(debug-stop) Cancel', 'cancelCall', [key])]
      : [lens(panels.find(key) ? '$(play) Call again' : '$(play) Call', 'callRequest', place)]),
    lens('Copy as grpcurl', 'copyAsGrpcurl', place),
  ];
}
