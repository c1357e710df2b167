// What measurements compare with, and on what: protoc, buf, and every .proto file of google-proto-files outside
// google/protobuf.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** Copies the corpus into a folder and returns the files' paths in it, sorted. */
export function copyCorpus(folder: string): string[] {
  const source = path.dirname(require.resolve('google-proto-files/package.json'));
  const own = path.join('google', 'protobuf');
  const files = fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto') && !file.startsWith(own + path.sep))
    .sort();
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.copyFileSync(path.join(source, file), path.join(folder, file));
  }
  return files;
}

/** buf itself: the npm package's script would add the start of a Node process. */
export function bufBinary(): string {
  const extension = process.platform === 'win32' ? '.exe' : '';
  const name = `@bufbuild/buf-${process.platform}-${process.arch}`;
  return path.join(path.dirname(require.resolve(`${name}/package.json`)), 'bin', `buf${extension}`);
}

/** The binary itself: the npm package's script would add the start of a Node process. */
export function protocBinary(): string {
  const folder = path.join(path.dirname(require.resolve('protoc/package.json')), 'bin');
  const names: Readonly<Record<string, string>> = {
    'linux x64': 'protoc-linux-x86_64',
    'linux arm64': 'protoc-linux-aarch_64',
    'darwin x64': 'protoc-osx-x86_64',
    'darwin arm64': 'protoc-osx-aarch_64',
    'win32 x64': 'protoc-win64.exe',
  };
  const name = names[`${process.platform} ${process.arch}`];
  if (!name) throw new Error(`there is no protoc for ${process.platform} ${process.arch}`);
  const binary = path.join(folder, name);
  execFileSync(binary, ['--version']);
  return binary;
}
