// In the bundles the channel of grpc-js' clients, which needs most of the library: only when a client makes one of its own.
type Library = typeof import('@grpc/grpc-js');
type Channel = InstanceType<Library['Channel']>;

export const ChannelImplementation = function (...options: ConstructorParameters<Library['Channel']>) {
  // The whole of it, which registers the ways to resolve names and to balance.
  const { Channel } = require('@grpc/grpc-js/build/src/index.js') as Library;
  return new Channel(...options);
} as unknown as new (
  ...options: ConstructorParameters<Library['Channel']>
) => Channel;
