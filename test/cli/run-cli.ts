// Runs the built terminal client as a user would.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundles } from '../backend-process.js';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
}

/** Findings that are kept must neither come from other runs nor stay. */
const cacheFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-test-cache-'));
process.on('exit', () => fs.rmSync(cacheFolder, { recursive: true, force: true }));

export function startCli(args: readonly string[], options: SpawnOptions = {}): CliRun {
  const child = spawn(process.execPath, [path.join(bundles, 'cli.cjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { ...process.env, XDG_CACHE_HOME: cacheFolder, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return { child, result };
}

export function runCli(args: readonly string[], options?: SpawnOptions): Promise<CliResult> {
  return startCli(args, options).result;
}

/** As `runCli`, for commands that write bytes. */
export async function cliOutput(
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<{ code: number | null; stdout: Buffer; stderr: string }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-test-output-'));
  const file = path.join(folder, 'stdout');
  try {
    const target = fs.openSync(file, 'w');
    const run = startCli(args, { ...options, stdio: ['ignore', target, 'pipe'] });
    fs.closeSync(target);
    const { code, stderr } = await run.result;
    return { code, stdout: fs.readFileSync(file), stderr };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
