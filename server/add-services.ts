// What the backend is made of: the services of the contract, on whatever serves them, each loaded when it is asked for.
// Knows nothing of the process that it runs in.
// Before the library that asks for it.
import './native-base64.js';
import type { ServiceRegistry } from '../pipe/index.js';
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
import type { Model } from './create-model.js';
import { type BackendLog, createBackendLog } from './rpc/backend-log.js';
import { healthService } from './rpc/health-service.js';
import { lazyService } from './rpc/lazy-service.js';
import { streamHandlers } from './rpc/stream-handlers.js';
import type { WorkspaceTrust } from './rpc/workspace-trust.js';

export interface BackendOptions {
  /** The folder of the bundles, where the workers' are. */
  readonly bundles: string;
  /** Whether calls may be made before a workspace was opened. */
  readonly trusted: boolean;
  /** Told of errors that are the backend's own fault, a text of some lines. */
  readonly onDefect: (text: string) => void;
}

/** Adds all services of a backend, which has an empty workspace; returns its log. */
export function addServices(server: ServiceRegistry, { bundles, trusted, onDefect }: BackendOptions): BackendLog {
  const log = createBackendLog();
  const trust: WorkspaceTrust = { isTrusted: trusted };
  const handlers = streamHandlers((method, error) => {
    const text = `${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    log.error(text);
    onDefect(text);
  });
  let loadingModel: Promise<Model> | undefined;
  const loadModel = () => {
    loadingModel ??= import(/* webpackChunkName: "model" */ './create-model.js').then(({ createModel }) =>
      createModel(bundles, log),
    );
    return loadingModel;
  };
  const workspaces = {
    loadWorkspace: async () => (await loadModel()).workspace,
    usedWorkspace: async () => (await loadingModel)?.workspace,
  };
  const loadIndex = once(async () => {
    const { contractIndex } = await import(/* webpackChunkName: "contract" */ './rpc/contract-index.js');
    return contractIndex();
  });

  server.addService(
    BackendServiceService,
    lazyService(BackendServiceService, async () => {
      const { status } = await loadModel();
      const { backendService } = await import(/* webpackChunkName: "model" */ './rpc/backend-service.js');
      return backendService(handlers, status, log);
    }),
  );
  server.addService(
    WorkspaceServiceService,
    lazyService(WorkspaceServiceService, async () => {
      const { workspace, fs, status, loadFolderCheck } = await loadModel();
      const { workspaceService } = await import(/* webpackChunkName: "model" */ './rpc/workspace-service.js');
      return workspaceService(handlers, workspace, fs, status, log, trust, loadFolderCheck);
    }),
  );
  server.addService(
    BuildServiceService,
    lazyService(BuildServiceService, async () => {
      const { loadFolderCheck } = await loadModel();
      const { buildService } = await import(/* webpackChunkName: "model" */ './rpc/build-service.js');
      return buildService(handlers, await loadFolderCheck());
    }),
  );
  server.addService(
    FormatServiceService,
    lazyService(FormatServiceService, async () => {
      const { createFormatting } = await import(/* webpackChunkName: "format" */ './create-formatting.js');
      return createFormatting(handlers, bundles, log);
    }),
  );
  server.addService(
    LanguageServiceService,
    lazyService(LanguageServiceService, async () => {
      const { workspace, fs } = await loadModel();
      const { languageService } = await import(/* webpackChunkName: "language" */ './rpc/language-service.js');
      return languageService(handlers, workspace, fs);
    }),
  );
  server.addService(
    SchemaServiceService,
    lazyService(SchemaServiceService, async () => {
      const { workspace } = await loadModel();
      const { schemaService } = await import(/* webpackChunkName: "language" */ './rpc/schema-service.js');
      return schemaService(handlers, workspace);
    }),
  );
  server.addService(
    CallServiceService,
    lazyService(CallServiceService, async () => {
      const { callService } = await import(/* webpackChunkName: "calls" */ './rpc/call-service.js');
      return callService(handlers, { ...workspaces, trust, log });
    }),
  );
  server.addService(
    RequestServiceService,
    lazyService(RequestServiceService, async () => {
      const { workspace, fs, bundledFiles } = await loadModel();
      const { requestService } = await import(/* webpackChunkName: "requests" */ './rpc/request-service.js');
      return requestService(handlers, { ...workspaces, workspace, trust, log, fs, bundledFiles });
    }),
  );
  server.addService(
    HealthService,
    healthService(handlers, async () => (await loadIndex()).services),
  );
  server.addService(
    ServerReflectionService,
    lazyService(ServerReflectionService, async () => {
      const index = await loadIndex();
      const { reflectionService } = await import(/* webpackChunkName: "contract" */ './rpc/reflection-service.js');
      return reflectionService(handlers, index);
    }),
  );
  log.info(`Protopipe ${productVersion}, Node ${process.versions.node}, process ${process.pid}.`);
  return log;
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
}
