// Hands authenticated sockets to a grpc-js server. The only place that reaches into the server's private parts.
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import { type ConnectionInjector, type Server, ServerCredentials } from '@grpc/grpc-js';

/**
 * Like `server.createConnectionInjector`, with `windowBytes` as the flow-control window of what clients send.
 * grpc-js has no option for a server's window (`grpc-node.flow_control_window` is read by clients only).
 */
export function createInjector(server: Server, windowBytes: number): ConnectionInjector {
  const before = new Set(http2Servers(server));
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const http2Server = http2Servers(server).find((candidate) => !before.has(candidate));
  if (!http2Server) throw new Error('this version of @grpc/grpc-js keeps its HTTP/2 servers elsewhere');
  http2Server.updateSettings({ initialWindowSize: windowBytes });
  http2Server.on('session', (session: ServerHttp2Session) => session.setLocalWindowSize(windowBytes));
  return injector;
}

function http2Servers(server: Server): Http2Server[] {
  const map: unknown = Reflect.get(server, 'http2Servers');
  return map instanceof Map ? ([...map.keys()] as Http2Server[]) : [];
}
