// The licences of the packages that are inside the bundles, in one file beside them.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

/**
 * Writes dist/third-party-notices.txt.
 * @param {Iterable<string>} files absolute paths of everything that went into the bundles
 */
export function writeNotices(files) {
  const packages = new Set();
  for (const file of files) {
    const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^@\\/][^\\/]*)[\\/].*\.[cm]?js$/.exec(file) ?? [];
    if (folder) packages.add(folder);
  }
  const notices = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const texts = fs
      .readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
      .map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  if (notices.length === 0) throw new Error('no package was found in the bundles');
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  const opening = 'Protopipe contains these packages.';
  fs.writeFileSync(path.join(root, 'dist/third-party-notices.txt'), `${[opening, ...notices].join(rule)}\n`);
}
