// WorkspaceService: which function answers which RPC. What most commands do not need is loaded with the first request.
import type {
  CheckOnceRequest,
  CheckOnceResponse,
  CheckRequest,
  CheckResponse,
  OpenRequest,
  OpenResponse,
  ReadDocumentRequest,
  ReadDocumentResponse,
  SearchSymbolsRequest,
  SearchSymbolsResponse,
  SyncRequest,
  SyncResponse,
  WorkspaceServiceServer,
} from '../../protos/gen/protopipe/v1/workspace.js';
import type { FileSystem } from '../workspace/file-system.js';
import type { Workspace } from '../workspace/workspace.js';
import type { BackendLog } from './backend-log.js';
import type { BackendStatus } from './backend-status.js';
import type { FolderCheck } from './check-once.js';
import { findSymbols } from './find-symbols.js';
import { openWorkspace } from './open-workspace.js';
import { readDocument } from './read-document.js';
import type { StreamHandlers } from './stream-handlers.js';
import type { WorkspaceTrust } from './workspace-trust.js';

export function workspaceService(
  handlers: StreamHandlers,
  workspace: Workspace,
  fs: FileSystem,
  status: BackendStatus,
  log: BackendLog,
  trust: WorkspaceTrust,
  loadFolderCheck: () => Promise<FolderCheck>,
): WorkspaceServiceServer {
  return {
    open: handlers.serverStream<OpenRequest, OpenResponse>('Open', (request, send, signal) =>
      openWorkspace(workspace, status, log, trust, request, send, signal),
    ),
    sync: handlers.bidiStream<SyncRequest, SyncResponse>('Sync', async (requests, send, signal) => {
      const { syncDocuments } = await import(/* webpackChunkName: "documents" */ './sync-documents.js');
      await syncDocuments(workspace, fs, requests, send, signal);
    }),
    check: handlers.serverStream<CheckRequest, CheckResponse>('Check', async (request, send, signal) => {
      const { checkWorkspace } = await import(/* webpackChunkName: "documents" */ './check-workspace.js');
      await checkWorkspace(workspace, fs, status, request, send, signal);
    }),
    checkOnce: handlers.serverStream<CheckOnceRequest, CheckOnceResponse>(
      'CheckOnce',
      async (request, send, signal) => {
        const { check } = await loadFolderCheck();
        await check(request, send, signal);
      },
    ),
    searchSymbols: handlers.serverStream<SearchSymbolsRequest, SearchSymbolsResponse>(
      'SearchSymbols',
      (request, send, signal) => findSymbols(workspace, request, send, signal),
    ),
    readDocument: handlers.unary<ReadDocumentRequest, ReadDocumentResponse>('ReadDocument', (request) =>
      readDocument(workspace, request),
    ),
  };
}
