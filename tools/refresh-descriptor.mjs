// Writes server/schema/options/bundled-descriptor.ts from the descriptor.proto that comes with protoc, without its
// comments. Run it after an update of protoc.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './root.mjs';

const require = createRequire(import.meta.url);
const include = path.join(path.dirname(require.resolve('protoc/package.json')), 'include');
const source = fs.readFileSync(path.join(include, 'google/protobuf/descriptor.proto'), 'utf8');
const out = path.join(root, 'server/schema/options/bundled-descriptor.ts');
const lines = source
  .split('\n')
  .map((line) => line.replace(/^((?:[^"/]|"(?:[^"\\]|\\.)*"|\/(?!\/))*)\/\/.*$/, '$1').trimEnd())
  .filter((line) => line !== '');
fs.writeFileSync(
  out,
  `// descriptor.proto of protoc without its comments: what options there are for files whose imports lead to no other.
// Written by tools/refresh-descriptor.mjs; a table of lines, hence its length.

const lines: readonly string[] = ${JSON.stringify(lines, null, 2)};

export const bundledDescriptor = lines.join('\\n');
`,
);
execFileSync(process.execPath, [require.resolve('@biomejs/biome/bin/biome'), 'check', '--write', out], {
  stdio: 'inherit',
});
