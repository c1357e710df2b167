// Runs the protoc of the npm package as an oracle: files in, findings and descriptors out.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Compilation, Compiler, PlacedProblem } from './compiler-port.js';

const require = createRequire(import.meta.url);
const packageFile = require.resolve('protoc/package.json');
const packageFolder = path.dirname(packageFile);

export const protocVersion: string = (require('protoc/package.json') as { version: string }).version;
/** Folder with google/protobuf/*.proto. */
export const protocInclude = path.join(packageFolder, 'include');

export function protocBinary(): string {
  const arch = process.arch === 'arm64' ? 'aarch_64' : 'x86_64';
  const names: Partial<Record<NodeJS.Platform, string>> = {
    linux: `protoc-linux-${arch}`,
    darwin: `protoc-osx-${arch}`,
    win32: 'protoc-win64.exe',
  };
  return path.join(packageFolder, 'bin', names[process.platform] ?? `protoc-linux-${arch}`);
}

export interface ProtocRun extends Compilation {
  /** Set when protoc was ended by a signal or an internal check: it has no opinion then. */
  readonly crashed?: string;
}

/** @param importPaths folders searched in order; `roots` are names below them. */
export async function runProtoc(
  importPaths: readonly string[],
  roots: readonly string[],
  scratchFolder: string,
): Promise<ProtocRun> {
  const output = path.join(scratchFolder, 'out.pb');
  const argumentsFile = path.join(scratchFolder, 'arguments');
  await writeFile(argumentsFile, `${roots.join('\n')}\n`);
  const options = importPaths.map((folder) => `-I${folder}`);
  const args = [...options, `-o${output}`, '--include_source_info', `@${argumentsFile}`];
  const { failed, crashed, stderr } = await new Promise<{ failed: boolean; crashed?: string; stderr: string }>(
    (resolve) => {
      execFile(protocBinary(), args, { maxBuffer: 1 << 28, encoding: 'latin1' }, (error, _stdout, text) => {
        // Positions and most of the text are ASCII; names in messages may be any bytes.
        const stderr = Buffer.from(text, 'latin1').toString('utf8');
        const exitCode = error === null ? 0 : error.code;
        const ended = error?.signal ?? (typeof exitCode === 'number' && exitCode < 128 ? undefined : String(exitCode));
        resolve({ failed: error !== null, stderr, ...(ended ? { crashed: `${ended}: ${stderr.slice(-300)}` } : {}) });
      });
    },
  );
  const problems = parseFindings(stderr, importPaths);
  if (crashed !== undefined) return { problems, crashed };
  if (failed && !problems.some((problem) => problem.severity === 'error')) {
    throw new Error(`protoc failed without an error: ${stderr}`);
  }
  return failed ? { problems } : { problems, descriptorSet: await readFile(output) };
}

/** Lines that do not begin with a file's name continue the message above. */
export function parseFindings(stderr: string, importPaths: readonly string[]): PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  const finding = /^(.*?\.proto):(?:(\d+):(\d+):)? (warning: )?(.*)$/;
  for (const text of stderr.split(/\r?\n/)) {
    const match = finding.exec(text);
    const last = problems.at(-1);
    if (match) {
      const [, file = '', line = '0', column = '0', warning, message = ''] = match;
      problems.push({
        file: virtualName(file, importPaths),
        line: Number(line),
        column: Number(column),
        code: '',
        message,
        severity: warning ? 'warning' : 'error',
      });
    } else if (logLine.test(text)) {
      // What a library logs comes before what the compiler says about it.
    } else if (text !== '' && last) {
      problems[problems.length - 1] = { ...last, message: `${last.message}\n${text}` };
    } else if (text !== '') {
      problems.push({ file: '', line: 0, column: 0, code: '', message: text, severity: 'error' });
    }
  }
  return problems;
}

/** `E1128 10:42:47.663678   26891 wire_format_lite.cc:578] …` */
const logLine = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.]+:\d+\] /;

function virtualName(file: string, importPaths: readonly string[]): string {
  for (const folder of importPaths) {
    if (file.startsWith(folder + path.sep)) return file.slice(folder.length + 1).replaceAll('\\', '/');
  }
  return file;
}

export async function withScratchFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'protopipe-protoc-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes `files` below a folder that ends with the call; the well-known types need not be among them. */
export async function protocOver(
  files: ReadonlyMap<string, Uint8Array>,
  roots: readonly string[],
  moreImportPaths: readonly string[] = [],
): Promise<ProtocRun> {
  return withScratchFolder(async (folder) => {
    const sources = path.join(folder, 'src');
    for (const [name, bytes] of files) {
      const target = path.join(sources, name);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
    return runProtoc([sources, ...moreImportPaths, protocInclude], roots, folder);
  });
}

/** protoc seen as a compiler under test: what the suites are checked with. */
export const protocAsCompiler: Compiler = (files, roots) => protocOver(files, roots);
