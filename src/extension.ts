// Composition root of the extension: makes the parts, wires them, and takes them apart again.
import * as vscode from 'vscode';
import { createAsker } from './backend/ask.js';
import { SessionManager } from './backend/session-manager.js';
import { FileWatch } from './backend/watch-files.js';
import { Secrets } from './calls/secrets.js';
import { registerCommands } from './commands/register-commands.js';
import { protoSelector, requestSelector } from './config/documents.js';
import { affectsFolders, workspaceFolders } from './config/folders.js';
import { toDiagnostic } from './convert/diagnostic.js';
import { bundledDocuments, bundledScheme } from './providers/bundled-documents.js';
import { DiagnosticStore } from './providers/diagnostic-store.js';
import { messageDocuments, messageScheme } from './providers/message-documents.js';
import { methodLenses } from './providers/method-lenses.js';
import { Recheck } from './providers/recheck.js';
import { registerLanguage } from './providers/register-language.js';
import { requestLenses } from './providers/request-lenses.js';
import { TextDocuments } from './providers/text-documents.js';
import { workspaceSymbols } from './providers/workspace-symbols.js';
import { removeLeftovers, spoolFolder } from './spool/spool-folder.js';
import { createStatusBar } from './ui/status-bar.js';
import { offerTerminalClient } from './ui/terminal-client.js';
import { CallPanels } from './views/call/call-panels.js';
import { SchemaView } from './views/schema-view.js';
import { TargetsView } from './views/targets/targets-view.js';

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

  const storage = extension.globalStorageUri.fsPath;
  removeLeftovers(storage).catch((error) => log.warn(`files of earlier calls were not removed: ${error}`));
  const panels = new CallPanels(extension.extensionUri, log, spoolFolder(storage));
  const secrets = new Secrets(extension);
  const asker = createAsker(sessions, log);
  const aboveMethods = methodLenses(asker, panels);
  const aboveRequests = requestLenses(sessions, panels, log);
  const targets = new TargetsView(sessions, secrets, log);
  const documents = new TextDocuments();

  extension.subscriptions.push(
    log,
    panels,
    targets,
    documents,
    diagnostics,
    sessions,
    recheck,
    schema,
    files,
    createStatusBar(sessions),
    vscode.workspace.registerTextDocumentContentProvider(bundledScheme, bundledDocuments(sessions)),
    vscode.workspace.registerTextDocumentContentProvider(messageScheme, messageDocuments(panels)),
    vscode.languages.registerWorkspaceSymbolProvider(workspaceSymbols(sessions, log)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => sessions.reopen()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => sessions.reopen()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (affectsFolders(change)) sessions.reopen();
    }),
    sessions.onDidReadWorkspace(({ importRoots }) => files.watchImportRoots(importRoots.map(({ path }) => path))),
    vscode.languages.registerCodeLensProvider(protoSelector, aboveMethods),
    vscode.languages.registerCodeLensProvider(requestSelector, aboveRequests),
    aboveMethods,
    aboveRequests,
    ...registerLanguage(asker),
    ...registerCommands({ extension, sessions, diagnostics, schema, log, panels, secrets, targets, documents }),
  );
  offerTerminalClient(extension);
  sessions.start();
}
