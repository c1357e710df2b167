// npm run sample: starts the sample service of samples/service.
import fs from 'node:fs';
import path from 'node:path';
import { ensureModules } from './ensure-modules.mjs';
import { root } from './root.mjs';

const main = path.join(root, 'out/samples/service/main.js');
ensureModules();
if (!fs.existsSync(main)) {
  process.argv.push('--no-bundle');
  await import('./build.mjs');
}
await import(main);
