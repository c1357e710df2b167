// One backend process as the extension uses it: its services, the workspace it has open, the documents it is told
// about. Owns everything that exists only while that process runs.
import { type ClientReadableStream, status } from '@grpc/grpc-js';
import type * as vscode from 'vscode';
import { type PipeChannel, RpcError } from '../../pipe/index.js';
import { BackendServiceClient, type BackendState } from '../../protos/gen/protopipe/v1/backend.js';
import {
  CallServiceClient,
  type CompareSchemaRequest,
  type CompareSchemaResponse,
  type DescribeRequest,
  type DescribeResponse,
  type DiscoverTargetsRequest,
  type DiscoverTargetsResponse,
  type ExportSchemaRequest,
  type ExportSchemaResponse,
} from '../../protos/gen/protopipe/v1/call.js';
import {
  type FindReferencesRequest,
  type FindReferencesResponse,
  LanguageServiceClient,
} from '../../protos/gen/protopipe/v1/language.js';
import { RequestServiceClient } from '../../protos/gen/protopipe/v1/request.js';
import {
  type ListChildrenRequest,
  type ListChildrenResponse,
  type LocateRequest,
  type LocateResponse,
  SchemaServiceClient,
  type WatchPackagesResponse,
} from '../../protos/gen/protopipe/v1/schema.js';
import {
  type CheckResponse,
  type DocumentDiagnostics,
  type FilesChanged,
  type Folder,
  type ReadDocumentResponse,
  type SearchSymbolsResponse,
  type WorkspaceReady,
  WorkspaceServiceClient,
} from '../../protos/gen/protopipe/v1/workspace.js';
import { askOnce } from './ask-once.js';
import { WorkspaceOpener } from './open-workspace.js';
import { readStream } from './read-stream.js';
import { DocumentSync } from './sync-documents.js';
import { watchBackend } from './watch-backend.js';

export interface SessionOptions {
  readonly channel: PipeChannel;
  readonly log: vscode.LogOutputChannel;
  readonly folders: () => Folder[];
  readonly isTrusted: () => boolean;
  readonly onState: (state: BackendState) => void;
  readonly onDiagnostics: (diagnostics: DocumentDiagnostics) => void;
  readonly onReady: (ready: WorkspaceReady) => void;
  /** Packages look different than before. */
  readonly onPackages: (change: WatchPackagesResponse) => void;
  /** The stream that holds open documents was lost although the process may still run. */
  readonly onLost: (error: RpcError | undefined) => void;
}

export class Session implements vscode.Disposable {
  private readonly end = new AbortController();
  /** For questions with one answer. */
  readonly language: LanguageServiceClient;
  /** Calls of other services; for `call`, whose stream is read and written. */
  readonly calls: CallServiceClient;
  /** Request files: questions with one answer. */
  readonly requests: RequestServiceClient;
  private readonly workspaceClient: WorkspaceServiceClient;
  private readonly schemaClient: SchemaServiceClient;
  private readonly opener: WorkspaceOpener;
  private readonly sync: DocumentSync;
  private opened: Promise<WorkspaceReady>;

  constructor(private readonly options: SessionOptions) {
    const { channel, log, folders, isTrusted, onState, onDiagnostics, onLost } = options;
    this.language = channel.client(LanguageServiceClient);
    this.calls = channel.client(CallServiceClient);
    this.requests = channel.client(RequestServiceClient);
    this.workspaceClient = channel.client(WorkspaceServiceClient);
    this.schemaClient = channel.client(SchemaServiceClient);
    this.opener = new WorkspaceOpener(this.workspaceClient, folders, isTrusted, this.end.signal);
    watchBackend(channel.client(BackendServiceClient), log, onState, this.end.signal).catch((error) => {
      if (!this.end.signal.aborted) log.warn(`the backend's log and state are no longer followed: ${error}`);
    });
    this.watchPackages().catch((error) => {
      if (!this.end.signal.aborted) log.warn(`changes of packages are no longer followed: ${error}`);
    });
    // Documents first: the index then reads no text from disk that is open in the editor.
    this.sync = new DocumentSync(this.workspaceClient, onDiagnostics, onLost);
    this.opened = this.open();
  }

  /** Resolves when the workspace is indexed; rejects with an RpcError when that failed. */
  get indexed(): Promise<WorkspaceReady> {
    return this.opened;
  }

  /** Reads the workspace again, because its folders or their settings changed. */
  reopen(): void {
    this.opened = this.open();
  }

  filesChanged(files: FilesChanged): void {
    this.sync.filesChanged(files);
  }

  /** Checks `uris`, or the whole workspace when there are none. Aborting `signal` cancels the call. */
  check(uris: readonly string[], signal: AbortSignal): AsyncGenerator<CheckResponse> {
    return this.read(this.workspaceClient.check({ uris: [...uris] }), signal);
  }

  /** Finds at most `limit` symbols, in batches, best first. Aborting `signal` cancels the call. */
  searchSymbols(query: string, limit: number, signal: AbortSignal): AsyncGenerator<SearchSymbolsResponse> {
    return this.read(this.workspaceClient.searchSymbols({ query, limit }), signal);
  }

  /** Finds the uses of what is at a place, in batches. Aborting `signal` cancels the call. */
  findReferences(request: FindReferencesRequest, signal: AbortSignal): AsyncGenerator<FindReferencesResponse> {
    return this.read(this.language.findReferences(request), signal);
  }

  /** What a target serves, or declarations as source. Aborting `signal` cancels the call. */
  describe(request: DescribeRequest, signal: AbortSignal): AsyncGenerator<DescribeResponse> {
    return this.read(this.calls.describe(request), signal);
  }

  /** A target's schema as .proto files. Aborting `signal` cancels the call. */
  exportSchema(request: ExportSchemaRequest, signal: AbortSignal): AsyncGenerator<ExportSchemaResponse> {
    return this.read(this.calls.exportSchema(request), signal);
  }

  /** How a target's schema differs from the workspace's. Aborting `signal` cancels the call. */
  compareSchema(request: CompareSchemaRequest, signal: AbortSignal): AsyncGenerator<CompareSchemaResponse> {
    return this.read(this.calls.compareSchema(request), signal);
  }

  /** Pipes and sockets that answer gRPC, as they are found. Aborting `signal` cancels the call. */
  discoverTargets(request: DiscoverTargetsRequest, signal: AbortSignal): AsyncGenerator<DiscoverTargetsResponse> {
    return this.read(this.calls.discoverTargets(request), signal);
  }

  /** The level of the schema tree below a node, in batches. Aborting `signal` cancels the call. */
  listChildren(request: ListChildrenRequest, signal: AbortSignal): AsyncGenerator<ListChildrenResponse> {
    return this.read(this.schemaClient.listChildren(request), signal);
  }

  /** The way from the root of the schema tree to what is at a place; rejects with an RpcError. */
  locate(request: LocateRequest): Promise<LocateResponse> {
    return askOnce<LocateResponse>((callback) => this.schemaClient.locate(request, callback));
  }

  /** The text of a document that only the backend has; rejects with an RpcError when there is none. */
  readDocument(uri: string): Promise<string> {
    return askOnce<ReadDocumentResponse>((callback) => this.workspaceClient.readDocument({ uri }, callback)).then(
      ({ text }) => text,
    );
  }

  /** Ends every call: the process is gone or is not used any more. */
  dispose(): void {
    this.end.abort();
    this.sync.dispose();
  }

  /** UNAVAILABLE, not CANCELLED, when it was the process that ended and not the caller who gave up. */
  private async *read<Message>(call: ClientReadableStream<Message>, signal: AbortSignal): AsyncGenerator<Message> {
    try {
      yield* readStream(call, AbortSignal.any([signal, this.end.signal]));
    } catch (error) {
      if (signal.aborted || !this.end.signal.aborted) throw error;
      throw new RpcError(status.UNAVAILABLE, 'the backend ended during the call', { cause: error });
    }
  }

  private async watchPackages(): Promise<void> {
    for await (const change of readStream(this.schemaClient.watchPackages({}), this.end.signal))
      this.options.onPackages(change);
  }

  private open(): Promise<WorkspaceReady> {
    const { log, onReady } = this.options;
    const opened = this.opener.open();
    opened.then(
      (ready) => {
        log.info(`workspace read: ${ready.files} files, ${ready.symbols} symbols, ${ready.elapsedMs} ms`);
        onReady(ready);
      },
      (error) => {
        if (!this.end.signal.aborted) log.error(`the workspace could not be read: ${error}`);
      },
    );
    return opened;
  }
}
