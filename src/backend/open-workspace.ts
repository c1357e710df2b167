// Tells one backend process which folders to read, and again when the folders or their settings change.
import type { Folder, WorkspaceReady, WorkspaceServiceClient } from '../../protos/gen/protopipe/v1/workspace.js';
import { readStream } from './read-stream.js';

/**
 * Opens the workspace. At most one Open runs at a time, because the backend refuses a second; a request that comes
 * meanwhile is remembered once.
 */
export class WorkspaceOpener {
  private running: Promise<WorkspaceReady> | undefined;
  private next: Promise<WorkspaceReady> | undefined;

  constructor(
    private readonly client: WorkspaceServiceClient,
    private readonly folders: () => Folder[],
    private readonly isTrusted: () => boolean,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves when the workspace is read as the settings are at this moment or later; rejects with an RpcError. */
  open(): Promise<WorkspaceReady> {
    if (!this.running) return this.start();
    this.next ??= this.running.then(
      () => this.start(),
      () => this.start(),
    );
    return this.next;
  }

  private start(): Promise<WorkspaceReady> {
    this.next = undefined;
    const run = this.run().finally(() => {
      if (this.running === run) this.running = undefined;
    });
    this.running = run;
    return run;
  }

  private async run(): Promise<WorkspaceReady> {
    let ready: WorkspaceReady | undefined;
    const call = this.client.open({
      folders: this.folders(),
      fileUris: [],
      importPaths: [],
      trusted: this.isTrusted(),
    });
    for await (const { event } of readStream(call, this.signal)) {
      if (event?.$case === 'ready') ready = event.value;
    }
    if (!ready) throw new Error('the backend ended Open without saying that the workspace is ready');
    return ready;
  }
}
