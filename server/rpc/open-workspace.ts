// WorkspaceService.Open: folders in, progress out, one ready message at the end.
import { type OpenRequest, type OpenResponse, Phase } from '../../protos/gen/protopipe/v1/workspace.js';
import type { FolderSettings, WorkspaceSettings } from '../workspace/configuration.js';
import { pathOfUri, resolvePath } from '../workspace/location.js';
import type { OpenPhase, Workspace } from '../workspace/workspace.js';
import type { BackendLog } from './backend-log.js';
import type { BackendStatus } from './backend-status.js';
import type { Send } from './stream-handlers.js';
import { everyMs } from './throttle.js';
import type { WorkspaceTrust } from './workspace-trust.js';

export const phases: Readonly<Record<OpenPhase, Phase>> = {
  scanning: Phase.SCANNING,
  parsing: Phase.PARSING,
  linking: Phase.LINKING,
};

export async function openWorkspace(
  workspace: Workspace,
  status: BackendStatus,
  log: BackendLog,
  trust: WorkspaceTrust,
  request: OpenRequest,
  send: Send<OpenResponse>,
  signal: AbortSignal,
): Promise<void> {
  const startMs = performance.now();
  trust.isTrusted = request.trusted;
  const due = everyMs(100);
  let sending = Promise.resolve();
  let lastPhase: OpenPhase | undefined;
  try {
    const snapshot = await workspace.open(settingsOf(request), {
      signal,
      onProgress: ({ phase, done, total }) => {
        const newPhase = phase !== lastPhase;
        if (!due(newPhase)) return;
        lastPhase = phase;
        status.progress(done, total);
        const value = { phase: phases[phase], filesDone: done, filesTotal: total };
        sending = sending.then(() => send({ event: { $case: 'progress', value } })).catch(() => {});
      },
    });
    await sending;
    const elapsedMs = Math.round(performance.now() - startMs);
    const files = snapshot.listed();
    log.info(`Opened ${files.length} files in ${elapsedMs} ms.`);
    for (const { path, origin } of snapshot.roots.roots) log.info(`Import root: ${path} (${origin})`);
    await send({
      event: {
        $case: 'ready',
        value: {
          files: files.length,
          symbols: files.reduce((sum, { symbolCount }) => sum + symbolCount, 0),
          elapsedMs,
          importRoots: snapshot.roots.roots.map(({ path, origin }) => ({ path, origin })),
        },
      },
    });
  } finally {
    status.progress(0, 0);
  }
}

export function settingsOf(request: OpenRequest | undefined): WorkspaceSettings {
  const { folders = [], fileUris = [], importPaths = [] } = request ?? {};
  return {
    folders: folders.map((folder): FolderSettings => {
      const path = pathOfUri(folder.uri);
      return {
        path,
        excludeGlobs: folder.excludeGlobs,
        importPaths: folder.importPaths.map((importPath) => resolvePath(path, importPath)),
        ignoreGitignore: folder.ignoreGitignore,
      };
    }),
    files: fileUris.map(pathOfUri),
    importPaths: importPaths.map((importPath) => resolvePath('/', importPath)),
  };
}
