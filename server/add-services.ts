// What the backend is made of: the services of the contract and what they share, on whatever serves them. Knows nothing
// of the process that it runs in.
import path from 'node:path';
import type { ServiceRegistry } from '../pipe/index.js';
import { compilerBuild } from '../protos/gen/compiler-build.js';
import { descriptors } from '../protos/gen/descriptors.js';
import { HealthService } from '../protos/gen/grpc/health/v1/health.js';
import { ServerReflectionService } from '../protos/gen/grpc/reflection/v1/reflection.js';
import { productVersion } from '../protos/gen/product-version.js';
import { BackendServiceService } from '../protos/gen/protopipe/v1/backend.js';
import { BuildServiceService } from '../protos/gen/protopipe/v1/build.js';
import { CallServiceService } from '../protos/gen/protopipe/v1/call.js';
import { FormatServiceService } from '../protos/gen/protopipe/v1/format.js';
import { LanguageServiceService } from '../protos/gen/protopipe/v1/language.js';
import { RequestServiceService } from '../protos/gen/protopipe/v1/request.js';
import { SchemaServiceService } from '../protos/gen/protopipe/v1/schema.js';
import { WorkspaceServiceService } from '../protos/gen/protopipe/v1/workspace.js';
import { wellKnownTypes } from '../protos/gen/well-known-types.js';
import { type BackendLog, createBackendLog } from './rpc/backend-log.js';
import { backendService } from './rpc/backend-service.js';
import { createBackendStatus } from './rpc/backend-status.js';
import { buildService } from './rpc/build-service.js';
import { callService } from './rpc/call-service.js';
import type { CheckOnceServicePorts } from './rpc/check-once.js';
import { declareAhead } from './rpc/declare-ahead.js';
import { type DescriptorIndex, indexDescriptors } from './rpc/descriptor-index.js';
import { formatService } from './rpc/format-service.js';
import { createFormatTeam } from './rpc/format-team.js';
import { healthService } from './rpc/health-service.js';
import { languageService } from './rpc/language-service.js';
import { reflectionService } from './rpc/reflection-service.js';
import { requestService } from './rpc/request-service.js';
import { schemaService } from './rpc/schema-service.js';
import { streamHandlers } from './rpc/stream-handlers.js';
import { workspaceService } from './rpc/workspace-service.js';
import type { WorkspaceTrust } from './rpc/workspace-trust.js';
import { Schema } from './schema/schema.js';
import { bundledPaths } from './workspace/bundled-files.js';
import { createLocalLoader } from './workspace/file-loader.js';
import { cacheDisk } from './workspace/node/cache-disk.js';
import { createCacheFolder } from './workspace/node/cache-folder.js';
import { digest } from './workspace/node/digest.js';
import { bufCacheFolder, disk } from './workspace/node/disk.js';
import { createParsePool } from './workspace/node/parse-pool.js';
import { createWorkerTeam } from './workspace/node/worker-team.js';
import { Workspace } from './workspace/workspace.js';

export interface BackendOptions {
  /** The folder of the bundles, where the workers' are. */
  readonly bundles: string;
  /** Told of errors that are the backend's own fault, a text of some lines. */
  readonly onDefect: (text: string) => void;
}

/** Adds all services of a backend, which has an empty workspace; returns its log. */
export function addServices(server: ServiceRegistry, { bundles, onDefect }: BackendOptions): BackendLog {
  const log = createBackendLog();
  const bundledFiles = new Map(wellKnownTypes);
  const newWorkspace = () => createWorkspace(bundledFiles, path.join(bundles, 'parse-worker.cjs'), log);
  const workspace = newWorkspace();
  const trust: WorkspaceTrust = { isTrusted: false };
  const status = createBackendStatus(workspace, productVersion);
  const handlers = streamHandlers((method, error) => {
    const text = `${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    log.error(text);
    onDefect(text);
  });
  const bundled = bundledPaths(bundledFiles);
  const checkOnce: CheckOnceServicePorts = {
    fs: disk,
    bundled,
    bufCacheFolder: bufCacheFolder(),
    workerTeam: (withDigests) =>
      createWorkerTeam({ workerFile: path.join(bundles, 'parse-worker.cjs'), bundled, withDigests }),
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
  const formatTeam = () =>
    createFormatTeam({ workerFile: path.join(bundles, 'format-worker.cjs'), onWarning: log.warning });
  const contract = () => Buffer.from(descriptors, 'base64');
  let index: DescriptorIndex | undefined;
  const reflected = () => (index ??= indexDescriptors(contract()));

  declareAhead(workspace, (error) => log.warning(`Declarations were not noted ahead: ${error}`));
  server.addService(BackendServiceService, backendService(handlers, status, log));
  server.addService(
    WorkspaceServiceService,
    workspaceService(handlers, workspace, disk, status, log, trust, checkOnce),
  );
  server.addService(BuildServiceService, buildService(handlers, workspace, status));
  server.addService(FormatServiceService, formatService(handlers, { fs: disk, team: formatTeam }));
  server.addService(LanguageServiceService, languageService(handlers, workspace, disk));
  server.addService(SchemaServiceService, schemaService(handlers, workspace));
  const calls = { workspace, trust, log, contract };
  server.addService(CallServiceService, callService(handlers, calls));
  server.addService(RequestServiceService, requestService(handlers, { ...calls, fs: disk, bundledFiles }));
  server.addService(
    HealthService,
    healthService(handlers, () => reflected().services),
  );
  server.addService(ServerReflectionService, reflectionService(handlers, reflected));
  log.info(`Protopipe ${productVersion}, Node ${process.versions.node}, process ${process.pid}.`);
  return log;
}

function createWorkspace(bundledFiles: ReadonlyMap<string, string>, workerFile: string, log: BackendLog): Workspace {
  const schema = new Schema();
  const loader = createLocalLoader(disk, schema.names);
  return new Workspace({
    fs: disk,
    schema,
    loader,
    bulkLoader: createParsePool(schema.names, { workerFile, fallback: loader, onWarning: log.warning }),
    bundledFiles,
    bufCacheFolder: bufCacheFolder(),
  });
}
