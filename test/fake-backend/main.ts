// A backend of the contract with no compiler behind it, for tests of the extension that need a backend they can slow
// down. A file named .fake-backend.json in the first folder sets `checkDelayMs`, the pause before each checked file, or
// `crash`, which ends the process as soon as it is told of the folder.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ServerDuplexStream, type ServerWritableStream, status } from '@grpc/grpc-js';
import { createPipeServer, serveBackend } from '../../pipe/index.js';
import { protocolVersion } from '../../protos/gen/protocol-version.js';
import {
  Activity,
  type BackendServiceServer,
  BackendServiceService,
  LogLevel,
} from '../../protos/gen/protopipe/v1/backend.js';
import {
  type CheckRequest,
  type CheckResponse,
  type Folder,
  Phase,
  SymbolKind,
  type SyncRequest,
  type SyncResponse,
  type WorkspaceServiceServer,
  WorkspaceServiceService,
} from '../../protos/gen/protopipe/v1/workspace.js';
import { applyEdits, declarations, findings, protoFiles, readText } from './documents.js';

const open = new Map<string, { text: string; version: number }>();
let folders: Folder[] = [];
const files = () => folders.flatMap(({ uri }) => protoFiles(fileURLToPath(uri)));
const textOf = (uri: string) => open.get(uri)?.text ?? readText(uri);

const backend: BackendServiceServer = {
  watch(call) {
    const value = {
      version: 'fake',
      pid: process.pid,
      activity: Activity.READY,
      filesDone: 0,
      filesTotal: 0,
      workspaceFiles: files().length,
      workspaceSymbols: 0,
      memoryBytes: BigInt(process.memoryUsage.rss()),
    };
    call.write({ event: { $case: 'state', value } });
    const record = { time: new Date(), level: LogLevel.INFO, message: 'the fake backend is watched' };
    call.write({ event: { $case: 'log', value: record } });
  },
};

const workspace: WorkspaceServiceServer = {
  open(call) {
    folders = call.request.folders;
    if (settings().crash) process.exit(3);
    const value = { files: files().length, symbols: 0, elapsedMs: 1, importRoots: [] };
    call.write({ event: { $case: 'ready', value } });
    call.end();
  },
  sync(call) {
    call.on('data', ({ event }: SyncRequest) => {
      if (event?.$case === 'closed') open.delete(event.value.uri);
      if (event?.$case === 'opened') {
        open.set(event.value.uri, event.value);
        answer(call, event.value.uri);
      }
      if (event?.$case === 'changed') {
        const { uri, version } = event.value;
        open.set(uri, { text: applyEdits(textOf(uri), event.value), version });
        answer(call, uri);
      }
    });
    call.on('end', () => call.end());
    call.on('close', () => open.clear());
  },
  check(call) {
    void check(call);
  },
  checkOnce(call) {
    call.emit('error', { code: status.UNIMPLEMENTED, details: 'This backend checks what is open.' });
  },
  readDocument(_call, callback) {
    callback({ code: status.NOT_FOUND, details: 'This backend brings no files.' });
  },

  searchSymbols(call) {
    for (const uri of files()) {
      const symbols = declarations(textOf(uri))
        .filter(({ name }) => name.toLowerCase().includes(call.request.query.toLowerCase()))
        .map(({ name, line, column }) => ({
          name,
          container: 'fake',
          kind: SymbolKind.MESSAGE,
          location: {
            uri,
            range: { startLine: line, startColumn: column, endLine: line, endColumn: column + name.length },
          },
        }));
      if (symbols.length > 0) call.write({ symbols });
    }
    call.end();
  },
};

function answer(call: ServerDuplexStream<SyncRequest, SyncResponse>, uri: string): void {
  const value = { uri, version: open.get(uri)?.version ?? 0, diagnostics: findings(textOf(uri)) };
  call.write({ event: { $case: 'diagnostics', value } });
}

async function check(call: ServerWritableStream<CheckRequest, CheckResponse>): Promise<void> {
  const cancelled = new AbortController();
  call.on('cancelled', () => cancelled.abort());
  const uris = call.request.uris.length > 0 ? call.request.uris : files();
  const summary = { files: uris.length, errors: 0, warnings: 0, filesWithProblems: 0, elapsedMs: 100 };
  for (const [index, uri] of uris.entries()) {
    const value = { phase: Phase.REPORTING, filesDone: index, filesTotal: uris.length };
    call.write({ event: { $case: 'progress', value } });
    await delay(settings().checkDelayMs ?? 0, undefined, { signal: cancelled.signal }).catch(() => {});
    if (cancelled.signal.aborted) return;
    // A file that is gone has no problems.
    const text = open.has(uri) || fs.existsSync(fileURLToPath(uri)) ? textOf(uri) : '';
    const diagnostics = findings(text);
    if (diagnostics.length === 0) continue;
    summary.errors += diagnostics.length;
    summary.filesWithProblems++;
    call.write({ event: { $case: 'file', value: { uri, diagnostics } } });
  }
  call.write({ event: { $case: 'summary', value: summary } });
  call.end();
}

function settings(): { checkDelayMs?: number; crash?: boolean } {
  const [folder] = folders;
  const file = folder && path.join(fileURLToPath(folder.uri), '.fake-backend.json');
  return file && fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

const server = createPipeServer();
server.addService(BackendServiceService, backend);
server.addService(WorkspaceServiceService, workspace);
void serveBackend({ server, protocolVersion, graceMs: 100 })
  .catch((error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  })
  .finally(() => process.exit());
