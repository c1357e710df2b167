// Composition root of the extension: makes the parts, wires them, and takes them apart again.
import * as vscode from 'vscode';
import { createAsker } from './backend/ask.js';
import { SessionManager } from './backend/session-manager.js';
import { FileWatch } from './backend/watch-files.js';
import { registerCommands } from './commands/register-commands.js';
import { affectsFolders, workspaceFolders } from './config/folders.js';
import { toDiagnostic } from './convert/diagnostic.js';
import { bundledDocuments, bundledScheme } from './providers/bundled-documents.js';
import { DiagnosticStore } from './providers/diagnostic-store.js';
import { Recheck } from './providers/recheck.js';
import { registerLanguage } from './providers/register-language.js';
import { workspaceSymbols } from './providers/workspace-symbols.js';
import { createStatusBar } from './ui/status-bar.js';
import { offerTerminalClient } from './ui/terminal-client.js';
import { SchemaView } from './views/schema-view.js';

export function activate(extension: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Protopipe', { log: true });
  const diagnostics = new DiagnosticStore();
  const sessions = new SessionManager({
    serverScript: vscode.Uri.joinPath(extension.extensionUri, 'dist/server.cjs').fsPath,
    log,
    folders: workspaceFolders,
    isTrusted: () => vscode.workspace.isTrusted,
    onDiagnostics: (document) =>
      diagnostics.setLive(vscode.Uri.parse(document.uri), document.diagnostics.map(toDiagnostic)),
  });
  const recheck = new Recheck(sessions, diagnostics, log);
  const schema = new SchemaView(sessions, log);
  const files = new FileWatch((changes) => {
    sessions.session?.filesChanged(changes);
    recheck.filesChanged(changes);
  });

  extension.subscriptions.push(
    log,
    diagnostics,
    sessions,
    recheck,
    schema,
    files,
    createStatusBar(sessions),
    vscode.workspace.registerTextDocumentContentProvider(bundledScheme, bundledDocuments(sessions)),
    vscode.languages.registerWorkspaceSymbolProvider(workspaceSymbols(sessions, log)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => sessions.reopen()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => sessions.reopen()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (affectsFolders(change)) sessions.reopen();
    }),
    sessions.onDidReadWorkspace(({ importRoots }) => files.watchImportRoots(importRoots.map(({ path }) => path))),
    ...registerLanguage(createAsker(sessions, log)),
    ...registerCommands({ extension, sessions, diagnostics, schema, log }),
  );
  offerTerminalClient(extension);
  sessions.start();
}
