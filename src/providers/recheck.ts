// Keeps the entries of files that are not open true after a check: when something is saved or changes on disk, those
// files are checked again in the background. Without a check before, there are no such entries and nothing is done.
import * as vscode from 'vscode';
import type { FilesChanged } from '../../protos/gen/protopipe/v1/workspace.js';
import type { SessionManager } from '../backend/session-manager.js';
import { isKnown } from '../config/documents.js';
import { toDiagnostic } from '../convert/diagnostic.js';
import type { DiagnosticStore } from './diagnostic-store.js';

/** Saving all documents raises one event each; they are answered by one check. */
const delayMs = 150;

export class Recheck implements vscode.Disposable {
  private readonly pending = new Set<string>();
  private readonly end = new AbortController();
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private running = false;

  constructor(
    private readonly sessions: SessionManager,
    private readonly store: DiagnosticStore,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (isKnown(document)) this.request(store.closedWithEntries());
      }),
      // Unsaved edits are gone with the document: what counts is the file on disk.
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (isKnown(document) && document.uri.scheme === 'file') this.request([document.uri.toString()]);
      }),
    ];
  }

  filesChanged({ createdUris, changedUris, deletedUris }: FilesChanged): void {
    for (const uri of deletedUris) this.store.deleted(vscode.Uri.parse(uri));
    const sources = [...createdUris, ...changedUris].filter((uri) => uri.endsWith('.proto'));
    this.request([...sources, ...this.store.closedWithEntries()]);
  }

  dispose(): void {
    this.end.abort();
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private request(uris: readonly string[]): void {
    if (!this.store.hasChecked || this.end.signal.aborted) return;
    for (const uri of uris) this.pending.add(uri);
    if (this.pending.size > 0 && !this.running) this.timer ??= setTimeout(() => void this.run(), delayMs);
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    const uris = [...this.pending];
    this.pending.clear();
    this.running = true;
    try {
      const found = new Map<string, vscode.Diagnostic[]>();
      const session = await this.sessions.ready(this.end.signal);
      for await (const { event } of session.check(uris, this.end.signal)) {
        if (event?.$case !== 'file') continue;
        found.set(vscode.Uri.parse(event.value.uri).toString(), event.value.diagnostics.map(toDiagnostic));
      }
      for (const uri of uris) this.store.setChecked(vscode.Uri.parse(uri), found.get(uri) ?? []);
    } catch (error) {
      if (!this.end.signal.aborted) this.log.warn(`files with problems could not be checked again: ${error}`);
    } finally {
      this.running = false;
      this.request([]);
    }
  }
}
