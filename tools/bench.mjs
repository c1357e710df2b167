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
/** Paths of the compiled measurements by name: bench/pipe/pipe.bench.ts is `pipe`. */
const all = new Map(
  fs
    .readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.bench.js'))
    .sort()
    .map((file) => [path.basename(file, '.bench.js'), path.join(folder, file)]),
);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : [...all.keys()];
const unknown = wanted.filter((name) => !all.has(name));
if (unknown.length > 0)
  throw new Error(`no measurement is called ${unknown.join(', ')}; there are ${[...all.keys()].join(', ')}`);

const [cpu] = os.cpus();
console.log(
  `${os.cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
);
let failed = false;
for (const name of wanted) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', all.get(name)], {
    cwd: root,
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
