// npm run build: contract → protos/gen, TypeScript → out/, bundles → dist/. `--no-bundle` stops before the bundles.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './root.mjs';

const require = createRequire(import.meta.url);
const run = (script, ...args) => execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });

run(require.resolve('./generate.mjs'));
run(require.resolve('typescript/bin/tsc'), '-p', root);
// Pages know a browser and no Node, so they are a program of their own.
run(require.resolve('typescript/bin/tsc'), '-p', path.join(root, 'src/views/call/page'));
if (!process.argv.includes('--no-bundle')) {
  // A bundle that is no longer made would be packaged, too.
  fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const { default: webpack } = await import('webpack');
  const { default: config } = await import('../webpack.config.js');
  const { writeNotices } = await import('./notices.mjs');
  const stats = await new Promise((resolve, reject) => {
    webpack(config, (error, stats) => {
      if (error) return reject(error);
      if (stats.hasWarnings() || stats.hasErrors()) console.error(stats.toString('errors-warnings'));
      return stats.hasErrors() ? reject(new Error('webpack failed')) : resolve(stats);
    });
  });
  writeNotices(stats.stats.flatMap(({ compilation }) => [...compilation.fileDependencies]));
}
