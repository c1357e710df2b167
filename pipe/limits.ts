// Message size limits and flow-control windows, the same on both sides of a pipe.
import type { ChannelOptions } from '@grpc/grpc-js';

/** Largest message either side accepts, in bytes. gRPC's own default is 4 MiB. */
export const defaultMaxMessageBytes = 64 * 1024 * 1024;
/**
 * HTTP/2 flow-control window of a stream and of the connection, in bytes. HTTP/2's default of 64 KiB costs a round
 * trip per 64 KiB, which on a local pipe is what limits a stream.
 */
export const defaultWindowBytes = 4 * 1024 * 1024;

export interface PipeLimits {
  /** Of messages sent and received. Default 64 MiB. */
  readonly maxMessageBytes?: number;
  /** Of each stream and of the connection. Default 4 MiB. */
  readonly windowBytes?: number;
}

/** Options for a channel of grpc-js itself on a pipe. Proxies from the environment are never consulted. */
export function channelOptions({
  maxMessageBytes = defaultMaxMessageBytes,
  windowBytes = defaultWindowBytes,
}: PipeLimits = {}): ChannelOptions {
  return {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc-node.flow_control_window': windowBytes,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    // Without a service config nothing is retried, but every call would pay for being kept.
    'grpc.enable_retries': 0,
    // A subchannel of one channel is never shared with another: their secrets differ.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 1_000,
  };
}
