// Has the declarations of all files noted while nobody waits, so that the first completion that looks beyond the
// imports of its file need not.
import { Slices } from '../workspace/slices.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';

/** Starts after every Open of a workspace in which documents are being edited; others have no use for it. */
export function declareAhead(workspace: Workspace, onFailure: (error: unknown) => void): void {
  let running = false;
  let done = false;
  workspace.onSnapshot(() => {
    if (workspace.isOpening) done = false;
    const snapshot = workspace.latest;
    if (running || done || workspace.isOpening || !workspace.isOpen || !isEdited(snapshot)) return;
    running = true;
    declare(snapshot)
      .then(
        () => {
          done = true;
        },
        // Completion does it itself then.
        onFailure,
      )
      .finally(() => {
        running = false;
      });
  });
}

async function declare({ schema }: WorkspaceSnapshot): Promise<void> {
  const slices = new Slices();
  for (const file of schema.files) {
    if (file) schema.table(file.id);
    if (slices.dueNow()) await slices.pause();
  }
}

function isEdited({ files }: WorkspaceSnapshot): boolean {
  return files.some((file) => file?.version !== undefined);
}
