// Whether a check of a tree several times as large takes that many times as long and as much memory, and no more: the
// corpus, and copies of it under other package names beside it. `node out/bench/scale.bench.js 3` takes 3 instead of 10.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyCorpus } from './corpus.js';
import { median, verdict } from './figures.js';
import { type Measurement, measureProcess } from './process-measurement.js';

/** How often the corpus is in the larger tree. */
const factor = Number(process.argv[2] ?? 10);
const rounds = 3;
/** What one file may cost in the larger tree, as a share of what it costs in the smaller. */
const target = 1;

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
try {
  const once = path.join(temporary, 'once');
  const often = path.join(temporary, 'often');
  const files = copyCorpus(once);
  copyCorpus(often);
  for (let copy = 2; copy <= factor; copy++) addCopy(once, files, often, copy);
  console.log(`${files.length} files and ${files.length * factor}, median of ${rounds} runs in alternation`);
  const small: Measurement[] = [];
  const large: Measurement[] = [];
  for (let round = 0; round < rounds; round++) {
    small.push(await check(once));
    large.push(await check(often));
    const [one, many] = [small, large].map((runs) => warningsOf(runs[round]));
    if (many !== one * factor) throw new Error(`${one} warnings became ${many}`);
  }
  compare('wall time', small.map(wallSeconds), large.map(wallSeconds), 's');
  const [smallMb, largeMb] = [small, large].map((runs) => runs.flatMap(({ peakMb }) => peakMb ?? []));
  if (smallMb.length === rounds) compare('peak memory', smallMb, largeMb, 'MB');
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

/** Copies files, with a number behind the first part of their paths and packages. */
function addCopy(from: string, files: readonly string[], to: string, copy: number): void {
  const roots = [...new Set(files.map((file) => file.split(path.sep)[0]))].filter((root) => !root.endsWith('.proto'));
  // What comes with protoc is there once for all copies.
  const renamed = new RegExp(`(?<!\\w)(${roots.join('|')})(?=[./](?!protobuf[./]))`, 'g');
  for (const file of files) {
    const [root, ...rest] = file.split(path.sep);
    const target = path.join(to, `${root}${copy}`, ...rest);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, fs.readFileSync(path.join(from, file), 'utf8').replace(renamed, `$1${copy}`));
  }
}

async function check(folder: string): Promise<Measurement> {
  const measured = await measureProcess(process.execPath, [
    path.join(process.cwd(), 'dist/cli.cjs'),
    'check',
    '--no-cache',
    folder,
  ]);
  if (measured.code !== 0) throw new Error(`the check ended with ${measured.code}: ${measured.stderr}`);
  return measured;
}

/** A copy must be wrong in the same places. */
function warningsOf({ stderr }: Measurement): number {
  return Number(/(\d+) warnings/.exec(stderr)?.[1]);
}

function wallSeconds({ wallMs }: Measurement): number {
  return wallMs / 1000;
}

function compare(what: string, small: readonly number[], large: readonly number[], unit: string): void {
  const ratio = median(large) / median(small) / factor;
  console.log(
    `${what}: ${median(small).toFixed(2)} ${unit} and ${median(large).toFixed(2)} ${unit}, ${ratio.toFixed(2)} × for each file (target: at most ${target}; ${verdict(ratio <= target)})`,
  );
  if (ratio > target) process.exitCode = 1;
}
