// Describe: a service, method, message or enum as .proto source, out of the workspace or of a running server.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { Session } from '../backend/session.js';
import { declarationOf } from '../calls/describe-target.js';
import { openTarget } from '../calls/open-target.js';
import { pickTarget } from '../calls/pick-target.js';
import { mayCall } from '../calls/trust.js';
import type { SavedTarget } from '../config/targets.js';
import { abortSignal } from '../convert/abort-signal.js';
import { symbolOf, targetOf } from '../views/targets/target-nodes.js';
import type { CommandContext } from './command.js';
import { discoverTargets } from './discover-targets.js';

/** `node` is an entry of the Targets view; without it target and name are asked for. */
export async function describe(context: CommandContext, session: Session, node?: unknown): Promise<void> {
  if (!mayCall()) return;
  const target =
    targetOf(node) ??
    (await pickTarget(context.extension.workspaceState, {
      title: 'Describe: Target',
      discover: () => discoverTargets(context, session),
    }));
  const symbol = target && (symbolOf(node) ?? (await askSymbol()));
  if (symbol) await show(context, session, target, symbol);
}

async function show(context: CommandContext, session: Session, target: SavedTarget, symbol: string): Promise<void> {
  try {
    const opened = await openTarget(target, context.secrets);
    if (!opened) return;
    const options = { location: vscode.ProgressLocation.Window, title: `Asking ${target.address}` };
    const { source, name } = await vscode.window.withProgress(options, (_, token) =>
      declarationOf(session, opened, symbol, abortSignal(token)),
    );
    await context.documents.show(`${name}.proto`, 'proto', source);
  } catch (error) {
    const failure = RpcError.from(error);
    context.log.info(`${symbol} was not described: ${failure}`);
    void vscode.window.showErrorMessage(`${symbol}: ${failure.message}`);
  }
}

function askSymbol(): Thenable<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const word = editor?.document.getWordRangeAtPosition(editor.selection.active, /[\w.]+/);
  return vscode.window.showInputBox({
    title: 'Describe',
    prompt: 'Full name of a service, method, message or enum',
    value: word && editor ? editor.document.getText(word) : '',
  });
}
