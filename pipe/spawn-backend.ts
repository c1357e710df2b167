// Starts a backend process, and nothing else: a client in a hurry does this before it loads the rest.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

export interface SpawnOptions {
  /** Executable; inside VS Code `process.execPath` with `ELECTRON_RUN_AS_NODE=1` in `env`. */
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process' environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** The process waits for its start line, which `launchBackend` sends. It ends when its stdin is closed. */
export function spawnBackend({ command, args, env, cwd }: SpawnOptions): ChildProcessWithoutNullStreams {
  const child = spawn(command, args, {
    cwd,
    // nodejs/node#65057: a value in this variable breaks named pipes.
    env: { ...process.env, NODE_PENDING_PIPE_INSTANCES: undefined, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // What becomes of the process is told by who takes it over: until then nothing about it must throw.
  child.stdin.on('error', () => {});
  child.on('error', () => {});
  return child;
}
