// protopipe format: files in one style, printed, compared or written back.
import fs from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import {
  Alignment,
  FormatOutput,
  FormatServiceClient,
  type FormatStyle,
  type FormatSummary,
  IndentStyle,
} from '../protos/gen/protopipe/v1/format.js';
import { responsesOf } from './backend.js';
import type { CommandContext } from './command-context.js';
import { exitCode, UsageError } from './exit-code.js';
import { readInputPaths } from './input-paths.js';
import { refuseNoFiles, showProgress } from './open-inputs.js';
import { progressBar } from './progress-bar.js';
import { formatDiagnostic } from './report-format.js';
import { LineWriter } from './terminal.js';

interface FormatOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly write?: boolean;
  readonly indent?: string;
  readonly lineWidth?: string;
  readonly alignFields?: boolean;
  readonly alignComments?: boolean;
  readonly editorconfig: boolean;
}

export function formatCommand(context: CommandContext): Command {
  return new Command('format')
    .description('print .proto files in one style, that of buf format; a file with syntax errors is left alone')
    .argument('[paths...]', 'files and folders', ['.'])
    .addOption(new Option('--check', 'print the names of files that would change').conflicts(['diff', 'write']))
    .addOption(new Option('-d, --diff', 'print what would change as a unified diff').conflicts('write'))
    .option('-w, --write', 'write the files back')
    .option('--indent <width>', 'spaces of one level, or "tab"')
    .option('--line-width <columns>', 'break lines that are longer where that can be done; 0: none')
    .option('--align-fields', 'align the "=" of fields and enum values in lines next to each other')
    .option('--align-comments', 'align the comments behind statements in lines next to each other')
    .option('--no-editorconfig', 'do not read .editorconfig files')
    .addHelpText(
      'after',
      '\nWhat no option says is read from .editorconfig files: indent_style, indent_size, tab_width, max_line_length,\nend_of_line, insert_final_newline, protopipe_align_fields, protopipe_align_comments.\n\nExit codes: 0 done (with --check or --diff: nothing would change), 1 files would change or have syntax errors, 2 bad usage or environment.',
    )
    .action((paths: string[], options: FormatOptions) => format(context, paths, options));
}

async function format(context: CommandContext, paths: readonly string[], options: FormatOptions): Promise<void> {
  const { stdout, stderr, cwd, signal } = context;
  const overrides = styleOf(options);
  const inputs = readInputPaths(paths, cwd);
  const request = {
    uris: [...inputs.uris],
    overrides,
    output: outputOf(options),
    ignoreEditorConfig: !options.editorconfig,
  };
  const bar = progressBar(stderr);

  await context.withBackend(async (backend) => {
    const lines = new LineWriter(stdout);
    let summary: FormatSummary | undefined;
    for await (const { event } of responsesOf(backend.client(FormatServiceClient).formatFiles(request), signal)) {
      if (event?.$case !== 'progress') bar.clear();
      switch (event?.$case) {
        case 'progress':
          showProgress(bar, event.value);
          break;
        case 'file': {
          const { uri, text } = event.value;
          if (options.check) await lines.line(inputs.display(uri));
          else if (options.diff) await lines.line(await difference(inputs.display(uri), uri, text));
          else if (!options.write) await lines.line(Buffer.from(text).toString().replace(/\n$/, ''));
          break;
        }
        case 'unformattable':
          for (const diagnostic of event.value.diagnostics) {
            const shown = inputs.display(event.value.uri);
            stderr.write(`${formatDiagnostic('text', shown, diagnostic, (_, text) => text)}\n`);
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
    if (!summary) throw new Error('Formatting ended without a summary.');
    refuseNoFiles(summary.files, paths);
    const wouldChange = (options.check || options.diff) && summary.changed > 0;
    context.exitWith(wouldChange || summary.unformattable > 0 ? exitCode.problems : exitCode.clean);
  });
}

function outputOf({ check, diff, write }: FormatOptions): FormatOutput {
  if (check) return FormatOutput.NAMES;
  if (diff) return FormatOutput.CHANGED;
  return write ? FormatOutput.WRITE : FormatOutput.ALL;
}

async function difference(name: string, uri: string, text: Uint8Array): Promise<string> {
  const before = await fs.readFile(fileURLToPath(uri), 'utf8');
  const after = Buffer.from(text).toString();
  return createTwoFilesPatch(name, name, before, after, '', '', { headerOptions: FILE_HEADERS_ONLY }).replace(
    /\n$/,
    '',
  );
}

/** What the options say about the style. */
function styleOf({ indent, lineWidth, alignFields, alignComments }: FormatOptions): FormatStyle {
  if (indent !== undefined && !/^(?:[1-9]|1[0-6]|tab)$/.test(indent))
    throw new UsageError(`--indent takes 1 to 16 or "tab", not ${indent}`);
  if (lineWidth !== undefined && !/^\d{1,6}$/.test(lineWidth))
    throw new UsageError(`--line-width takes a number of columns, not ${lineWidth}`);
  const indentStyle =
    indent === undefined ? IndentStyle.UNSPECIFIED : indent === 'tab' ? IndentStyle.TAB : IndentStyle.SPACE;
  return {
    indentStyle,
    indentSize: indentStyle === IndentStyle.SPACE ? Number(indent) : 0,
    lineWidth: lineWidth === undefined ? undefined : { columns: Number(lineWidth) },
    fields: alignFields ? Alignment.ALIGNED : Alignment.UNSPECIFIED,
    comments: alignComments ? Alignment.ALIGNED : Alignment.UNSPECIFIED,
  };
}
