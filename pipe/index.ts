// gRPC over a named pipe: names, listener, channel, and a supervised backend process. Everything that others may use.
export {
  type BackendProcess,
  type LaunchOptions,
  launchBackend,
  ProtocolVersionError,
} from './backend-process.js';
export { ClientChannel, type ClientChannelOptions } from './client-channel.js';
export { type ConnectPipeOptions, connectPipe } from './connect-pipe.js';
export type { AnyServer } from './connection-injector.js';
export {
  type ChannelState,
  type ClientConstructor,
  createPipeChannel,
  type PipeChannel,
  type PipeChannelOptions,
} from './create-pipe-channel.js';
export { createPrivateEndpoint, grpcTarget, type PipeEndpoint, type PrivateEndpoint } from './endpoint.js';
export { createSecret, HandshakeError, type HandshakeFailure } from './handshake.js';
export { defaultMaxMessageBytes, defaultWindowBytes, type PipeLimits } from './limits.js';
export {
  type ListenerEvent,
  type ListenPipeOptions,
  listenPipe,
  type PipeAccess,
  type PipeListener,
} from './listen-pipe.js';
export type { LivenessOptions } from './liveness.js';
export { LocalServices, type ServiceRegistry } from './local-services.js';
export { type MessageSource, unpacked } from './message-framing.js';
export { type AddressContext, formatPipeAddress, parsePipeAddress } from './pipe-address.js';
export { createPipeServer, type PipeServer } from './pipe-server.js';
export { codeName, type RpcCode, RpcError } from './rpc-error.js';
export { type ServeBackendOptions, serveBackend } from './serve-backend.js';
export { type SpawnOptions, spawnBackend } from './spawn-backend.js';
export {
  type ReadyState,
  type SuperviseOptions,
  type Supervisor,
  type SupervisorState,
  superviseBackend,
} from './supervise-backend.js';
export { defaultRestartPolicy, type RestartPolicy } from './supervision.js';
