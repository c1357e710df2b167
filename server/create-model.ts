// The workspace of a backend and what belongs to it.
import path from 'node:path';
import { productVersion } from '../protos/gen/product-version.js';
import { wellKnownTypes } from '../protos/gen/well-known-types.js';
import type { BackendLog } from './rpc/backend-log.js';
import { type BackendStatus, createBackendStatus } from './rpc/backend-status.js';
import type { FolderCheck } from './rpc/check-once.js';
import { declareAhead } from './rpc/declare-ahead.js';
import { Schema } from './schema/schema.js';
import { createLocalLoader } from './workspace/file-loader.js';
import type { FileSystem } from './workspace/file-system.js';
import { bufCacheFolder, disk } from './workspace/node/disk.js';
import { createParsePool } from './workspace/node/parse-pool.js';
import { Workspace } from './workspace/workspace.js';

export interface Model {
  readonly fs: FileSystem;
  readonly workspace: Workspace;
  readonly status: BackendStatus;
  /** Checks folders without this workspace. */
  readonly loadFolderCheck: () => Promise<FolderCheck>;
  /** Texts of the bundled files by name. */
  readonly bundledFiles: ReadonlyMap<string, string>;
}

/** `bundles` is the folder of the workers' bundles. */
export function createModel(bundles: string, log: BackendLog): Model {
  const bundledFiles = new Map(wellKnownTypes);
  const workerFile = path.join(bundles, 'parse-worker.cjs');
  const newWorkspace = () => {
    const schema = new Schema();
    const loader = createLocalLoader(disk, schema.names);
    const bulkLoader = createParsePool(schema.names, { workerFile, fallback: loader, onWarning: log.warning });
    return new Workspace({ fs: disk, schema, loader, bulkLoader, bundledFiles, bufCacheFolder: bufCacheFolder() });
  };
  const workspace = newWorkspace();
  declareAhead(workspace, (error) => log.warning(`Declarations were not noted ahead: ${error}`));
  return {
    fs: disk,
    workspace,
    status: createBackendStatus(workspace, productVersion),
    async loadFolderCheck() {
      const { createFolderCheck } = await import(/* webpackChunkName: "check" */ './create-folder-check.js');
      return createFolderCheck({ workerFile, bundledFiles, newWorkspace, log });
    },
    bundledFiles,
  };
}
