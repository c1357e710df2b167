// What the bundles have in the place of grpc-js: clients, metadata and status at once; its channels, servers, name
// resolution and HTTP/2, which few runs need, when one of them is asked for.
import { ChannelCredentials } from '@grpc/grpc-js/build/src/channel-credentials.js';
import { Client } from '@grpc/grpc-js/build/src/client.js';
import { ConnectivityState } from '@grpc/grpc-js/build/src/connectivity-state.js';
import { Propagate, Status } from '@grpc/grpc-js/build/src/constants.js';
import { makeClientConstructor } from '@grpc/grpc-js/build/src/make-client.js';
import { Metadata } from '@grpc/grpc-js/build/src/metadata.js';

type Library = typeof import('@grpc/grpc-js');

const atOnce = {
  ChannelCredentials,
  Client,
  Metadata,
  connectivityState: ConnectivityState,
  makeClientConstructor,
  makeGenericClientConstructor: makeClientConstructor,
  propagate: Propagate,
  status: Status,
} satisfies Partial<Library>;

/** With the names above all that the library exports. */
const whenUsed = [
  'CallCredentials',
  'Channel',
  'InterceptingCall',
  'InterceptorConfigurationError',
  'ListenerBuilder',
  'RequesterBuilder',
  'ResponderBuilder',
  'Server',
  'ServerCredentials',
  'ServerInterceptingCall',
  'ServerListenerBuilder',
  'ServerMetricRecorder',
  'StatusBuilder',
  'addAdminServicesToServer',
  'closeClient',
  'compressionAlgorithms',
  'credentials',
  'experimental',
  'getChannelzHandlers',
  'getChannelzServiceDefinition',
  'getClientChannel',
  'load',
  'loadObject',
  'loadPackageDefinition',
  'logVerbosity',
  'setLogVerbosity',
  'setLogger',
  'waitForClientReady',
] as const satisfies readonly (keyof Library)[];

Object.assign(exports, atOnce);
for (const name of whenUsed) {
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => (require('@grpc/grpc-js/build/src/index.js') as Library)[name],
  });
}
