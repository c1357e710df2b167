// The channel to a target in plaintext: HTTP/2 of pipe/ on a socket, which costs a fraction of what grpc-js' own does.
import net from 'node:net';
import { ClientChannel, defaultWindowBytes } from '../../../pipe/index.js';
import type { CallTarget } from './parse-target.js';

export interface PlainChannelOptions {
  readonly maxMessageBytes: number;
  readonly connectTimeoutMs: number;
  /** In the place of the target's own name. */
  readonly authority: string | undefined;
  /** Connect once: when that connection is gone, calls fail. */
  readonly once: boolean;
  readonly onConnected: () => void;
}

export function plainChannel(target: CallTarget, options: PlainChannelOptions): ClientChannel {
  const { maxMessageBytes, connectTimeoutMs, authority, once, onConnected } = options;
  const { socket } = target;
  let wasConnected = false;
  return new ClientChannel({
    target: target.grpcTarget,
    authority: authority ?? ('path' in socket ? undefined : target.grpcTarget.replace('dns:///', '')),
    userAgent: 'protopipe',
    takesCompressed: true,
    maxMessageBytes,
    // What is sent is the server's to refuse.
    maxSentMessageBytes: Number.POSITIVE_INFINITY,
    windowBytes: defaultWindowBytes,
    timeoutMs: connectTimeoutMs,
    async connect(signal) {
      if (once && wasConnected) throw new Error('the connection was closed');
      const connected = await connect(socket, connectTimeoutMs, signal);
      wasConnected = true;
      onConnected();
      return connected;
    },
  });
}

function connect(to: net.NetConnectOpts, timeoutMs: number, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ ...to, signal });
    const timer = setTimeout(() => socket.destroy(new Error(`no connection within ${timeoutMs / 1000} s`)), timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.setNoDelay(true);
      resolve(socket.off('error', fail));
    });
    const fail = (error: Error) => {
      clearTimeout(timer);
      // A name with several addresses failed for each of them.
      reject(error instanceof AggregateError ? error.errors[0] : error);
    };
    socket.once('error', fail);
  });
}
