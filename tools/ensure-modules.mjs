// Installs node_modules when they are missing or were installed for another lock file. Imports nothing of them, so that it can be
// the first thing that runs in a fresh clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

export function ensureModules() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Node 20 or later is needed, this is ${process.versions.node}`);
  const manifests = ['package.json', 'package-lock.json'].map((file) => fs.readFileSync(path.join(root, file)));
  const wanted = createHash('sha256').update(Buffer.concat(manifests)).digest('hex');
  const stamp = path.join(root, 'node_modules/.installed-for');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  console.log('installing node_modules …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const shell = process.platform === 'win32';
  // Not `npm ci`: it refuses a lock file that was written where optional packages for other platforms were out of reach.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(npm, args, { cwd: root, stdio: 'inherit', shell });
  if (status !== 0) throw new Error('npm install failed');
  fs.writeFileSync(stamp, wanted);
}
