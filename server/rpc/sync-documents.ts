// WorkspaceService.Sync: edits and changes on disk in, diagnostics of open documents out.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import {
  type DocumentChanged,
  DocumentDiagnostics,
  type FilesChanged,
  type SyncRequest,
  type SyncResponse,
} from '../../protos/gen/protopipe/v1/workspace.js';
import type { Problem } from '../diagnostics/problem.js';
import { isEnvironmentFile } from '../requests/variables/environment.js';
import type { Range } from '../text/span.js';
import type { RangeEdit } from '../workspace/apply-edits.js';
import type { FileSystem } from '../workspace/file-system.js';
import { baseName, type Path, pathOfUri } from '../workspace/location.js';
import { Slices } from '../workspace/slices.js';
import type { WorkspaceFile, WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import { encodeProblems } from './encode-diagnostic.js';
import { requestDiagnostics } from './request-problems.js';
import type { Send } from './stream-handlers.js';

export async function syncDocuments(
  workspace: Workspace,
  fs: FileSystem,
  requests: AsyncIterable<SyncRequest>,
  send: Send<SyncResponse>,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const publisher = new DiagnosticsPublisher(workspace, fs, send, AbortSignal.any([signal, ended.signal]));
  const publishing = publisher.run();
  const stop = workspace.onSnapshot(() => publisher.wake());
  // A failure of publishing must end the call even when no request comes.
  publishing.catch(() => {});
  try {
    for await (const { event } of requests) {
      switch (event?.$case) {
        case 'opened': {
          const { uri, version, text, languageId } = event.value;
          workspace.openDocument(uri, version, text, languageId);
          publisher.edited(uri);
          break;
        }
        case 'changed':
          change(workspace, event.value);
          publisher.edited(event.value.uri);
          break;
        case 'closed':
          workspace.closeDocument(event.value.uri);
          publisher.closed(event.value.uri);
          break;
        case 'files':
          workspace.filesChanged({
            created: event.value.createdUris.map(pathOfUri),
            changed: event.value.changedUris.map(pathOfUri),
            deleted: event.value.deletedUris.map(pathOfUri),
          });
          // The workspace knows nothing of them, so no snapshot follows.
          if (hasEnvironmentFile(event.value)) publisher.wake();
          break;
        case undefined:
          throw new RpcError(status.INVALID_ARGUMENT, 'A SyncRequest holds no event.');
      }
    }
  } finally {
    stop();
    ended.abort();
    for (const uri of publisher.openUris()) workspace.closeDocument(uri);
  }
  await publishing;
}

function hasEnvironmentFile({ createdUris, changedUris, deletedUris }: FilesChanged): boolean {
  return [createdUris, changedUris, deletedUris].flat().some((uri) => isEnvironmentFile(baseName(pathOfUri(uri))));
}

function change(workspace: Workspace, { uri, version, edits }: DocumentChanged): void {
  const known = workspace.changeDocument(
    uri,
    version,
    edits.map(({ range, newText }): RangeEdit => ({ range: decodeRange(range), newText })),
  );
  if (!known) throw new RpcError(status.FAILED_PRECONDITION, `The document ${uri} was changed, but is not open.`);
}

function decodeRange(range: DocumentChanged['edits'][number]['range']): Range {
  if (!range) throw new RpcError(status.INVALID_ARGUMENT, 'An edit has no range.');
  return {
    start: { line: range.startLine, column: range.startColumn },
    end: { line: range.endLine, column: range.endColumn },
  };
}

interface OpenDocument {
  readonly uri: string;
  /** What was sent last. */
  sent: Uint8Array | undefined;
  /** Whether that told mistakes of syntax alone, which an empty list may take back. */
  provisional: boolean;
}

/** Sends the diagnostics of open documents whenever they change: the document edited last first. */
class DiagnosticsPublisher {
  /** Open documents, the one edited last at the end. */
  readonly #open = new Map<Path, OpenDocument>();
  #due = false;
  #wake = () => {};

  constructor(
    readonly workspace: Workspace,
    readonly fs: FileSystem,
    readonly send: Send<SyncResponse>,
    readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  edited(uri: string): void {
    const path = pathOfUri(uri);
    const known = this.#open.get(path);
    this.#open.delete(path);
    this.#open.set(path, { sent: known?.sent, provisional: known?.provisional ?? false, uri });
    this.wake();
  }

  closed(uri: string): void {
    this.#open.delete(pathOfUri(uri));
  }

  openUris(): string[] {
    return [...this.#open.values()].map(({ uri }) => uri);
  }

  wake(): void {
    this.#due = true;
    this.#wake();
  }

  /** Until the signal aborts. */
  async run(): Promise<void> {
    while (!this.signal.aborted) {
      if (!this.#due) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      // Edits that are waiting in the stream come first: only the newest version is worth looking at.
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#due = false;
      try {
        if (this.workspace.isOpen) await this.#publishAll(await this.workspace.settled(this.signal));
        else await this.#publishSyntax();
      } catch (error) {
        if (!this.signal.aborted) throw error;
      }
    }
  }

  /**
   * Until the workspace has been read, only what is wrong in the text itself is certain. That a document has no mistake
   * of syntax says nothing of the others, so the client keeps what it shows, perhaps from the backend before this one.
   */
  async #publishSyntax(): Promise<void> {
    const snapshot = this.workspace.current();
    await this.#publish(snapshot, true, (file) => file.source.parsed.problems);
  }

  async #publishAll(snapshot: WorkspaceSnapshot): Promise<void> {
    await this.#publish(snapshot, false, (file) => snapshot.problems(file));
  }

  async #publish(
    snapshot: WorkspaceSnapshot,
    provisional: boolean,
    problemsOf: (file: WorkspaceFile) => readonly Problem[],
  ): Promise<void> {
    const slices = new Slices(this.signal);
    for (const [path, state] of [...this.#open].reverse()) {
      // Something newer came: begin again with it.
      if (this.#due) return;
      const request = snapshot.requests.get(path);
      const file = request ?? snapshot.fileAt(path);
      if (file?.version === undefined) continue;
      const diagnostics =
        'source' in file
          ? encodeProblems(problemsOf(file), file, snapshot)
          : await requestDiagnostics(this.fs, snapshot, file, provisional);
      if (provisional && diagnostics.length === 0 && !state.provisional) continue;
      const value = { uri: file.uri, version: file.version, diagnostics };
      const bytes = DocumentDiagnostics.encode(value).finish();
      if (!state.sent || Buffer.compare(state.sent, bytes) !== 0) {
        state.sent = bytes;
        state.provisional = provisional;
        await this.send({ event: { $case: 'diagnostics', value } });
      }
      if (slices.dueNow()) await slices.pause();
    }
  }
}
