// protopipe check: everything wrong with .proto files, as protoc would say it.
import { Command } from 'commander';
import { type CheckSummary, WorkspaceServiceClient } from '../protos/gen/protopipe/v1/workspace.js';
import { responsesOf } from './backend.js';
import { cacheFolder } from './cache-folder.js';
import type { CommandContext } from './command-context.js';
import { cacheOption, colorOption, formatOption, protoPathOption } from './common-options.js';
import { exitCode } from './exit-code.js';
import { readInputPaths } from './input-paths.js';
import { refuseNoFiles, showProgress, workspaceOf } from './open-inputs.js';
import { progressBar } from './progress-bar.js';
import { formatDiagnostic, type ReportFormat } from './report-format.js';
import { type ColorChoice, LineWriter, paintFor } from './terminal.js';

interface CheckOptions {
  readonly protoPath: readonly string[];
  readonly format: ReportFormat;
  readonly color: ColorChoice;
  readonly cache: boolean;
}

export function checkCommand(context: CommandContext): Command {
  return new Command('check')
    .description('report everything that is wrong with .proto files, as protoc would')
    .argument('[paths...]', 'files and folders', ['.'])
    .addOption(protoPathOption())
    .addOption(formatOption())
    .addOption(colorOption())
    .addOption(cacheOption())
    .addHelpText('after', '\nExit codes: 0 no errors, 1 errors found, 2 bad usage or environment.')
    .action((paths: string[], options: CheckOptions) => check(context, paths, options));
}

async function check(context: CommandContext, paths: readonly string[], options: CheckOptions): Promise<void> {
  const { stdout, stderr, env, cwd, signal } = context;
  const inputs = readInputPaths(paths, cwd);
  const paint = paintFor(stdout, options.color, env);
  const bar = progressBar(stderr);

  await context.withBackend(async (backend) => {
    const workspace = workspaceOf(cwd, inputs, options.protoPath);
    const lines = new LineWriter(stdout);
    let summary: CheckSummary | undefined;
    let shown = '';
    const checking = backend
      .client(WorkspaceServiceClient)
      .checkOnce({ workspace, cacheFolder: options.cache ? cacheFolder(env) : '' });
    for await (const { event } of responsesOf(checking, signal)) {
      switch (event?.$case) {
        case 'progress':
          showProgress(bar, event.value);
          break;
        case 'file':
          bar.clear();
          shown = inputs.display(event.value.uri);
          for (const diagnostic of event.value.diagnostics) {
            await lines.line(formatDiagnostic(options.format, shown, diagnostic, paint));
          }
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
    if (!summary) throw new Error('The check ended without a summary.');
    refuseNoFiles(summary.files, paths);
    if (options.format === 'text') stderr.write(`${summaryLine(summary)}\n`);
    context.exitWith(summary.errors > 0 ? exitCode.problems : exitCode.clean);
  });
}

function summaryLine({ files, errors, warnings }: CheckSummary): string {
  const found = errors + warnings === 0 ? 'no problems' : `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
  return `${count(files, 'file')} checked: ${found}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
