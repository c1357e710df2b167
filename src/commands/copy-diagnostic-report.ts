// Puts what a bug report needs on the clipboard: versions and states, no file names and no file contents.
import * as vscode from 'vscode';
import { Activity } from '../../protos/gen/protopipe/v1/backend.js';
import type { BackendStatus } from '../backend/backend-status.js';
import type { CommandContext } from './command.js';

export async function copyDiagnosticReport({ extension, sessions }: CommandContext): Promise<string> {
  const { version } = extension.extension.packageJSON as { version: string };
  const { workspaceFolders, isTrusted } = vscode.workspace;
  const remote = vscode.env.remoteName ? `, remote: ${vscode.env.remoteName}` : '';
  const lines = [
    `Protopipe ${version}`,
    `VS Code ${vscode.version} (${vscode.env.appName}${remote})`,
    `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    `Workspace: ${workspaceFolders?.length ?? 0} folders, ${isTrusted ? 'trusted' : 'not trusted'}`,
    ...describeStatus(sessions.status),
    ...sessions.pastEndings.map((ending) => `Ended before: ${ending}`),
  ];
  const report = lines.join('\n');
  await vscode.env.clipboard.writeText(report);
  void vscode.window.showInformationMessage('Protopipe: the diagnostic report is on the clipboard.');
  return report;
}

function describeStatus(status: BackendStatus): string[] {
  switch (status.kind) {
    case 'stopped':
    case 'starting':
      return [`Backend: ${status.kind}`];
    case 'restarting':
    case 'failed':
      return [`Backend: ${status.kind}: ${status.reason}`];
    case 'running': {
      const { state } = status;
      if (!state) return ['Backend: running, has not said anything'];
      const memoryMb = Math.round(Number(state.memoryBytes) / 1e6);
      return [
        `Backend: running, version ${state.version}, process ${state.pid}, ${memoryMb} MB`,
        `Index: ${Activity[state.activity].toLowerCase()}, ${state.workspaceFiles} files, ${state.workspaceSymbols} symbols`,
      ];
    }
  }
}
