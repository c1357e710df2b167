// BuildService: which function answers which RPC.
import type { BuildRequest, BuildResponse, BuildServiceServer } from '../../protos/gen/protopipe/v1/build.js';
import type { FolderCheck } from './check-once.js';
import type { StreamHandlers } from './stream-handlers.js';

export function buildService(handlers: StreamHandlers, { build }: FolderCheck): BuildServiceServer {
  return { build: handlers.serverStream<BuildRequest, BuildResponse>('Build', build) };
}
