// Checks every file of the workspace: a notification with the progress, entries in the Problems panel as they come,
// a summary at the end.
import { status } from '@grpc/grpc-js';
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import { type CheckSummary, Phase, type Progress } from '../../protos/gen/protopipe/v1/workspace.js';
import type { Session } from '../backend/session.js';
import { abortSignal } from '../convert/abort-signal.js';
import { toDiagnostic } from '../convert/diagnostic.js';
import { count } from '../ui/count.js';
import { offerRestart } from '../ui/offer-restart.js';
import type { CommandContext } from './command.js';

/** How a check ended, for callers of the command. */
export type CheckOutcome =
  | { readonly kind: 'done'; readonly summary: CheckSummary }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

export async function checkWorkspace(context: CommandContext, session: Session): Promise<CheckOutcome> {
  const outcome = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Check Workspace', cancellable: true },
    (progress, token) => check(context, session, progress, abortSignal(token)),
  );
  tell(context, outcome);
  return outcome;
}

async function check(
  { diagnostics, log }: CommandContext,
  session: Session,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const report = progressReporter(progress);
  const mentioned = new Set<string>();
  let summary: CheckSummary | undefined;
  try {
    for await (const { event } of session.check([], signal)) {
      if (event?.$case === 'progress') report(event.value);
      else if (event?.$case === 'summary') summary = event.value;
      else if (event) {
        const uri = vscode.Uri.parse(event.value.uri);
        mentioned.add(uri.toString());
        diagnostics.setChecked(uri, event.value.diagnostics.map(toDiagnostic));
      }
    }
    if (!summary) throw new RpcError(status.INTERNAL, 'the backend ended the check without a summary');
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    const failure = RpcError.from(error);
    log.error(`Check Workspace: ${failure}`);
    return { kind: 'failed', message: describeFailure(failure) };
  }
  // Only a check that came to its end knows which files have no problems.
  diagnostics.clearCheckedExcept(mentioned);
  return { kind: 'done', summary };
}

/** Progress of the contract is absolute, VS Code's is added up. */
function progressReporter(progress: vscode.Progress<{ message?: string; increment?: number }>) {
  let shownPercent = 0;
  return ({ phase, filesDone, filesTotal }: Progress) => {
    const message =
      filesTotal > 0
        ? `${phaseNames[phase]} ${filesDone.toLocaleString('en-US')} of ${count(filesTotal, 'file')}`
        : phaseNames[phase];
    const percent = filesTotal > 0 ? (100 * filesDone) / filesTotal : 0;
    progress.report({ message, increment: Math.max(0, percent - shownPercent) });
    shownPercent = Math.max(shownPercent, percent);
  };
}

const phaseNames: Readonly<Record<Phase, string>> = {
  [Phase.UNSPECIFIED]: 'checking',
  [Phase.SCANNING]: 'looking for',
  [Phase.PARSING]: 'reading',
  [Phase.LINKING]: 'resolving',
  [Phase.REPORTING]: 'checking',
  [Phase.BUILDING]: 'building',
  [Phase.FORMATTING]: 'formatting',
};

function describeFailure(error: RpcError): string {
  if (error.code === status.UNAVAILABLE) return 'The check was not finished: the backend stopped while it ran.';
  return `The check was not finished: ${error.message}`;
}

function tell({ sessions, log }: CommandContext, outcome: CheckOutcome): void {
  switch (outcome.kind) {
    case 'done':
      tellSummary(outcome.summary);
      break;
    case 'cancelled':
      vscode.window.setStatusBarMessage('Protopipe: the check was cancelled', 5_000);
      break;
    case 'failed':
      if (sessions.status.kind === 'failed') {
        offerRestart(sessions, log, outcome.message);
        break;
      }
      void vscode.window.showErrorMessage(outcome.message, 'Check Again', 'Show Log').then((choice) => {
        if (choice === 'Check Again') void vscode.commands.executeCommand('protopipe.checkWorkspace');
        if (choice === 'Show Log') log.show();
      });
  }
}

function tellSummary({ files, errors, warnings, filesWithProblems, elapsedMs }: CheckSummary): void {
  const checked = `Checked ${count(files, 'file')} in ${(elapsedMs / 1000).toFixed(1)} s`;
  if (errors + warnings === 0) {
    void vscode.window.showInformationMessage(`${checked}: no problems.`);
    return;
  }
  const found = [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : ''];
  const message = `${checked}: ${found.filter(Boolean).join(' and ')} in ${count(filesWithProblems, 'file')}.`;
  void vscode.window.showInformationMessage(message, 'Show Problems').then((choice) => {
    if (choice) void vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}
