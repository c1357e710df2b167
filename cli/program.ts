// The program of the terminal client: arguments in, exit code out. Each subcommand has a file of its own.
import { Command, CommanderError } from 'commander';
import { RpcError } from '../pipe/index.js';
import { productVersion } from '../protos/gen/product-version.js';
import type { CommandBackend } from './backend.js';
import { buildCommand } from './build.js';
import { callCommand } from './call.js';
import { CallError } from './call-error.js';
import { checkCommand } from './check.js';
import { type CommandContext, createContext } from './command-context.js';
import { compareCommand } from './compare.js';
import { describeCommand } from './describe.js';
import { exitCode, exitCodeOfSignal, UsageError } from './exit-code.js';
import { formatCommand } from './format.js';
import { listCommand } from './list.js';

const commands: Readonly<Record<string, (context: CommandContext) => Command>> = {
  check: checkCommand,
  build: buildCommand,
  format: formatCommand,
  call: callCommand,
  list: listCommand,
  describe: describeCommand,
  compare: compareCommand,
};

/** Runs the command line and resolves with the exit code. `startBackend` is called by commands that need one. */
export async function runProgram(startBackend: () => CommandBackend): Promise<number> {
  const stopping = new AbortController();
  let stoppedWith: number | undefined;
  const stop = (code: number) => {
    stoppedWith ??= code;
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(exitCodeOfSignal(signal)));
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return stop(exitCode.brokenPipe);
      if (stream === process.stdout && stoppedWith === undefined) {
        process.stderr.write(`protopipe: cannot write to the standard output: ${error.code ?? error.message}\n`);
      }
      stop(exitCode.failed);
    });
  }

  let code: number = exitCode.clean;
  const context = createContext(stopping.signal, startBackend, (wanted) => {
    code = wanted;
  });
  const program = new Command('protopipe')
    .description(
      'Checks, builds and formats Protocol Buffers files, and calls gRPC services. Nothing else needs to be installed.',
    )
    .version(productVersion)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'protopipe: ')) });
  // Making all of them takes longer than running one.
  const wanted = Object.hasOwn(commands, process.argv[2] ?? '') ? [commands[process.argv[2]]] : Object.values(commands);
  for (const command of wanted) program.addCommand(command(context).copyInheritedSettings(program));

  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.clean : exitCode.failed;
    if (stoppedWith !== undefined) return stoppedWith;
    process.stderr.write(`protopipe: ${explain(error)}\n`);
    return error instanceof CallError ? error.exitCode : exitCode.failed;
  }
  return stoppedWith ?? code;
}

function explain(error: unknown): string {
  const kinds = [CallError, UsageError, RpcError];
  if (error instanceof Error && kinds.some((kind) => error instanceof kind)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
