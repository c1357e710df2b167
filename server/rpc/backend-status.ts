// What the backend is doing, for BackendService.Watch.
import { Activity, type BackendState } from '../../protos/gen/protopipe/v1/backend.js';
import type { Workspace } from '../workspace/workspace.js';

export interface BackendStatus {
  /** The state at this moment. */
  state(): BackendState;
  /** Whether there is work whose progress is told. */
  readonly isBusy: boolean;
  /** Work on so many files has come so far; 0 of 0 when there is none. */
  progress(done: number, total: number): void;
  /** Calls `listener` when the state may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

export function createBackendStatus(workspace: Workspace, version: string): BackendStatus {
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of [...listeners]) listener();
  };
  let filesDone = 0;
  let filesTotal = 0;
  workspace.onSnapshot(notify);
  return {
    state() {
      const files = workspace.latest.listed();
      return {
        version,
        pid: process.pid,
        activity: workspace.isOpening ? Activity.INDEXING : workspace.isOpen ? Activity.READY : Activity.EMPTY,
        filesDone,
        filesTotal,
        workspaceFiles: files.length,
        workspaceSymbols: files.reduce((sum, { symbolCount }) => sum + symbolCount, 0),
        memoryBytes: BigInt(process.memoryUsage.rss()),
      };
    },
    get isBusy() {
      return filesTotal > 0 || workspace.isOpening;
    },
    progress(done, total) {
      filesDone = done;
      filesTotal = total;
      notify();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
