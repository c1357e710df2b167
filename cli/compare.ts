// protopipe compare: how the schema of a target differs from local .proto files.
import { Command, Option } from 'commander';
import {
  CallServiceClient,
  type CompareSchemaSummary,
  DifferenceAspect,
  DifferenceKind,
  type SchemaDifference,
} from '../protos/gen/protopipe/v1/call.js';
import { SymbolKind } from '../protos/gen/protopipe/v1/workspace.js';
import { responsesOf } from './backend.js';
import { callErrorOf } from './call-error.js';
import { addConnectionOptions, type ConnectionOptions, readDescribed } from './call-options.js';
import type { CommandContext } from './command-context.js';
import { protoPathOption, several } from './common-options.js';
import { exitCode } from './exit-code.js';
import { type InputPaths, readInputPaths } from './input-paths.js';
import { openInputs } from './open-inputs.js';
import { progressBar } from './progress-bar.js';
import { LineWriter } from './terminal.js';

interface CompareOptions extends ConnectionOptions {
  readonly protoPath: readonly string[];
  readonly service: readonly string[];
  readonly format: 'text' | 'json';
}

const kindNames: Readonly<Record<DifferenceKind, string>> = {
  [DifferenceKind.UNSPECIFIED]: 'differs',
  [DifferenceKind.ONLY_TARGET]: 'only-target',
  [DifferenceKind.ONLY_LOCAL]: 'only-local',
  [DifferenceKind.CHANGED]: 'changed',
};

export function compareCommand(context: CommandContext): Command {
  const command = new Command('compare')
    .description("compare a target's schema, as server reflection tells it, with .proto files")
    .argument('<target>', 'where the services listen, or @FILE for a descriptor set')
    .argument('[paths...]', 'files and folders', ['.'])
    .addOption(protoPathOption())
    .option('--service <name>', 'compare only this service and the files it needs', several, [])
    .addOption(
      new Option('--format <format>', 'how differences are written').choices(['text', 'json']).default('text'),
    );
  return addConnectionOptions(command)
    .addHelpText(
      'after',
      '\nCompared are services, methods, messages, fields, enums and extensions; options, comments and the division into files are not.\n\nExit codes: 0 no differences, 1 differences; otherwise as those of call.',
    )
    .action((target: string, paths: string[], options: CompareOptions) => compare(context, target, paths, options));
}

async function compare(
  context: CommandContext,
  address: string,
  paths: readonly string[],
  options: CompareOptions,
): Promise<void> {
  const { cwd, signal, stdout, stderr } = context;
  const inputs = readInputPaths(paths, cwd);
  const { target, schema } = readDescribed(address, { ...options, reflection: 'auto', descriptorSet: [] }, cwd);
  const request = {
    target,
    descriptorSets: schema.descriptorSets,
    metadata: [...options.header],
    services: [...options.service],
    deadlineMs: options.deadline ?? 0,
  };
  const lines = new LineWriter(stdout);
  const bar = progressBar(stderr);
  await context.withBackend(async (backend) => {
    await openInputs(context, backend, paths, inputs, options.protoPath, bar);
    bar.clear();
    let summary: CompareSchemaSummary | undefined;
    let problems = 0;
    try {
      for await (const { event } of responsesOf(backend.client(CallServiceClient).compareSchema(request), signal)) {
        switch (event?.$case) {
          case 'difference':
            await lines.line(options.format === 'json' ? asJson(event.value, inputs) : asText(event.value, inputs));
            break;
          case 'problem':
            problems++;
            stderr.write(`protopipe: ${event.value.symbol}: ${event.value.message}\n`);
            break;
          case 'summary':
            summary = event.value;
            break;
          case undefined:
            break;
        }
      }
    } catch (error) {
      throw callErrorOf(error, signal);
    } finally {
      await lines.flush();
    }
    if (!summary) throw new Error('The comparison ended without a summary.');
    if (options.format === 'text') {
      const { services, messages, enums, differences } = summary;
      const both = [count(services, 'service'), count(messages, 'message'), count(enums, 'enum')].join(', ');
      stdout.write(`${both} on both sides: ${count(differences, 'difference')}\n`);
    }
    context.exitWith(summary.differences + problems > 0 ? exitCode.problems : exitCode.clean);
  });
}

/** Lines and columns count from 1. */
function placeOf({ local }: SchemaDifference, inputs: InputPaths) {
  if (!local?.range) return undefined;
  return {
    path: inputs.display(local.uri),
    line: local.range.startLine + 1,
    column: local.range.startColumn + 1,
  };
}

function asText(difference: SchemaDifference, inputs: InputPaths): string {
  const { kind, name, aspects, targetDeclaration, localDeclaration, targetFile } = difference;
  const place = placeOf(difference, inputs);
  const at = place ? `${place.path}:${place.line}:${place.column}: ` : '';
  switch (kind) {
    case DifferenceKind.ONLY_TARGET:
      return `${at}${name}: only the target has it: ${targetDeclaration} (${targetFile})`;
    case DifferenceKind.ONLY_LOCAL:
      return `${at}${name}: the target does not have it: ${localDeclaration}`;
    default: {
      const what = aspects.map(aspectName).join(', ');
      return `${at}${name}: other ${what}: ${targetDeclaration} at the target, ${localDeclaration} here`;
    }
  }
}

function asJson(difference: SchemaDifference, inputs: InputPaths): string {
  const { kind, symbolKind, name, aspects, targetDeclaration, localDeclaration, targetFile } = difference;
  return JSON.stringify({
    kind: kindNames[kind],
    symbol: SymbolKind[symbolKind].toLowerCase(),
    name,
    ...(aspects.length > 0 ? { aspects: aspects.map(aspectName) } : {}),
    ...(targetDeclaration === '' ? {} : { target: targetDeclaration }),
    ...(localDeclaration === '' ? {} : { local: localDeclaration }),
    ...(targetFile === '' ? {} : { targetFile }),
    ...placeOf(difference, inputs),
  });
}

/** As people say it: "json name". */
function aspectName(aspect: DifferenceAspect): string {
  return DifferenceAspect[aspect].toLowerCase().replaceAll('_', ' ');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
