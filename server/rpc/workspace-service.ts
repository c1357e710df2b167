// WorkspaceService: which function answers which RPC.
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
import { type CheckOnceServicePorts, checkFolders } from './check-once.js';
import { checkWorkspace } from './check-workspace.js';
import { findSymbols } from './find-symbols.js';
import { openWorkspace } from './open-workspace.js';
import { readDocument } from './read-document.js';
import type { StreamHandlers } from './stream-handlers.js';
import { syncDocuments } from './sync-documents.js';
import type { WorkspaceTrust } from './workspace-trust.js';

export function workspaceService(
  handlers: StreamHandlers,
  workspace: Workspace,
  fs: FileSystem,
  status: BackendStatus,
  log: BackendLog,
  trust: WorkspaceTrust,
  checkOnce: CheckOnceServicePorts,
): WorkspaceServiceServer {
  return {
    open: handlers.serverStream<OpenRequest, OpenResponse>('Open', (request, send, signal) =>
      openWorkspace(workspace, status, log, trust, request, send, signal),
    ),
    sync: handlers.bidiStream<SyncRequest, SyncResponse>('Sync', (requests, send, signal) =>
      syncDocuments(workspace, fs, requests, send, signal),
    ),
    check: handlers.serverStream<CheckRequest, CheckResponse>('Check', (request, send, signal) =>
      checkWorkspace(workspace, fs, status, request, send, signal),
    ),
    checkOnce: handlers.serverStream<CheckOnceRequest, CheckOnceResponse>('CheckOnce', (request, send, signal) =>
      checkFolders(checkOnce, request, send, signal),
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
