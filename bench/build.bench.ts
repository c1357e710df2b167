// `protopipe build` of the corpus against protoc, with source info and without: wall times of the same run, one of
// each after the other, with the medians of their ratios.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { median, seconds } from './figures.js';

const rounds = 5;
/** What the build with source info must stay below, as a share of protoc's time. */
const limit = 0.5;

const root = process.cwd();
const require = createRequire(import.meta.url);
const corpus = path.dirname(require.resolve('google-proto-files/package.json'));
const protoc = require.resolve('protoc/protoc.cjs');
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));

try {
  const names = fs
    .readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.proto') && !name.startsWith('google/protobuf/'))
    .sort();
  const list = path.join(temporary, 'names');
  fs.writeFileSync(list, `${names.join('\n')}\n`);
  // protoc is given files, protopipe the folders that hold exactly these.
  const folders = [
    ...new Set(
      names.map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('google/') ? 2 : 1)
          .join('/'),
      ),
    ),
  ];
  console.log(`${names.length} files`);
  measure('without source info', list, folders, []);
  measure('with source info', list, folders, ['source-info']);
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

function measure(what: string, list: string, folders: readonly string[], flags: readonly string[]): void {
  const ours = path.join(temporary, 'ours.pb');
  const theirs = path.join(temporary, 'theirs.pb');
  const ourArgs = [path.join(root, 'dist/cli.cjs'), 'build', ...folders, '-I', '.', '-o', ours];
  const theirArgs = [
    protoc,
    '-I.',
    `-o${theirs}`,
    ...flags.map((flag) => `--include_${flag.replace('-', '_')}`),
    `@${list}`,
  ];
  const runs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push({
      theirs: timeMs(theirArgs),
      ours: timeMs([...ourArgs, ...flags.map((flag) => `--include-${flag}`)]),
    });
  }
  if (fs.statSync(ours).size !== fs.statSync(theirs).size) throw new Error('the two sets differ in size');
  const ratio = median(runs.map((run) => run.ours / run.theirs));
  const times = `${seconds(median(runs.map((run) => run.ours)))} against ${seconds(median(runs.map((run) => run.theirs)))}`;
  const verdict = flags.length === 0 ? '' : ratio <= limit ? `, at most ${limit}: yes` : `, at most ${limit}: NO`;
  console.log(`${what}: ${ratio.toFixed(2)} × protoc (${times})${verdict}`);
  if (flags.length > 0 && ratio > limit) process.exitCode = 1;
}

function timeMs(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: corpus,
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${args[0]} failed: ${stderr.toString().slice(-500)}`);
  return performance.now() - start;
}
