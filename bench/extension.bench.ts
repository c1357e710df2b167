// The extension's own costs: the size of the VSIX, activation inside VS Code, and the backend from spawn to ready.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { launchBackend } from '../pipe/index.js';
import { protocolVersion } from '../protos/gen/protocol-version.js';
import { median, verdict } from './figures.js';

const root = process.cwd();
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
const tool = (file: string) => import(pathToFileURL(path.join(root, 'tools', file)).href);

try {
  const { packageVsix } = await tool('vsix.mjs');
  const vsix: string = await packageVsix();
  report('VSIX', fs.statSync(vsix).size / 1e6, 'MB', 1.5);
  await spawnToReady();
  await activation(vsix);
} finally {
  fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}

/** From spawn to a channel on which both sides have proved themselves; beside it, what an empty Node process takes. */
async function spawnToReady(): Promise<void> {
  const rounds = 9;
  const ready: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let start = performance.now();
    const backend = await launchBackend({
      command: process.execPath,
      args: [path.join(root, 'dist/server.cjs')],
      protocolVersion,
    });
    ready.push(performance.now() - start);
    await backend.stop(5_000);
    start = performance.now();
    await promisify(execFile)(process.execPath, ['-e', '0']);
    empty.push(performance.now() - start);
  }
  report('spawn to ready', median(ready), 'ms', 300);
  console.log(
    `  ${(median(ready) / median(empty)).toFixed(1)} × an empty Node process (${median(empty).toFixed(0)} ms)`,
  );
}

/** `activate` in a VS Code without a folder, where nothing else has loaded the extension. */
async function activation(vsix: string): Promise<void> {
  const { ensureCodeServer, installVsix } = await tool('host/code-server.mjs');
  const { findDesktopCode } = await tool('host/desktop.mjs');
  const { findChromium } = await tool('host/chromium.mjs');
  const desktop: string | undefined = findDesktopCode()?.executable;
  if (!desktop && !findChromium()) {
    console.log('activation: not measured: neither desktop VS Code nor a Chromium was found');
    return;
  }
  const profile = path.join(temporary, 'profile');
  await installVsix(await ensureCodeServer(console.log), profile, vsix);
  const scripts = path.join(root, 'out/bench/extension-host');
  const manifest = {
    name: 'bench',
    publisher: 'protopipe',
    version: '0.0.0',
    type: 'module',
    engines: { vscode: '*' },
  };
  fs.writeFileSync(path.join(scripts, 'package.json'), JSON.stringify(manifest));
  const result = path.join(temporary, 'activation');
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    await runTests({
      vscodeExecutablePath: desktop ?? path.join(root, 'tools/host/code-shim.mjs'),
      extensionDevelopmentPath: scripts,
      extensionTestsPath: path.join(scripts, 'activation.js'),
      extensionTestsEnv: { PROTOPIPE_BENCH_RESULT: result },
      launchArgs: [
        `--extensions-dir=${path.join(profile, 'extensions')}`,
        `--user-data-dir=${temporary}/data-${round}`,
      ],
    });
    times.push(Number(fs.readFileSync(result, 'utf8')));
  }
  report('activation', median(times), 'ms');
}

function report(what: string, value: number, unit: string, target?: number): void {
  const judged = target === undefined ? '' : `, target below ${target} ${unit}: ${verdict(value < target)}`;
  console.log(`${what}: ${value.toFixed(value < 10 ? 2 : 0)} ${unit}${judged}`);
}
