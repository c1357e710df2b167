// protopipe build: a descriptor set of .proto files, as protoc writes it.
import path from 'node:path';
import { Command } from 'commander';
import { BuildServiceClient, type BuildSummary } from '../protos/gen/protopipe/v1/build.js';
import { responsesOf } from './backend.js';
import type { CommandContext } from './command-context.js';
import { colorOption, formatOption, protoPathOption } from './common-options.js';
import { exitCode } from './exit-code.js';
import { readInputPaths } from './input-paths.js';
import { refuseNoFiles, showProgress, workspaceOf } from './open-inputs.js';
import { OutputFile, OutputStream } from './output-file.js';
import { progressBar } from './progress-bar.js';
import { formatDiagnostic, type ReportFormat } from './report-format.js';
import { type ColorChoice, LineWriter, paintFor } from './terminal.js';

interface BuildOptions {
  readonly output: string;
  readonly includeImports: boolean;
  readonly includeSourceInfo: boolean;
  readonly retainOptions: boolean;
  readonly protoPath: readonly string[];
  readonly format: ReportFormat;
  readonly color: ColorChoice;
}

export function buildCommand(context: CommandContext): Command {
  return new Command('build')
    .description('write a FileDescriptorSet of .proto files, as protoc -o does')
    .argument('[paths...]', 'files and folders', ['.'])
    .requiredOption('-o, --output <file>', 'file that the descriptor set is written to; - for the standard output')
    .option('--include-imports', 'put what the files import into the set, too', false)
    .option('--include-source-info', 'keep places and comments', false)
    .option('--retain-options', 'keep options that are meant for the compiler only', false)
    .addOption(protoPathOption())
    .addOption(formatOption())
    .addOption(colorOption())
    .addHelpText('after', '\nExit codes: 0 built, 1 errors found, nothing written, 2 bad usage or environment.')
    .action((paths: string[], options: BuildOptions) => build(context, paths, options));
}

async function build(context: CommandContext, paths: readonly string[], options: BuildOptions): Promise<void> {
  const { stdout, stderr, env, cwd, signal } = context;
  const inputs = readInputPaths(paths, cwd);
  const bar = progressBar(stderr);
  const toStdout = options.output === '-';
  const reports = toStdout ? stderr : stdout;
  const paint = paintFor(reports, options.color, env);
  const lines = new LineWriter(reports);
  const output = toStdout ? new OutputStream(stdout) : new OutputFile(path.resolve(cwd, options.output));
  try {
    await context.withBackend(async (backend) => {
      let summary: BuildSummary | undefined;
      const building = backend.client(BuildServiceClient).build({
        workspace: workspaceOf(cwd, inputs, options.protoPath),
        uris: [...inputs.uris],
        includeImports: options.includeImports,
        includeSourceInfo: options.includeSourceInfo,
        retainOptions: options.retainOptions,
      });
      for await (const { event } of responsesOf(building, signal)) {
        switch (event?.$case) {
          case 'progress':
            showProgress(bar, event.value);
            break;
          case 'file':
            bar.clear();
            for (const diagnostic of event.value.diagnostics) {
              await lines.line(formatDiagnostic(options.format, inputs.display(event.value.uri), diagnostic, paint));
            }
            break;
          case 'descriptorSetPiece':
            await output.write(event.value);
            break;
          case 'summary':
            summary = event.value;
            break;
          case undefined:
            break;
        }
      }
      bar.clear();
      await lines.flush();
      if (!summary) throw new Error('The build ended without a summary.');
      if (summary.errors === 0) refuseNoFiles(summary.files, paths);
      if (summary.errors === 0) await output.finish();
      context.exitWith(summary.errors > 0 ? exitCode.problems : exitCode.clean);
    });
  } finally {
    bar.clear();
    await output.discard();
  }
}
