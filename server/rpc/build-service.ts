// BuildService: which function answers which RPC.
import type { BuildRequest, BuildResponse, BuildServiceServer } from '../../protos/gen/protopipe/v1/build.js';
import { type BuildPorts, buildDescriptorSet } from './build-descriptor-set.js';
import type { StreamHandlers } from './stream-handlers.js';

export function buildService(handlers: StreamHandlers, ports: BuildPorts): BuildServiceServer {
  return {
    build: handlers.serverStream<BuildRequest, BuildResponse>('Build', (request, send, signal) =>
      buildDescriptorSet(ports, request, send, signal),
    ),
  };
}
