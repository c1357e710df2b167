// Keeps a backend running for as long as the extension lives and has a session with it whenever it answers.
// Owns the restarts; what lives only as long as one backend process is in session.ts.
import { status } from '@grpc/grpc-js';
import * as vscode from 'vscode';
import {
  type PipeChannel,
  RpcError,
  type Supervisor,
  type SupervisorState,
  superviseBackend,
} from '../../pipe/index.js';
import { protocolVersion } from '../../protos/gen/protocol-version.js';
import type { WatchPackagesResponse } from '../../protos/gen/protopipe/v1/schema.js';
import type { DocumentDiagnostics, Folder, WorkspaceReady } from '../../protos/gen/protopipe/v1/workspace.js';
import type { BackendStatus } from './backend-status.js';
import { checkHealth } from './check-health.js';
import { Session } from './session.js';

/** Wait before a lost Sync stream is opened again while the process goes on. */
const resyncDelayMs = 1_000;

export interface SessionManagerOptions {
  /** The backend's script. */
  readonly serverScript: string;
  readonly log: vscode.LogOutputChannel;
  readonly folders: () => Folder[];
  /** Whether the user trusts the workspace. */
  readonly isTrusted: () => boolean;
  readonly onDiagnostics: (diagnostics: DocumentDiagnostics) => void;
}

export class SessionManager implements vscode.Disposable {
  private readonly statusChanged = new vscode.EventEmitter<BackendStatus>();
  private readonly workspaceRead = new vscode.EventEmitter<WorkspaceReady>();
  private readonly packagesChanged = new vscode.EventEmitter<WatchPackagesResponse>();
  private readonly supervisor: Supervisor;
  private current: BackendStatus = { kind: 'stopped' };
  private currentSession: Session | undefined;
  private resync: NodeJS.Timeout | undefined;
  private endings: string[] = [];

  readonly onDidChangeStatus = this.statusChanged.event;
  /** Fires when a workspace was opened and indexed. */
  readonly onDidReadWorkspace = this.workspaceRead.event;
  /** Fires when packages of the workspace may look different, and for all of them when a backend has started. */
  readonly onDidChangePackages = this.packagesChanged.event;

  constructor(private readonly options: SessionManagerOptions) {
    const { log } = options;
    this.supervisor = superviseBackend({
      command: process.execPath,
      args: [options.serverScript],
      // VS Code's executable is Electron; with this it is Node, and the same Node that runs the extension.
      env: { ELECTRON_RUN_AS_NODE: '1' },
      protocolVersion,
      // A backend that hangs is ended after 20 to 30 s and started again.
      liveness: { probe: checkHealth },
      onStderr: (text) => log.warn(`backend: ${text.trimEnd()}`),
    });
    this.supervisor.onState((state) => this.supervisorChanged(state));
  }

  get status(): BackendStatus {
    return this.current;
  }

  /** The session with the running backend; undefined while there is none. */
  get session(): Session | undefined {
    return this.currentSession;
  }

  /** How earlier backends ended since the extension started, oldest first. */
  get pastEndings(): readonly string[] {
    return this.endings;
  }

  start(): void {
    this.supervisor.start();
  }

  /** Ends the backend and starts another, also after it was given up. */
  restart(): void {
    this.supervisor.restart();
  }

  /** Resolves when the backend runs and the workspace is indexed; rejects with an RpcError when that cannot be. */
  async ready(signal: AbortSignal): Promise<Session> {
    for (;;) {
      await this.supervisor.whenReady(signal);
      const session = this.currentSession;
      if (!session) throw new RpcError(status.UNAVAILABLE, 'the backend is being stopped');
      try {
        await abortable(session.indexed, signal);
        return session;
      } catch (error) {
        // The backend may have ended while it read the workspace; then the next one is waited for.
        if (signal.aborted || this.currentSession === session) throw RpcError.from(error);
      }
    }
  }

  /** Reads the workspace again, because its folders or their settings changed. */
  reopen(): void {
    this.currentSession?.reopen();
  }

  /** Asks the backend to end; it also ends by itself with the extension host. */
  dispose(): void {
    void this.supervisor.stop();
    this.endSession();
    this.statusChanged.dispose();
    this.workspaceRead.dispose();
    this.packagesChanged.dispose();
  }

  private supervisorChanged(state: SupervisorState): void {
    const { log } = this.options;
    if (state.kind === 'ready') {
      log.info(`backend started, process ${state.pid}`);
      this.setStatus({ kind: 'running', state: undefined });
      this.startSession(state.channel);
      return;
    }
    this.endSession();
    switch (state.kind) {
      case 'stopped':
        this.setStatus({ kind: 'stopped' });
        break;
      case 'starting':
      case 'stopping':
        this.setStatus({ kind: 'starting' });
        break;
      case 'backoff':
        this.noteEnding(state.reason);
        this.setStatus({ kind: 'restarting', reason: state.reason });
        break;
      case 'crashed':
        this.noteEnding(state.reason);
        this.setStatus({ kind: 'failed', reason: state.reason });
        break;
    }
  }

  private startSession(channel: PipeChannel): void {
    const session: Session = new Session({
      channel,
      log: this.options.log,
      folders: this.options.folders,
      isTrusted: this.options.isTrusted,
      onDiagnostics: this.options.onDiagnostics,
      onState: (state) => this.setStatus({ kind: 'running', state }),
      onReady: (ready) => this.workspaceRead.fire(ready),
      onPackages: (change) => this.packagesChanged.fire(change),
      onLost: (error) => {
        if (this.currentSession !== session) return;
        this.options.log.warn(`the stream of open documents was lost: ${error ?? 'the backend closed it'}`);
        this.resync = setTimeout(() => {
          this.endSession();
          this.startSession(channel);
        }, resyncDelayMs);
      },
    });
    this.currentSession = session;
    this.packagesChanged.fire({ packages: [], all: true });
  }

  private endSession(): void {
    clearTimeout(this.resync);
    this.currentSession?.dispose();
    this.currentSession = undefined;
  }

  private noteEnding(reason: string): void {
    this.options.log.error(reason);
    this.endings.push(`${new Date().toISOString()} ${reason}`);
  }

  private setStatus(next: BackendStatus): void {
    this.current = next;
    this.statusChanged.fire(next);
  }
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new RpcError(status.CANCELLED, 'waiting for the workspace was cancelled'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
