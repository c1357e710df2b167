// Save Schema of Target as .proto: asks a running server for its schema and writes it as files.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { Session } from '../backend/session.js';
import { openTarget } from '../calls/open-target.js';
import { pickTarget } from '../calls/pick-target.js';
import { mayCall } from '../calls/trust.js';
import { abortSignal } from '../convert/abort-signal.js';
import { count } from '../ui/count.js';
import { targetOf } from '../views/targets/target-nodes.js';
import type { CommandContext } from './command.js';
import { discoverTargets } from './discover-targets.js';

/**
 * `node` is an entry of the Targets view, `folder` where to write; both are asked for when they are not given. Returns
 * the files that were written; undefined when there are none.
 */
export async function saveSchema(
  context: CommandContext,
  session: Session,
  node?: unknown,
  folder?: unknown,
): Promise<vscode.Uri[] | undefined> {
  if (!mayCall()) return undefined;
  const target =
    targetOf(node) ??
    (await pickTarget(context.extension.workspaceState, {
      title: 'Save Schema: Target',
      discover: () => discoverTargets(context, session),
    }));
  const opened = target && (await openTarget(target, context.secrets));
  const where = opened && (folder instanceof vscode.Uri ? folder : await askFolder());
  if (!where) return undefined;
  const options = { location: vscode.ProgressLocation.Notification, title: 'Saving the schema', cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const signal = abortSignal(token);
    const request = { ...opened, descriptorSets: [], symbols: [], deadlineMs: 0 };
    const files = new Map<string, string>();
    const problems: string[] = [];
    try {
      for await (const { event } of session.exportSchema(request, signal)) {
        if (event?.$case === 'file') files.set(event.value.name, event.value.source);
        else if (event?.$case === 'problem') problems.push(`${event.value.symbol}: ${event.value.message}`);
      }
      return await write(where, files, problems);
    } catch (error) {
      if (signal.aborted) return undefined;
      const failure = RpcError.from(error);
      context.log.info(`a schema was not saved: ${failure}`);
      void vscode.window.showErrorMessage(`${opened.target.address}: ${failure.message}`);
      return undefined;
    }
  });
}

/** Nothing is overwritten before a person has said so. */
async function write(
  folder: vscode.Uri,
  files: ReadonlyMap<string, string>,
  problems: readonly string[],
): Promise<vscode.Uri[] | undefined> {
  const uris = [...files.keys()].map((name) => vscode.Uri.joinPath(folder, ...name.split('/')));
  const existing = (await Promise.all(uris.map(exists))).filter(Boolean).length;
  if (existing > 0) {
    const message = `${count(existing, 'file')} of the schema ${existing === 1 ? 'is' : 'are'} in the folder already.`;
    if ((await vscode.window.showWarningMessage(message, { modal: true }, 'Overwrite')) !== 'Overwrite')
      return undefined;
  }
  for (const [i, source] of [...files.values()].entries()) {
    await vscode.workspace.fs.writeFile(uris[i], new TextEncoder().encode(source));
  }
  const missing = problems.length === 0 ? '' : ` Left out: ${problems.join('; ')}.`;
  const open = 'Open';
  const done = `${count(uris.length, 'file')} written to ${folder.fsPath}.${missing}`;
  void vscode.window.showInformationMessage(done, open).then((choice) => {
    const last = uris.at(-1);
    if (choice === open && last) void vscode.window.showTextDocument(last);
  });
  return uris;
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Save Schema of Target',
    openLabel: 'Save Here',
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
  });
  return chosen?.[0];
}

function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}
