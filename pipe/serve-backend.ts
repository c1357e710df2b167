// The child's half of a supervised backend: from the start line to the last connection.
import { rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { status } from '@grpc/grpc-js';
import type { AnyServer } from './connection-injector.js';
import { endWithParent } from './end-with-parent.js';
import type { PipeLimits } from './limits.js';
import { type ListenerEvent, listenPipe, type PipeListener } from './listen-pipe.js';
import { NoLineError, readLine } from './read-line.js';
import { RpcError } from './rpc-error.js';
import { decodeStart, encodeAnswer, type StartAnswer } from './start-messages.js';

export interface ServeBackendOptions extends PipeLimits {
  /** Made by `createPipeServer`, with its services added. */
  readonly server: AnyServer;
  /** The version of the contract between parent and child; both must have the same one. */
  readonly protocolVersion: number;
  /** Default `process.stdin`. Its end is the order to stop: the parent closed it, or is gone. */
  readonly input?: Readable;
  /** Default `process.stdout`. Gets one line. */
  readonly output?: Writable;
  /** Stops the backend as the end of `input` does. */
  readonly signal?: AbortSignal;
  /** Time for running calls to finish when stopping. Default 2,000 ms. */
  readonly graceMs?: number;
  /** Called once when stopping begins, so that calls which never end by themselves can be ended. */
  readonly onStopping?: () => void;
  readonly onEvent?: (event: ListenerEvent) => void;
}

/**
 * Serves until `input` ends or `signal` aborts, and resolves when every connection is closed and the socket file is
 * gone; the caller then ends the process. Rejects with an RpcError, after the parent was told, when there is no valid
 * start line (INVALID_ARGUMENT), the parent speaks another protocol version (FAILED_PRECONDITION), or listening fails.
 */
export async function serveBackend(options: ServeBackendOptions): Promise<void> {
  const { server, protocolVersion, input = process.stdin, output = process.stdout, graceMs = 2_000 } = options;
  const answer = (message: StartAnswer) =>
    new Promise<void>((resolve) => output.write(encodeAnswer(message), () => resolve()));
  // A parent that is gone closes our stdout too; that shows as the end of `input`.
  output.on('error', () => {});

  const line = await readLine(input, options.signal).catch((error: unknown) => {
    if (error instanceof NoLineError) return '';
    throw error;
  });
  const start = decodeStart(line, protocolVersion);
  if (!start) {
    const message = 'expected a start line on stdin: this program is started by its client, not by hand';
    await answer({ kind: 'failed', protocolVersion, message });
    throw new RpcError(status.INVALID_ARGUMENT, message);
  }
  if ('otherVersion' in start) {
    await answer({ kind: 'refused', protocolVersion });
    const message = `the client speaks protocol version ${start.otherVersion}, this backend ${protocolVersion}`;
    throw new RpcError(status.FAILED_PRECONDITION, message);
  }

  const stopping = stopRequested(input, options.signal);
  let listener: PipeListener;
  try {
    listener = await listenPipe(server, start.endpoint, {
      access: { kind: 'secret', secret: start.secret },
      windowBytes: options.windowBytes,
      onEvent: options.onEvent,
    });
  } catch (error) {
    const failure = RpcError.from(error);
    await answer({ kind: 'failed', protocolVersion, message: failure.message });
    throw failure;
  }
  await answer({ kind: 'ready', protocolVersion });
  const { kind, path: socketPath } = start.endpoint;
  const directory = kind === 'unix-socket' ? path.dirname(socketPath) : undefined;
  if (input === process.stdin) endWithParent(graceMs + 1_000, directory);
  await stopping;
  options.onStopping?.();
  await listener.close(graceMs);
  // The parent made the directory and removes it, unless it is gone.
  if (directory) await rmdir(directory).catch(() => {});
}

function stopRequested(input: Readable, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => resolve();
    input.on('end', stop).on('close', stop).on('error', stop);
    input.resume();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted || input.readableEnded || input.destroyed) stop();
  });
}
