// SchemaService.WatchPackages: which packages look different than a moment ago.
import type { WatchPackagesResponse } from '../../protos/gen/protopipe/v1/schema.js';
import { packageOf } from '../language/schema-tree.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Send } from './stream-handlers.js';

/** Changes are collected for so long: a tree that follows every keystroke helps nobody. */
const quietMs = 300;
/** More packages than this are not told one by one. */
const maxPackages = 20;

export async function watchPackages(
  workspace: Workspace,
  send: Send<WatchPackagesResponse>,
  signal: AbortSignal,
): Promise<void> {
  let shown = workspace.current();
  while (!signal.aborted) {
    await nextChange(workspace, shown, signal);
    await pause(quietMs, signal);
    if (signal.aborted) return;
    const current = workspace.current();
    const changed = changedPackages(shown, current);
    shown = current;
    if (changed.all || changed.packages.length > 0) await send(changed);
  }
}

/** Resolves when there is another snapshot, and again and again while the workspace is being read. */
function nextChange(workspace: Workspace, shown: WorkspaceSnapshot, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (workspace.latest !== shown || workspace.isOpening || signal.aborted) {
      resolve();
      return;
    }
    const settle = (): void => {
      stop();
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const stop = workspace.onSnapshot(settle);
    signal.addEventListener('abort', settle, { once: true });
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const timer = setTimeout(settle, ms);
    signal.addEventListener('abort', settle, { once: true });
    if (signal.aborted) settle();
  });
}

function changedPackages(before: WorkspaceSnapshot, after: WorkspaceSnapshot): WatchPackagesResponse {
  const changed = new Set<string>();
  let filesMoved = false;
  const count = Math.max(before.files.length, after.files.length);
  for (let id = 0; id < count; id++) {
    const old = before.files[id];
    const now = after.files[id];
    if (old?.source.parsed === now?.source.parsed && old?.listed === now?.listed) continue;
    const oldName = old && packageOf(before.schema, id);
    const newName = now && packageOf(after.schema, id);
    if (oldName !== undefined) changed.add(oldName);
    if (newName !== undefined) changed.add(newName);
    filesMoved ||= oldName !== newName || old?.listed !== now?.listed;
  }
  const all = changed.size > maxPackages || filesMoved;
  return { packages: all ? [] : [...changed], all };
}
