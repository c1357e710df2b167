// Hands authenticated streams to a server, be it ours or one of grpc-js.
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { type ConnectionInjector, PipeServer } from './pipe-server.js';

/** A server of `createPipeServer`, or any of grpc-js, whose flow-control windows stay its own. */
export type AnyServer = PipeServer | Server;

export function createInjector(server: AnyServer, windowBytes: number): ConnectionInjector {
  if (server instanceof PipeServer) return server.createConnectionInjector({ windowBytes });
  return server.createConnectionInjector(ServerCredentials.createInsecure());
}
