// A real VS Code out of the npm registry: code-server with the Node it wants, and one running server of it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { cached } from './cache.mjs';

const codeServerVersion = '4.139.1'; // VS Code 1.139.1
const nodeVersion = '24.21.0'; // the major version that code-server asks for

/** @typedef {{ node: string, entry: string }} CodeServer the Node to run it with and its entry script */

/**
 * Installs code-server once per user (about 900 MB, under a minute).
 * @param {(line: string) => void} say
 * @returns {Promise<CodeServer>}
 */
export async function ensureCodeServer(say) {
  if (process.platform === 'win32') throw new Error('code-server does not run on Windows; install VS Code');
  const platform = `${process.platform}-${process.arch}`;
  const folder = await cached(`code-server-${codeServerVersion}-node-${nodeVersion}-${platform}`, async (draft) => {
    say(`installing code-server ${codeServerVersion} (VS Code in a browser) into ${path.dirname(draft)} …`);
    await fsp.writeFile(path.join(draft, 'package.json'), '{"private":true}\n');
    // Scripts stay off: code-server's own would compile for minutes what these hosts do without.
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    await npm(draft, [...install, `node-${platform}@${nodeVersion}`, `code-server@${codeServerVersion}`]);
    // What code-server's install script would do: VS Code's own dependencies, then those of its bundled extensions.
    const vscode = path.join(draft, 'node_modules/code-server/lib/vscode');
    await npm(vscode, [...install, '--omit=dev']);
    await npm(path.join(vscode, 'extensions'), [...install, '--omit=dev']);
    // Its log files, which the Output panel shows, need a compiled module; the rest works without.
    const bin = path.join(draft, `node_modules/node-${platform}`);
    const env = { PATH: [path.join(bin, 'bin'), process.env.PATH].join(path.delimiter), npm_config_nodedir: bin };
    await npm(vscode, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], env).catch(() => {
      say('no C++ compiler and Python were found: the Output panel of code-server will stay empty');
    });
  });
  return {
    node: path.join(folder, `node_modules/node-${platform}/bin/node`),
    entry: path.join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
}

function npm(cwd, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`npm ${args.join(' ')}\n${errors}`))));
  });
}

/** Settings of a profile that only shows what the extension does. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'files.autoSave': 'off',
};

/** The environment a code-server runs in: no gallery, nothing written to the home folder. */
function serverEnvironment(profile) {
  const env = {
    ...process.env,
    XDG_DATA_HOME: path.join(profile, 'xdg'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  delete env.VSCODE_IPC_HOOK_CLI;
  return env;
}

function serverArguments(profile) {
  const config = path.join(profile, 'config.yaml');
  // Without --config, ~/.config/code-server/config.yaml would be written.
  if (!fs.existsSync(config)) fs.writeFileSync(config, 'auth: none\n');
  return [
    ['--config', config],
    ['--user-data-dir', path.join(profile, 'data')],
    ['--extensions-dir', path.join(profile, 'extensions')],
  ].flat();
}

/**
 * Installs a VSIX into a profile.
 * @param {CodeServer} codeServer
 * @param {string} profile folder of data/ and extensions/
 * @param {string} vsix
 */
export async function installVsix(codeServer, profile, vsix) {
  await fsp.mkdir(profile, { recursive: true });
  const child = spawn(
    codeServer.node,
    [codeServer.entry, ...serverArguments(profile), '--install-extension', vsix, '--force'],
    { env: serverEnvironment(profile), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0 || !/successfully installed/.test(output)) throw new Error(`${vsix} was not installed:\n${output}`);
}

/**
 * Starts a server on the loopback interface and waits until it answers.
 *
 * @param {CodeServer} codeServer
 * @param {{ profile: string, settings?: Record<string, unknown>, trustWorkspaces?: boolean, inHostTests?: boolean, port?: number }} options
 *   `trustWorkspaces`: no trust question, every workspace is trusted. `inHostTests`: lets a page run extension tests;
 *   it also hides every notification. `port`: a free one when left out.
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void>, exited: Promise<void> }>}
 */
export async function startCodeServer(codeServer, options) {
  const { profile } = options;
  const settingsFile = path.join(profile, 'data/User/settings.json');
  if (options.settings || !fs.existsSync(settingsFile)) {
    await fsp.mkdir(path.dirname(settingsFile), { recursive: true });
    await fsp.writeFile(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }, null, 2));
  }
  const port = options.port ?? (await freePort());
  const logFile = path.join(profile, 'server.log');
  const log = fs.openSync(logFile, 'w');
  const child = spawn(
    codeServer.node,
    [
      codeServer.entry,
      ...serverArguments(profile),
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...[
        '--disable-telemetry',
        '--disable-update-check',
        '--disable-getting-started-override',
        '--ignore-last-opened',
      ],
      ...(options.trustWorkspaces === false ? [] : ['--disable-workspace-trust']),
      ...(options.inHostTests ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    { env: serverEnvironment(profile), stdio: ['ignore', log, log] },
  );
  fs.closeSync(log);
  let gone = false;
  const exited = new Promise((resolve) => {
    const end = () => {
      gone = true;
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  const stop = async () => {
    child.kill();
    const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(hard);
  };

  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + 60_000; ; ) {
    const answers = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return { url, port, stop, exited };
    if (gone || Date.now() > deadline) {
      await stop();
      throw new Error(`code-server did not come up:\n${await fsp.readFile(logFile, 'utf8')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
