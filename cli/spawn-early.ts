// Starts the backend before anything heavy is loaded, so that both processes load at the same time.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { type SpawnOptions, spawnBackend } from '../pipe/spawn-backend.js';

/** How the backend is started. The bundles lie side by side. */
export const backendCommand: SpawnOptions = {
  command: process.execPath,
  // A process of seconds: threads of the collector would only take the processors from those that do the work.
  args: ['--single-threaded-gc', path.join(__dirname, 'server.cjs')],
  env: { ELECTRON_RUN_AS_NODE: '1' },
};

/** Commands that call: the backend loads what they need while it waits for its client. */
const callingCommands: ReadonlySet<string> = new Set(['call', 'list', 'describe', 'compare']);

/** A backend, if a command line looks as if it will need one. Whoever does not use it must kill it. */
export function spawnEarly(args: readonly string[]): ChildProcessWithoutNullStreams | undefined {
  const [command] = args;
  const isCommand = command !== undefined && !command.startsWith('-') && command !== 'help';
  if (!isCommand || args.includes('--help') || args.includes('-h')) return undefined;
  const early = callingCommands.has(command) ? ['--calls'] : [];
  return spawnBackend({ ...backendCommand, args: [...backendCommand.args, ...early] });
}
