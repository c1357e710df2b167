// What every subcommand gets: the terminal, the signal that ends it, a backend, and the exit code it leaves.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { status } from '@grpc/grpc-js';
import { RpcError } from '../pipe/index.js';
import { BackendEnded, type CommandBackend, startBackend } from './backend.js';

export interface CommandContext {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Aborted when the user interrupts the command or nobody reads its output. */
  readonly signal: AbortSignal;
  /** Runs `run` with a backend of its own. Rejects with BackendEnded when the backend ends before `run` does. */
  withBackend<T>(run: (backend: CommandBackend) => Promise<T>): Promise<T>;
  exitWith(code: number): void;
}

/** `takeBackend` gives a process that was started for the command, once. */
export function createContext(
  signal: AbortSignal,
  takeBackend: () => ChildProcessWithoutNullStreams | undefined,
  exitWith: (code: number) => void,
): CommandContext {
  return {
    // Only looked at by commands that read it: opening it may keep the process.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    signal,
    exitWith,
    async withBackend(run) {
      const backend = await startBackend(takeBackend(), signal);
      let ended: BackendEnded | undefined;
      backend.ended.then(
        (reason) => {
          ended = reason;
        },
        () => {},
      );
      try {
        return await run(backend);
      } catch (error) {
        // A call that breaks off because the backend is gone fails a moment before the exit is known.
        const reason = ended ?? (await Promise.race([backend.ended, briefly()]));
        if (signal.aborted) throw error;
        if (reason instanceof BackendEnded) throw reason;
        const { code, message } = RpcError.from(error);
        throw code === status.INTERNAL ? new RpcError(code, [message, ...backend.stderrTail].join('\n  ')) : error;
      } finally {
        await backend.stop();
      }
    },
  };
}

function briefly(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300).unref());
}
