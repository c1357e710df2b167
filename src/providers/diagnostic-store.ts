// All diagnostics that VS Code shows for Protopipe, in one collection. An open document shows what the Sync stream says
// of its text; every other file shows what the last check said of it. So the two can never contradict each other.
import * as vscode from 'vscode';
import { isKnown } from '../config/documents.js';

export class DiagnosticStore implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('protopipe');
  /** By URI: of documents that are open. */
  private readonly live = new Map<string, vscode.Diagnostic[]>();
  /** By URI: of files that a check found something in. */
  private readonly checked = new Map<string, vscode.Diagnostic[]>();
  private readonly open = new Map<string, vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable[];
  private everChecked = false;

  constructor() {
    for (const document of vscode.workspace.textDocuments) this.documentOpened(document);
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.documentOpened(document)),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.takeOver(uri.toString())),
      vscode.workspace.onDidCloseTextDocument((document) => this.documentClosed(document)),
    ];
  }

  /** Whether a check has reported since the start, so that files that are not open have entries to keep true. */
  get hasChecked(): boolean {
    return this.everChecked;
  }

  /** Files that are not open and have entries. */
  closedWithEntries(): string[] {
    return [...this.checked.keys()].filter((uri) => !this.open.has(uri));
  }

  /** What the Sync stream says of an open document; replaces what it said before. */
  setLive(uri: vscode.Uri, diagnostics: vscode.Diagnostic[]): void {
    const key = uri.toString();
    // An answer that was on its way while the document was closed.
    if (!this.open.has(key)) return;
    this.live.set(key, diagnostics);
    if (!this.open.get(key)?.isDirty) this.takeOver(key);
    this.show(key);
  }

  /** What a check says of a file; replaces what the check before it said. */
  setChecked(uri: vscode.Uri, diagnostics: vscode.Diagnostic[]): void {
    const key = uri.toString();
    this.everChecked = true;
    if (diagnostics.length > 0) this.checked.set(key, diagnostics);
    else this.checked.delete(key);
    this.show(key);
  }

  /** A whole check has ended: files it did not mention are clean. */
  clearCheckedExcept(mentioned: ReadonlySet<string>): void {
    this.everChecked = true;
    for (const key of [...this.checked.keys()]) {
      if (!mentioned.has(key)) this.setChecked(vscode.Uri.parse(key), []);
    }
  }

  /** A file, or a folder with everything in it, is gone; also where VS Code holds on to its document for a while. */
  deleted(uri: vscode.Uri): void {
    const key = uri.toString();
    for (const each of new Set([...this.checked.keys(), ...this.live.keys()])) {
      if (each !== key && !each.startsWith(`${key}/`)) continue;
      this.checked.delete(each);
      this.live.delete(each);
      this.show(each);
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.collection.dispose();
  }

  private documentOpened(document: vscode.TextDocument): void {
    if (isKnown(document)) this.open.set(document.uri.toString(), document);
  }

  private documentClosed({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    if (!this.open.delete(key)) return;
    this.live.delete(key);
    this.show(key);
  }

  /** What is said of the text of a saved document is true of its file, also after it is closed. */
  private takeOver(key: string): void {
    const diagnostics = this.live.get(key);
    if (!diagnostics || !this.everChecked) return;
    if (diagnostics.length > 0) this.checked.set(key, diagnostics);
    else this.checked.delete(key);
  }

  private show(key: string): void {
    // Until the first answer for a document that was just opened, what the check said still stands.
    const shown = this.live.get(key) ?? this.checked.get(key);
    this.collection.set(vscode.Uri.parse(key), shown);
  }
}
