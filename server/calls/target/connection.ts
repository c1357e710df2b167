// A connection to a target: one client for reflection and call. In plaintext it is on the HTTP/2 of pipe/; what that does
// not do, TLS and compressed requests, is grpc-js'.
import {
  ChannelCredentials,
  type ChannelInterface,
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  compressionAlgorithms,
  type Metadata,
} from '@grpc/grpc-js';
import { defaultMaxMessageBytes, defaultWindowBytes } from '../../../pipe/index.js';
import { FrameBatches } from '../call/frame-batches.js';
import { FrameSource } from '../call/frame-source.js';
import type { ReceivedFrames } from '../call/whole-frames.js';
import { LimitedCredentials, type TlsSettings, tlsCredentials } from './credentials.js';
import { type CallTarget, parseTarget, type TlsMode } from './parse-target.js';
import { plainChannel } from './plain-channel.js';

export interface ConnectionSettings {
  readonly address: string;
  readonly tlsMode?: TlsMode;
  readonly tls?: TlsSettings;
  /** Default 64 MiB. */
  readonly maxMessageBytes?: number;
  /** Compress requests. */
  readonly gzip?: boolean;
  /** Default 10,000 ms. */
  readonly connectTimeoutMs?: number;
  /** In plaintext: connect once. When that connection is gone, nothing is called any more. */
  readonly once?: boolean;
}

export interface Connection {
  readonly target: CallTarget;
  readonly client: Client;
  /** Opens a call of `path`, whose messages come in batches. */
  openCall(path: string, metadata: Metadata, options: { deadline?: Date }): FrameStream;
  readonly maxMessageBytes: number;
  /** Why the last connection failed after its socket was connected. */
  readonly lastError: () => Error | undefined;
  /** Whether a socket was connected and, with TLS, trusted. */
  readonly wasConnected: () => boolean;
  close(): void;
}

export type FrameStream = ClientDuplexStream<Uint8Array, ReceivedFrames>;

const defaultConnectTimeoutMs = 10_000;

/** Connects at the first call. Throws an RpcError (INVALID_ARGUMENT). */
export function openConnection(settings: ConnectionSettings): Connection {
  const target = parseTarget(settings.address, settings.tlsMode);
  return target.isSecure || settings.gzip ? openWithGrpcJs(target, settings) : openPlain(target, settings);
}

function openPlain(target: CallTarget, settings: ConnectionSettings): Connection {
  const maxMessageBytes = settings.maxMessageBytes ?? defaultMaxMessageBytes;
  let wasConnected = false;
  const channel = plainChannel(target, {
    maxMessageBytes,
    connectTimeoutMs: settings.connectTimeoutMs ?? defaultConnectTimeoutMs,
    authority: settings.tls?.serverName,
    once: settings.once === true,
    onConnected: () => {
      wasConnected = true;
    },
  });
  const clientOn = (channelOverride: ChannelInterface) =>
    new Client(target.grpcTarget, ChannelCredentials.createInsecure(), { channelOverride });
  const framing = clientOn(channel.withReader((encoding) => new FrameSource(maxMessageBytes, encoding)));
  return {
    target,
    client: clientOn(channel),
    openCall: (path, metadata, options) => framing.makeBidiStreamRequest(path, asBuffer, asFrames, metadata, options),
    maxMessageBytes,
    lastError: () => undefined,
    wasConnected: () => wasConnected,
    close: () => channel.close(),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function asFrames(bytes: Buffer): ReceivedFrames {
  return { bytes, isFramed: true };
}

function openWithGrpcJs(target: CallTarget, settings: ConnectionSettings): Connection {
  const maxMessageBytes = settings.maxMessageBytes ?? defaultMaxMessageBytes;
  const inner = target.isSecure ? tlsCredentials(settings.tls ?? {}) : ChannelCredentials.createInsecure();
  const closing = new AbortController();
  const timeoutMs = settings.connectTimeoutMs ?? defaultConnectTimeoutMs;
  const limited = new LimitedCredentials(inner, timeoutMs, closing.signal);
  const serverName = settings.tls?.serverName;
  const options: ChannelOptions = {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': -1,
    'grpc-node.flow_control_window': defaultWindowBytes,
    // Calls go where the person said, not where the environment says.
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
    // What is called once is what the person asked for; a repeated call would be another.
    'grpc.enable_retries': 0,
    'grpc.primary_user_agent': 'protopipe',
    ...(settings.gzip ? { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip } : {}),
    ...(serverName ? { 'grpc.default_authority': serverName } : {}),
    ...(serverName && target.isSecure ? { 'grpc.ssl_target_name_override': serverName } : {}),
  };
  const client = new Client(target.grpcTarget, limited, options);
  return {
    target,
    client,
    openCall(path, metadata, callOptions) {
      const batches = new FrameBatches(maxMessageBytes);
      const stream: FrameStream = client.makeBidiStreamRequest(
        path,
        asBuffer,
        batches.deserialize,
        metadata,
        callOptions,
      );
      return stream.once('metadata', () => batches.install(stream));
    },
    maxMessageBytes,
    lastError: () => limited.lastError,
    wasConnected: () => limited.connected,
    close() {
      client.close();
      closing.abort();
    },
  };
}
