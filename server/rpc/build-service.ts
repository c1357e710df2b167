// BuildService: which function answers which RPC.
import type { BuildRequest, BuildResponse, BuildServiceServer } from '../../protos/gen/protopipe/v1/build.js';
import type { Workspace } from '../workspace/workspace.js';
import type { BackendStatus } from './backend-status.js';
import { buildDescriptorSet } from './build-descriptor-set.js';
import type { StreamHandlers } from './stream-handlers.js';

export function buildService(
  handlers: StreamHandlers,
  workspace: Workspace,
  status: BackendStatus,
): BuildServiceServer {
  return {
    build: handlers.serverStream<BuildRequest, BuildResponse>('Build', (request, send, signal) =>
      buildDescriptorSet(workspace, status, request, send, signal),
    ),
  };
}
