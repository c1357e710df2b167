// Installs node_modules when they are missing or older than the lock file. Imports nothing of them, so that it can be
// the first thing that runs in a fresh clone.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

export function ensureModules() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Node 20 or later is needed, this is ${process.versions.node}`);
  const lock = path.join(root, 'package-lock.json');
  const installed = path.join(root, 'node_modules/.package-lock.json');
  if (fs.existsSync(installed) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs) return;
  console.log('installing node_modules …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const shell = process.platform === 'win32';
  // Not `npm ci`: it refuses a lock file that was written where optional packages for other platforms were out of reach.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(npm, args, { cwd: root, stdio: 'inherit', shell });
  if (status !== 0) throw new Error('npm install failed');
  // npm leaves the file's time as it is when nothing changed.
  fs.utimesSync(installed, new Date(), new Date());
}
