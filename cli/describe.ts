// protopipe describe: declarations of a target as .proto source, on stdout or as files.
import fs from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { CallServiceClient, type SchemaFile } from '../protos/gen/protopipe/v1/call.js';
import { responsesOf } from './backend.js';
import { callErrorOf } from './call-error.js';
import { addTargetOptions, openSchema, readDescribed, type TargetOptions } from './call-options.js';
import type { CommandContext } from './command-context.js';
import { describeTarget } from './describe-target.js';
import { exitCode, UsageError } from './exit-code.js';
import { OutputFile } from './output-file.js';

interface DescribeOptions extends TargetOptions {
  readonly outputDir?: string;
}

export function describeCommand(context: CommandContext): Command {
  const command = new Command('describe')
    .description('show declarations of a target as .proto source')
    .argument('<target>', 'where the services listen, or @FILE for a descriptor set')
    .argument('[symbols...]', 'full names of services, methods, messages or enums (default: all services)')
    .option(
      '--output-dir <dir>',
      "write the target's .proto files, with all they import, below a folder; they compile to the same descriptors",
    );
  return addTargetOptions(command)
    .addHelpText(
      'after',
      '\nExit codes: as those of call; 1 what the target says of a service does not hold together, so that it is left out.',
    )
    .action((target: string, symbols: string[], options: DescribeOptions) =>
      options.outputDir === undefined
        ? describe(context, target, symbols, options)
        : writeFiles(context, target, symbols, options, options.outputDir),
    );
}

async function describe(
  context: CommandContext,
  target: string,
  symbols: readonly string[],
  options: TargetOptions,
): Promise<void> {
  const services: string[] = [];
  if (symbols.length === 0) {
    await describeTarget(context, target, [], options, (event) => {
      if (event.$case === 'service' && event.value.problem === '') services.push(event.value.name);
    });
  }
  const wanted = [...symbols, ...services];
  let first = true;
  if (wanted.length === 0) return;
  await describeTarget(context, target, wanted, options, (event) => {
    if (event.$case !== 'symbol') return;
    const { name, file, source } = event.value;
    context.stdout.write(`${first ? '' : '\n'}// ${name} in ${file}\n${source}`);
    first = false;
  });
}

async function writeFiles(
  context: CommandContext,
  address: string,
  symbols: readonly string[],
  options: TargetOptions,
  outputDir: string,
): Promise<void> {
  const { cwd, signal, stdout, stderr } = context;
  const { target, schema } = readDescribed(address, options, cwd);
  const folder = path.resolve(cwd, outputDir);
  const request = {
    target,
    descriptorSets: schema.descriptorSets,
    metadata: [...options.header],
    symbols: [...symbols],
    deadlineMs: options.deadline ?? 0,
  };
  await context.withBackend(async (backend) => {
    await openSchema(context, backend, { ...options, protoPath: [] });
    const files: SchemaFile[] = [];
    try {
      for await (const { event } of responsesOf(backend.client(CallServiceClient).exportSchema(request), signal)) {
        if (event?.$case === 'file') files.push(event.value);
        if (event?.$case === 'problem') {
          stderr.write(`protopipe: ${event.value.symbol}: ${event.value.message}\n`);
          context.exitWith(exitCode.problems);
        }
      }
    } catch (error) {
      throw callErrorOf(error, signal);
    }
    for (const { name, source } of files) {
      await writeBelow(folder, name, source);
      stdout.write(`${path.join(outputDir, name)}\n`);
    }
  });
}

/** The backend refuses names that lead out of the folder; what writes files looks again. */
async function writeBelow(folder: string, name: string, source: string): Promise<void> {
  const file = path.resolve(folder, name);
  if (!file.startsWith(`${folder}${path.sep}`)) throw new UsageError(`${name} is no path below a folder`);
  await fs.mkdir(path.dirname(file), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot create ${path.dirname(file)}: ${error.code}`);
  });
  const output = new OutputFile(file);
  try {
    await output.write(Buffer.from(source));
    await output.finish();
  } finally {
    await output.discard();
  }
}
