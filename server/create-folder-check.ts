// What checks folders once, without a model: loaded with the first such check.
import { compilerBuild } from '../protos/gen/compiler-build.js';
import type { BackendLog } from './rpc/backend-log.js';
import { type CheckOnceServicePorts, checkFolders, type FolderCheck } from './rpc/check-once.js';
import { bundledPaths } from './workspace/bundled-files.js';
import { cacheDisk } from './workspace/node/cache-disk.js';
import { createCacheFolder } from './workspace/node/cache-folder.js';
import { digest } from './workspace/node/digest.js';
import { bufCacheFolder, disk } from './workspace/node/disk.js';
import { createWorkerTeam } from './workspace/node/worker-team.js';
import type { Workspace } from './workspace/workspace.js';

export interface FolderCheckOptions {
  /** The bundle of the worker threads. */
  readonly workerFile: string;
  /** Texts of the bundled files by name. */
  readonly bundledFiles: ReadonlyMap<string, string>;
  readonly newWorkspace: () => Workspace;
  readonly log: BackendLog;
}

export function createFolderCheck({ workerFile, bundledFiles, newWorkspace, log }: FolderCheckOptions): FolderCheck {
  const bundled = bundledPaths(bundledFiles);
  const ports: CheckOnceServicePorts = {
    fs: disk,
    bundled,
    bufCacheFolder: bufCacheFolder(),
    workerTeam: (wanted) => createWorkerTeam({ workerFile, bundled, ...wanted }),
    cacheIn: (folder) => ({
      fs: disk,
      disk: cacheDisk,
      store: createCacheFolder({ folder, onWarning: log.warning }),
      build: compilerBuild,
      digest,
      nowMs: Date.now,
    }),
    openWorkspace: (settings, signal) => newWorkspace().open(settings, { signal }),
    log,
  };
  return {
    check: (request, send, signal) => checkFolders(ports, request, send, signal),
    async build(request, send, signal) {
      const { buildDescriptorSet } = await import(/* webpackChunkName: "build" */ './rpc/build-descriptor-set.js');
      await buildDescriptorSet(ports, request, send, signal);
    },
  };
}
