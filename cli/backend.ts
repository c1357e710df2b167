// The backend of one command: started for it, ended with it.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { type BackendProcess, type ClientConstructor, launchBackend, RpcError } from '../pipe/index.js';
import { protocolVersion } from '../protos/gen/protocol-version.js';
import { backendCommand } from './spawn-early.js';

/** Lines of the backend's stderr that are shown when it breaks down. */
const stderrLines = 20;

export interface CommandBackend {
  client<Client>(service: ClientConstructor<Client>): Client;
  /** Fulfilled when the process has ended, with the reason; a command that still needs it has failed. */
  readonly ended: Promise<BackendEnded>;
  /** The last lines the backend wrote on its stderr. */
  readonly stderrTail: readonly string[];
  stop(): Promise<void>;
}

/** The backend ended before the command did. */
export class BackendEnded extends Error {
  override readonly name = 'BackendEnded';
}

/** Takes over a process that was started before, or starts one. */
export async function startBackend(
  child: ChildProcessWithoutNullStreams | undefined,
  signal: AbortSignal,
): Promise<CommandBackend> {
  let tail = '';
  const backend: BackendProcess = await launchBackend(
    {
      ...backendCommand,
      child,
      protocolVersion,
      onStderr: (text) => {
        tail = (tail + text).slice(-8192);
      },
    },
    signal,
  );
  const stderrTail = () => {
    const lines = tail.split('\n').filter((line) => line !== '');
    return lines.slice(-stderrLines);
  };
  return {
    client: (service) => backend.channel.client(service),
    ended: backend.exited.then((how) => new BackendEnded([`the backend ${how}`, ...stderrTail()].join('\n  '))),
    get stderrTail() {
      return stderrTail();
    },
    stop: () => backend.stop(2_000),
  };
}

/** The messages of a server stream. Ends the call when the signal aborts or the reader stops reading. */
export async function* responsesOf<Response>(
  call: AsyncIterable<Response> & { cancel(): void },
  signal: AbortSignal,
): AsyncIterable<Response> {
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    yield* call;
  } catch (error) {
    throw RpcError.from(error);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
