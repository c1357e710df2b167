// protopipe list: the services of a target and their methods.
import { Command, Option } from 'commander';
import { addTargetOptions, type TargetOptions } from './call-options.js';
import type { CommandContext } from './command-context.js';
import { describeTarget } from './describe-target.js';
import { exitCode } from './exit-code.js';

interface ListOptions extends TargetOptions {
  readonly format: 'text' | 'json';
}

export function listCommand(context: CommandContext): Command {
  const command = new Command('list')
    .description('list the services of a target and their methods')
    .argument('<target>', 'where the services listen, or @FILE for a descriptor set')
    .addOption(new Option('--format <format>', 'how they are written').choices(['text', 'json']).default('text'));
  return addTargetOptions(command)
    .addHelpText('after', '\nExit codes: as those of call; 1 what the target says of a service does not hold together.')
    .action((target: string, options: ListOptions) => list(context, target, options));
}

async function list(context: CommandContext, target: string, options: ListOptions): Promise<void> {
  const { stdout, stderr } = context;
  await describeTarget(context, target, [], options, (event) => {
    if (event.$case !== 'service') return;
    const { name, methods, comment, problem } = event.value;
    if (problem !== '') {
      stderr.write(`protopipe: ${name}: ${problem}\n`);
      context.exitWith(exitCode.problems);
    }
    if (options.format === 'json') {
      stdout.write(`${JSON.stringify({ service: name, comment, methods, ...(problem === '' ? {} : { problem }) })}\n`);
      return;
    }
    stdout.write(`${name}\n`);
    for (const method of methods) {
      const input = `${method.clientStreaming ? 'stream ' : ''}${method.input}`;
      const output = `${method.serverStreaming ? 'stream ' : ''}${method.output}`;
      stdout.write(`  ${method.name.split('/')[1]}(${input}) returns (${output})\n`);
    }
  });
}
