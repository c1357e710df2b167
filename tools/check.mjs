// npm run check: Biome (format, lint) and the layering. Each check fails when it read nothing.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { root } from './root.mjs';

const require = createRequire(import.meta.url);
let failed = false;

const biome = spawnSync(
  process.execPath,
  [require.resolve('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
failed ||= biome.status !== 0;

process.chdir(root);
const { forbidden, options } = require('../.dependency-cruiser.cjs');
const rooms = ['pipe', 'src', 'cli', 'server', 'terminal', 'start'];
const result = await cruise(
  rooms,
  { ...options, ruleSet: { forbidden }, validate: true },
  {},
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const { summary, modules } = result.output;
for (const violation of summary.violations) {
  console.error(`layering: ${violation.rule.name}: ${violation.from} → ${violation.to}`);
  failed = true;
}
for (const name of rooms) {
  if (!modules.some((module) => module.source.startsWith(`${name}/`) && module.dependencies.length > 0)) {
    console.error(`layering: no module with imports was read in ${name}/`);
    failed = true;
  }
}
console.log(`layering: ${modules.length} modules, ${summary.violations.length} violations`);
process.exitCode = failed ? 1 : 0;
