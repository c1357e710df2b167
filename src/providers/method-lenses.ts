// Above each method of a .proto file: Call, and what can be done with a call of it that has a panel.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentVersion } from '../convert/place.js';
import { toRange } from '../convert/range.js';
import { type CallPanels, isRunning } from '../views/call/call-panels.js';

export function methodLenses({ ask }: Asker, panels: CallPanels): vscode.CodeLensProvider & vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const subscriptions = [changed, panels.onDidChange(() => changed.fire())];
  return {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document, token) {
      const answer = await ask('listCodeLenses', { document: documentVersion(document) }, token);
      return answer?.methods.flatMap(({ range, method }) => lensesOf(toRange(range), method, panels));
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function lensesOf(range: vscode.Range, method: string, panels: CallPanels): vscode.CodeLens[] {
  const lens = (title: string, command: string, given: unknown, tooltip?: string) =>
    new vscode.CodeLens(range, { title, tooltip, command: `protopipe.${command}`, arguments: [given] });
  const panel = panels.findMethod(method);
  const key = panel?.shown?.key;
  return [
    lens('$(play) Call', 'callMethod', method, `Write a request for ${method}`),
    ...(panel && key !== undefined
      ? [isRunning(panel) ? lens('$(debug-stop) Cancel', 'cancelCall', key) : lens('Call again', 'repeatLastCall', key)]
      : []),
  ];
}
