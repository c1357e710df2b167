// CallService: which function answers which RPC, and that nothing is called for a workspace that is not trusted. What
// answers is loaded with the first request for it.
import type {
  CallRequest,
  CallResponse,
  CallServiceServer,
  CompareSchemaRequest,
  CompareSchemaResponse,
  DescribeRequest,
  DescribeResponse,
  DiscoverTargetsRequest,
  DiscoverTargetsResponse,
  ExportSchemaRequest,
  ExportSchemaResponse,
} from '../../protos/gen/protopipe/v1/call.js';
import type { Workspace } from '../workspace/workspace.js';
import type { BackendLog } from './backend-log.js';
import type { StreamHandlers } from './stream-handlers.js';
import { refuseUntrusted, type WorkspaceTrust } from './workspace-trust.js';

export interface CallPorts {
  readonly loadWorkspace: () => Promise<Workspace>;
  /** Undefined while nobody has asked anything of the workspace, which is not loaded for this. */
  readonly usedWorkspace: () => Promise<Workspace | undefined>;
  readonly trust: WorkspaceTrust;
  readonly log: BackendLog;
  /** The descriptor set of the contract, which holds google.rpc. */
  readonly contract: () => Uint8Array;
}

const defaultDiscoverTimeoutMs = 500;

export function callService(handlers: StreamHandlers, ports: CallPorts): CallServiceServer {
  return {
    call: handlers.bidiStream<CallRequest, CallResponse>('Call', async (requests, send, signal) => {
      refuseUntrusted(ports.trust);
      const { makeCall } = await import(/* webpackMode: "eager" */ './make-call.js');
      await makeCall(ports, requests, send, signal);
    }),
    describe: handlers.serverStream<DescribeRequest, DescribeResponse>('Describe', async (request, send, signal) => {
      refuseUntrusted(ports.trust);
      const { describeTarget } = await import(/* webpackMode: "eager" */ './describe-target.js');
      await describeTarget(ports, request, send, signal);
    }),
    exportSchema: handlers.serverStream<ExportSchemaRequest, ExportSchemaResponse>(
      'ExportSchema',
      async (request, send, signal) => {
        refuseUntrusted(ports.trust);
        const { exportSchema } = await import(/* webpackChunkName: "schemas" */ './export-schema.js');
        await exportSchema(ports, request, send, signal);
      },
    ),
    compareSchema: handlers.serverStream<CompareSchemaRequest, CompareSchemaResponse>(
      'CompareSchema',
      async (request, send, signal) => {
        refuseUntrusted(ports.trust);
        const { compareSchema } = await import(/* webpackChunkName: "schemas" */ './compare-schema.js');
        await compareSchema(ports, request, send, signal);
      },
    ),
    discoverTargets: handlers.serverStream<DiscoverTargetsRequest, DiscoverTargetsResponse>(
      'DiscoverTargets',
      async ({ timeoutMs }, send, signal) => {
        refuseUntrusted(ports.trust);
        const { discoverTargets } = await import(/* webpackChunkName: "discover" */ '../calls/discover-targets.js');
        const found = (target: { address: string; health: string; services: readonly string[] }) =>
          send({ ...target, services: [...target.services] });
        await discoverTargets(timeoutMs || defaultDiscoverTimeoutMs, found, signal);
      },
    ),
  };
}
