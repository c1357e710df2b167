// The backend process: arguments, wiring, exit codes. Started by its client, which tells it over stdin where to listen.
import path from 'node:path';
import { createPipeServer, type ListenerEvent, RpcError, serveBackend } from '../pipe/index.js';
import { compilerBuild } from '../protos/gen/compiler-build.js';
import { descriptors } from '../protos/gen/descriptors.js';
import { HealthService } from '../protos/gen/grpc/health/v1/health.js';
import { ServerReflectionService } from '../protos/gen/grpc/reflection/v1/reflection.js';
import { productVersion } from '../protos/gen/product-version.js';
import { protocolVersion } from '../protos/gen/protocol-version.js';
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
import { callService, loadCalls } from './rpc/call-service.js';
import type { CheckOnceServicePorts } from './rpc/check-once.js';
import { declareAhead } from './rpc/declare-ahead.js';
import { type DescriptorIndex, indexDescriptors } from './rpc/descriptor-index.js';
import { formatService } from './rpc/format-service.js';
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

const exitCode = { failed: 1, defect: 70 };

async function main(): Promise<void> {
  if (process.argv.includes('--version')) {
    console.log(productVersion);
    return;
  }
  // What nobody caught leaves the process in an unknown state: say so and end; the client starts another.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`, () => process.exit(exitCode.defect));
  });
  const stopping = new AbortController();
  process.on('SIGTERM', () => stopping.abort());
  // The terminal sends these to the client too, which ends this process by closing its stdin.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

  const log = createBackendLog();
  const bundledFiles = new Map(wellKnownTypes);
  const workspace = createWorkspace(bundledFiles, log);
  const trust: WorkspaceTrust = { isTrusted: false };
  const status = createBackendStatus(workspace, productVersion);
  const handlers = streamHandlers((method, error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error(`${method} failed: ${text}`);
    process.stderr.write(`${method} failed: ${text}\n`);
  });
  let index: DescriptorIndex | undefined;
  const reflected = () => (index ??= indexDescriptors(Buffer.from(descriptors, 'base64')));

  declareAhead(workspace, (error) => log.warning(`Declarations were not noted ahead: ${error}`));
  const server = createPipeServer();
  server.addService(BackendServiceService, backendService(handlers, status, log));
  server.addService(
    WorkspaceServiceService,
    workspaceService(handlers, workspace, disk, status, log, trust, checkOncePorts(bundledFiles, log)),
  );
  server.addService(BuildServiceService, buildService(handlers, workspace, status));
  server.addService(FormatServiceService, formatService(handlers, workspace, disk));
  server.addService(LanguageServiceService, languageService(handlers, workspace, disk));
  server.addService(SchemaServiceService, schemaService(handlers, workspace));
  const calls = { workspace, trust, log, contract: () => Buffer.from(descriptors, 'base64') };
  server.addService(CallServiceService, callService(handlers, calls));
  server.addService(RequestServiceService, requestService(handlers, { ...calls, fs: disk, bundledFiles }));
  server.addService(
    HealthService,
    healthService(handlers, () => reflected().services),
  );
  server.addService(ServerReflectionService, reflectionService(handlers, reflected));
  log.info(`Protopipe ${productVersion}, Node ${process.versions.node}, process ${process.pid}.`);
  const serving = serveBackend({
    server,
    protocolVersion,
    signal: stopping.signal,
    onEvent: (event) => logConnection(event, log),
  });
  // Said by a client that is about to call; the time until it has connected is free.
  if (process.argv.includes('--calls')) await loadCalls();
  await serving;
}

function createWorkspace(bundledFiles: ReadonlyMap<string, string>, log: BackendLog): Workspace {
  const schema = new Schema();
  const loader = createLocalLoader(disk, schema.names);
  return new Workspace({
    fs: disk,
    schema,
    loader,
    bulkLoader: createParsePool(schema.names, {
      // The bundles lie side by side.
      workerFile: path.join(__dirname, 'parse-worker.cjs'),
      fallback: loader,
      onWarning: log.warning,
    }),
    bundledFiles,
    bufCacheFolder: bufCacheFolder(),
  });
}

function checkOncePorts(bundledFiles: ReadonlyMap<string, string>, log: BackendLog): CheckOnceServicePorts {
  const bundled = bundledPaths(bundledFiles);
  return {
    fs: disk,
    bundled,
    bufCacheFolder: bufCacheFolder(),
    workerTeam: (withDigests) =>
      createWorkerTeam({ workerFile: path.join(__dirname, 'shard-worker.cjs'), bundled, withDigests }),
    cacheIn: (folder) => ({
      fs: disk,
      disk: cacheDisk,
      store: createCacheFolder({ folder, onWarning: log.warning }),
      build: compilerBuild,
      digest,
      nowMs: Date.now,
    }),
    openWorkspace: (settings, signal) => createWorkspace(bundledFiles, log).open(settings, { signal }),
    log,
  };
}

function logConnection(event: ListenerEvent, log: BackendLog): void {
  switch (event.kind) {
    case 'accepted':
    case 'closed':
      log.debug(`Connection ${event.kind}, ${event.connections} open.`);
      break;
    case 'rejected':
      log.warning(`Connection refused: ${event.reason}.`);
      break;
    case 'failed':
      log.warning(`A connection could not be accepted: ${event.error.message}`);
      break;
  }
}

main().then(
  // Threads and timers that are left must not keep the process.
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${RpcError.from(error).message}\n`, () => process.exit(exitCode.failed));
  },
);
