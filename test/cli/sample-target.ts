// The sample service in the test's process, on every kind of address that the terminal client calls.
import path from 'node:path';
import type { TestContext } from 'node:test';
import { type Metadata, type Server, ServerCredentials, ServerInterceptingCall } from '@grpc/grpc-js';
import { listenPipe, parsePipeAddress } from '../../pipe/index.js';
import { createSampleServer, type SampleOptions } from '../../samples/service/create-server.js';
import { temporaryFolder } from '../temporary-folder.js';

export interface SampleTarget {
  readonly server: Server;
  /** The metadata of each call, reflection aside. */
  readonly seen: Metadata[];
  /** Messages of answers that were given to gRPC so far. */
  readonly sent: () => number;
  /** Resolves when a call was cancelled by its client. */
  readonly cancelled: Promise<void>;
}

export function sampleTarget(t: TestContext, options: SampleOptions = {}): SampleTarget {
  const seen: Metadata[] = [];
  let sent = 0;
  let cancel = () => {};
  const cancelled = new Promise<void>((resolve) => {
    cancel = resolve;
  });
  const server = createSampleServer({
    ...options,
    grpc: {
      interceptors: [
        (method, call) =>
          new ServerInterceptingCall(call, {
            start: (next) =>
              next({
                onReceiveMetadata(metadata, nextMetadata) {
                  if (!method.path.includes('reflection')) seen.push(metadata);
                  nextMetadata(metadata);
                },
                onReceiveHalfClose: (nextHalfClose) => nextHalfClose(),
                onReceiveMessage: (message, nextMessage) => nextMessage(message),
                onCancel() {
                  if (!method.path.includes('reflection')) cancel();
                },
              }),
            sendMessage(message, next) {
              sent++;
              next(message);
            },
          }),
      ],
    },
  });
  t.after(() => server.forceShutdown());
  return { server, seen, sent: () => sent, cancelled };
}

/** On a Unix socket, or a named pipe on Windows. */
export async function onSocket(t: TestContext, server: Server): Promise<string> {
  const name = `protopipe-test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const address =
    process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `unix:${path.join(temporaryFolder(t), 's.sock')}`;
  await listenAt(t, server, address);
  return address;
}

/** On a name that means the same as in .NET. */
export async function onPipe(t: TestContext, server: Server): Promise<string> {
  const address = `pipe:protopipe-test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  await listenAt(t, server, address);
  return address;
}

async function listenAt(t: TestContext, server: Server, address: string): Promise<void> {
  const endpoint = parsePipeAddress(address);
  if (!endpoint) throw new Error(`${address} is no pipe`);
  const listener = await listenPipe(server, endpoint, { access: { kind: 'open' } });
  t.after(() => listener.close());
}

/** On a free port of this machine; the result is the port. */
export async function onTcp(server: Server, credentials = ServerCredentials.createInsecure()): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
}
