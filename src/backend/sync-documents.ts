// Keeps the backend's copies of open documents equal to the editor's, over one ordered stream, and hands back the
// diagnostics that come out of it. Made anew for each backend process: it starts by sending every open document.
import type { ClientDuplexStream } from '@grpc/grpc-js';
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type {
  DocumentDiagnostics,
  FilesChanged,
  SyncRequest,
  SyncResponse,
  WorkspaceServiceClient,
} from '../../protos/gen/protopipe/v1/workspace.js';
import { languageOf } from '../config/documents.js';
import { fromRange } from '../convert/range.js';

export class DocumentSync implements vscode.Disposable {
  private readonly call: ClientDuplexStream<SyncRequest, SyncResponse>;
  private readonly subscriptions: vscode.Disposable[];
  private over = false;

  /** `onEnd` is called once, when the stream ends otherwise than by `dispose`. */
  constructor(
    client: WorkspaceServiceClient,
    onDiagnostics: (diagnostics: DocumentDiagnostics) => void,
    onEnd: (error: RpcError | undefined) => void,
  ) {
    this.call = client.sync();
    const end = (error?: unknown) => {
      if (this.over) return;
      this.dispose();
      onEnd(error === undefined ? undefined : RpcError.from(error));
    };
    this.call.on('data', ({ event }: SyncResponse) => {
      if (event) onDiagnostics(event.value);
    });
    this.call.on('error', end).on('end', () => end());

    const { workspace } = vscode;
    this.subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.opened(document)),
      workspace.onDidChangeTextDocument((change) => this.changed(change)),
      workspace.onDidCloseTextDocument((document) => this.closed(document)),
    ];
    for (const document of workspace.textDocuments) this.opened(document);
  }

  filesChanged(files: FilesChanged): void {
    this.send({ event: { $case: 'files', value: files } });
  }

  dispose(): void {
    if (this.over) return;
    this.over = true;
    for (const subscription of this.subscriptions ?? []) subscription.dispose();
    this.call.cancel();
  }

  private opened(document: vscode.TextDocument): void {
    const languageId = languageOf(document);
    if (!languageId) return;
    const value = { uri: document.uri.toString(), version: document.version, text: document.getText(), languageId };
    this.send({ event: { $case: 'opened', value } });
  }

  private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    // Saving raises a change without edits.
    if (!languageOf(document) || contentChanges.length === 0) return;
    const edits = contentChanges.map(({ range, text }) => ({ range: fromRange(range), newText: text }));
    const value = { uri: document.uri.toString(), version: document.version, edits };
    this.send({ event: { $case: 'changed', value } });
  }

  private closed(document: vscode.TextDocument): void {
    if (!languageOf(document)) return;
    this.send({ event: { $case: 'closed', value: { uri: document.uri.toString() } } });
  }

  private send(request: SyncRequest): void {
    // What the stream cannot take yet is buffered: edits are small and must not be lost or reordered.
    if (!this.over) this.call.write(request);
  }
}
