// protopipe describe: declarations of a target as .proto source.
import { Command } from 'commander';
import { addTargetOptions, type TargetOptions } from './call-options.js';
import type { CommandContext } from './command-context.js';
import { describeTarget } from './describe-target.js';

export function describeCommand(context: CommandContext): Command {
  const command = new Command('describe')
    .description('show declarations of a target as .proto source')
    .argument('<target>', 'where the services listen')
    .argument('[symbols...]', 'full names of services, methods, messages or enums (default: all services)');
  return addTargetOptions(command)
    .addHelpText('after', '\nExit codes: as those of call.')
    .action((target: string, symbols: string[], options: TargetOptions) => describe(context, target, symbols, options));
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
