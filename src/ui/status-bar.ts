// The status bar item: what the backend is doing, and in its tooltip what it holds.
import * as vscode from 'vscode';
import { Activity, type BackendState } from '../../protos/gen/protopipe/v1/backend.js';
import type { BackendStatus } from '../backend/backend-status.js';
import type { SessionManager } from '../backend/session-manager.js';
import { count } from './count.js';

export function createStatusBar(sessions: SessionManager): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('protopipe.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Protopipe';
  const show = (status: BackendStatus) => {
    item.text = text(status);
    item.tooltip = tooltip(status);
    item.command = status.kind === 'failed' ? 'protopipe.restartBackend' : 'protopipe.showLog';
    const background = { failed: 'statusBarItem.errorBackground', restarting: 'statusBarItem.warningBackground' };
    const color = status.kind === 'failed' || status.kind === 'restarting' ? background[status.kind] : undefined;
    item.backgroundColor = color ? new vscode.ThemeColor(color) : undefined;
  };
  show(sessions.status);
  item.show();
  return vscode.Disposable.from(item, sessions.onDidChangeStatus(show));
}

function text(status: BackendStatus): string {
  switch (status.kind) {
    case 'stopped':
      return '$(circle-slash) Protopipe';
    case 'starting':
      return '$(sync~spin) Protopipe';
    case 'restarting':
      return '$(sync~spin) Protopipe: restarting';
    case 'failed':
      return '$(error) Protopipe: stopped';
    case 'running':
      return runningText(status.state);
  }
}

function runningText(state: BackendState | undefined): string {
  if (state?.activity === Activity.READY) return '$(check) Protopipe';
  if (state?.activity !== Activity.INDEXING) return '$(sync~spin) Protopipe';
  const { filesDone, filesTotal } = state;
  const percent = filesTotal > 0 ? ` ${Math.floor((100 * filesDone) / filesTotal)} %` : '';
  return `$(sync~spin) Protopipe: reading${percent}`;
}

function tooltip(status: BackendStatus): vscode.MarkdownString {
  const lines = [`**Protopipe**: ${headline(status)}`];
  if (status.kind === 'running' && status.state) {
    const { workspaceFiles, workspaceSymbols, memoryBytes, pid, version } = status.state;
    lines.push(
      `${count(workspaceFiles, '.proto file')}, ${count(workspaceSymbols, 'symbol')}`,
      `Backend ${version}, process ${pid}, ${count(Math.round(Number(memoryBytes) / 1e6), 'megabyte')}`,
    );
  }
  lines.push(
    '[Check Workspace](command:protopipe.checkWorkspace) · [Show Log](command:protopipe.showLog) · ' +
      '[Restart Backend](command:protopipe.restartBackend)',
  );
  const markdown = new vscode.MarkdownString(lines.join('\n\n'));
  markdown.isTrusted = {
    enabledCommands: ['protopipe.checkWorkspace', 'protopipe.showLog', 'protopipe.restartBackend'],
  };
  return markdown;
}

function headline(status: BackendStatus): string {
  switch (status.kind) {
    case 'stopped':
      return 'the backend is stopped';
    case 'starting':
      return 'the backend is starting';
    case 'restarting':
      return `${escapeMarkdown(status.reason)}; it is started again`;
    case 'failed':
      return `${escapeMarkdown(status.reason)}; it is not started again by itself`;
    case 'running':
      if (status.state?.activity === Activity.READY) return 'ready';
      return status.state?.activity === Activity.INDEXING ? 'reading the workspace' : 'connected';
  }
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|]/g, '\\$&');
}
