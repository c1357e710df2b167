// One backend process: from spawn to exit, with the channel to it. Knows nothing of restarts.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { createPipeChannel, type PipeChannel } from './create-pipe-channel.js';
import { createPrivateEndpoint } from './endpoint.js';
import { createSecret } from './handshake.js';
import type { PipeLimits } from './limits.js';
import { NoLineError, readLine } from './read-line.js';
import { RpcError } from './rpc-error.js';
import { type SpawnOptions, spawnBackend } from './spawn-backend.js';
import { removeStaleEndpoints } from './stale-endpoints.js';
import { decodeAnswer, encodeStart } from './start-messages.js';

export interface LaunchOptions extends PipeLimits, SpawnOptions {
  /** A process that `spawnBackend` started a moment ago, to be taken over. */
  readonly child?: ChildProcessWithoutNullStreams;
  /** The version of the contract between parent and child; both must have the same one. */
  readonly protocolVersion: number;
  /** From spawn to an authenticated connection. Default 15,000 ms. */
  readonly readyTimeoutMs?: number;
  /** What the process writes on stderr, and on stdout after its ready line. Nothing is kept when it is not taken. */
  readonly onStderr?: (text: string) => void;
}

export interface BackendProcess {
  readonly pid: number;
  readonly channel: PipeChannel;
  /** Resolves when the process is gone and its socket removed, with a sentence on how it ended. Never rejects. */
  readonly exited: Promise<string>;
  /** Asks the process to end by closing its stdin; kills it after `timeoutMs`. Resolves when it is gone. */
  stop(timeoutMs: number): Promise<void>;
  /** Ends the process at once, without its consent. */
  kill(): void;
}

/** The backend and its client cannot work together; trying again does not help. */
export class ProtocolVersionError extends RpcError {
  constructor(backend: number, client: number) {
    super(
      status.FAILED_PRECONDITION,
      `the backend speaks protocol version ${backend}, this client ${client}: they are of different releases`,
    );
  }
}

/**
 * Spawns the process, hands it a fresh address and secret over stdin, and resolves when it has proved itself on the
 * pipe. Rejects with an RpcError when that fails, times out or is aborted; no process and no file are left then.
 * Afterwards it removes what earlier processes of this user could not, because they were killed.
 */
export async function launchBackend(options: LaunchOptions, signal?: AbortSignal): Promise<BackendProcess> {
  const { protocolVersion, readyTimeoutMs = 15_000 } = options;
  if (signal?.aborted) throw new RpcError(status.CANCELLED, 'starting the backend was cancelled');
  const { endpoint, remove } = createPrivateEndpoint();
  const secret = createSecret();
  const child = options.child ?? spawnBackend(options);
  const stderr = followStderr(child.stderr, options.onStderr);
  const channel = createPipeChannel(endpoint, { ...options, secret });
  const exited = untilExit(child).then((how) => {
    channel.close();
    remove();
    return stderr.last === '' ? how : `${how}: ${redact(stderr.last, secret)}`;
  });
  const kill = () => {
    child.kill('SIGKILL');
  };

  const giveUp = new AbortController();
  const timer = setTimeout(() => {
    giveUp.abort(new RpcError(status.DEADLINE_EXCEEDED, `the backend was not ready within ${readyTimeoutMs} ms`));
  }, readyTimeoutMs);
  const onAbort = () => giveUp.abort(new RpcError(status.CANCELLED, 'starting the backend was cancelled'));
  signal?.addEventListener('abort', onAbort, { once: true });
  const becomeReady = async () => {
    child.stdin.write(encodeStart({ protocolVersion, endpoint, secret }));
    await readAnswer(child.stdout, protocolVersion, secret, giveUp.signal);
    child.stdout.on('data', (chunk: Buffer) => options.onStderr?.(chunk.toString()));
    await channel.whenReady({ signal: giveUp.signal });
  };
  const diesEarly = exited.then((how) => {
    throw new RpcError(status.UNAVAILABLE, `the backend ${how}`);
  });
  try {
    await Promise.race([becomeReady(), diesEarly]);
  } catch (error) {
    kill();
    await exited;
    throw giveUp.signal.aborted ? giveUp.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    diesEarly.catch(() => {});
  }
  void removeStaleEndpoints();

  return {
    pid: child.pid ?? 0,
    channel,
    exited,
    kill,
    async stop(timeoutMs) {
      child.stdin.end();
      const killTimer = setTimeout(kill, timeoutMs);
      await exited;
      clearTimeout(killTimer);
    },
  };
}

/** Resolves when the child says that it listens. */
async function readAnswer(
  stdout: Readable,
  protocolVersion: number,
  secret: Buffer,
  signal: AbortSignal,
): Promise<void> {
  let line: string;
  try {
    line = await readLine(stdout, signal);
  } catch (error) {
    if (!(error instanceof NoLineError)) throw error;
    if (error.received === '') {
      // The exit that closed stdout is about to be known and says more.
      await delay(1_000, undefined, { ref: false });
      throw new RpcError(status.UNAVAILABLE, 'the backend closed its stdout before it was ready');
    }
    line = error.received;
  }
  const answer = decodeAnswer(line);
  if (!answer) {
    const text = JSON.stringify(redact(line, secret).slice(0, 100));
    throw new RpcError(status.UNAVAILABLE, `the backend wrote ${text} where its ready line was expected`);
  }
  if (answer.protocolVersion !== protocolVersion)
    throw new ProtocolVersionError(answer.protocolVersion, protocolVersion);
  if (answer.kind === 'refused') throw new RpcError(status.UNAVAILABLE, 'the backend refused to start');
  if (answer.kind === 'failed') {
    throw new RpcError(status.UNAVAILABLE, `the backend could not start: ${redact(answer.message, secret)}`);
  }
}

/** How the process ended, when its output has been read to the end. */
function untilExit(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve(`could not be started (${error.message})`);
    });
    // The error of a process taken over may have been told before.
    if (child.pid === undefined) setImmediate(() => resolve('could not be started'));
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
      const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
      // Another process that has inherited the pipes may hold them open; they must not hold this one.
      const timer = setTimeout(() => {
        for (const stream of child.stdio) stream?.destroy();
        resolve(how);
      }, 250);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(how);
      });
    };
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    else child.once('exit', onExit);
  });
}

/** Passes stderr on and remembers its last line, within 500 characters. */
function followStderr(stderr: Readable, onStderr?: (text: string) => void): { readonly last: string } {
  let tail = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-500);
    onStderr?.(text);
  });
  return {
    get last() {
      return tail.trimEnd().split('\n').at(-1)?.trim() ?? '';
    },
  };
}

/** The secret must not travel on with what a broken backend writes. */
function redact(text: string, secret: Buffer): string {
  return text.replaceAll(secret.toString('base64'), '***').replaceAll(secret.toString('hex'), '***');
}
