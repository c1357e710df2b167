// npm start: shows VS Code with Protopipe installed from its VSIX and the sample workspace open, in a profile of its
// own, and runs the sample service, which the workspace's requests call. `--port N` chooses the port of the browser
// version.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureModules } from './ensure-modules.mjs';
import { root } from './root.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
ensureModules();
await import('./build.mjs');
const { packageVsix } = await import('./vsix.mjs');
const { findDesktopCode } = await import('./host/desktop.mjs');
const codeServerTools = await import('./host/code-server.mjs');

const profile = path.join(root, '.profile');
const samples = path.join(root, 'samples/workspace');
const vsix = await packageVsix();
const sample = startSample();
const desktop = findDesktopCode();
if (desktop) startDesktop(desktop.cli);
else await startInBrowser();

/** One that runs already is as good: then this one says so and ends. */
function startSample() {
  const child = spawn(process.execPath, [path.join(root, 'out/samples/service/main.js')], { stdio: 'inherit' });
  process.once('exit', () => child.kill());
  return child;
}

function startDesktop(cli) {
  const dirs = ['--user-data-dir', path.join(profile, 'data'), '--extensions-dir', path.join(profile, 'extensions')];
  writeSettings();
  const run = (...args) => {
    const { status } = spawnSync(cli, [...dirs, ...args], { stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) throw new Error(`${cli} ended with ${status}`);
  };
  run('--install-extension', vsix, '--force');
  run('--new-window', samples);
  console.log(`VS Code shows ${path.relative(process.cwd(), samples)}. Ctrl+C ends the sample service.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => sample.kill());
}

async function startInBrowser() {
  const { ensureCodeServer, installVsix, startCodeServer } = codeServerTools;
  const codeServer = await ensureCodeServer(console.log);
  await installVsix(codeServer, profile, vsix);
  writeSettings();
  const port = values.port ? Number(values.port) : undefined;
  const server = await startCodeServer(codeServer, { profile, port });
  console.log(
    `\nVS Code with Protopipe is at\n\n  ${server.url}/?folder=${encodeURIComponent(samples)}\n\nCtrl+C ends it.`,
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop());
  await server.exited;
  sample.kill();
}

/** The settings of a fresh profile; later ones are the person's own. */
function writeSettings() {
  const file = path.join(profile, 'data/User/settings.json');
  if (fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const settings = { ...codeServerTools.quietSettings, 'workbench.startupEditor': 'readme' };
  fs.writeFileSync(file, JSON.stringify(settings, null, 2));
}
