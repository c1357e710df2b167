// In the bundles the channel of grpc-js' clients, which loads most of the library: only when a client makes one of its own.
type Channels = typeof import('@grpc/grpc-js/build/src/channel.js');
type Channel = InstanceType<Channels['ChannelImplementation']>;

export const ChannelImplementation = function (...options: ConstructorParameters<Channels['ChannelImplementation']>) {
  const { ChannelImplementation: Loaded } = require('@grpc/grpc-js/build/src/channel.js') as Channels;
  return new Loaded(...options);
} as unknown as new (
  ...options: ConstructorParameters<Channels['ChannelImplementation']>
) => Channel;
