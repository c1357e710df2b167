// npm run bench: builds, then runs the measurements of bench/ one after the other; `npm run bench -- check pipe` runs
// only those. Each prints its own figures, as ratios to a peer of the same run where there is one.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureModules } from './ensure-modules.mjs';
import { root } from './root.mjs';

ensureModules();
await import('./build.mjs');
const folder = path.join(root, 'out/bench');
const all = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.js'))
  .map((file) => path.basename(file, '.js'));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : all;
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`no measurement is called ${unknown.join(', ')}; there are ${all.join(', ')}`);

const [cpu] = os.cpus();
console.log(
  `${os.cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
);
let failed = false;
for (const name of wanted) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', path.join(folder, `${name}.js`)], {
    cwd: root,
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
