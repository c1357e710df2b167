// What every subcommand gets: the terminal, the signal that ends it, a backend, and the exit code it leaves.
import type { CommandBackend } from './backend.js';

export interface CommandContext {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Aborted when the user interrupts the command or nobody reads its output. */
  readonly signal: AbortSignal;
  /** Runs `run` with a backend of its own. */
  withBackend<T>(run: (backend: CommandBackend) => Promise<T>): Promise<T>;
  exitWith(code: number): void;
}

export function createContext(
  signal: AbortSignal,
  startBackend: () => CommandBackend,
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
    withBackend: async (run) => run(startBackend()),
  };
}
