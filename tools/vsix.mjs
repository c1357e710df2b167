// The VSIX: what a person installs.

import fs from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from './root.mjs';

/** Packages dist/, which must be built, and returns the VSIX' path. */
export async function packageVsix() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const packagePath = path.join(root, `${name}-${version}.vsix`);
  // Everything is in the bundles; without `dependencies: false` vsce would look for node_modules to pack.
  await createVSIX({ cwd: root, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}
