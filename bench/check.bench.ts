// Cold `protopipe check` as a whole process against protoc and buf, on every .proto file of google-proto-files outside
// google/protobuf, in alternating runs.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { protocBinary } from './corpus.js';
import { median, seconds, verdict } from './figures.js';
import { type Measurement, measureProcess } from './process-measurement.js';

const root = process.cwd();
const require = createRequire(import.meta.url);
const rounds = 5;
/** buf takes long and is far behind: fewer runs say enough. */
const bufRounds = 1;
const target = { wallRatio: 0.2, memoryRatio: 0.6 };

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
try {
  await run();
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const corpus = path.join(temporary, 'corpus');
  const source = path.dirname(require.resolve('google-proto-files/package.json'));
  const own = path.join('google', 'protobuf');
  const files = fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto') && !file.startsWith(own + path.sep));
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(corpus, file)), { recursive: true });
    fs.copyFileSync(path.join(source, file), path.join(corpus, file));
  }
  const list = path.join(temporary, 'files.txt');
  fs.writeFileSync(list, files.map((file) => path.join(corpus, file)).join('\n'));
  console.log(`${files.length} files`);

  const commands: Readonly<Record<string, () => Promise<Measurement>>> = {
    'protopipe check': () => {
      // Nothing is known from the run before; what is kept for the next one is written.
      const caches = fs.mkdtempSync(path.join(temporary, 'caches-'));
      const env = { XDG_CACHE_HOME: caches, LOCALAPPDATA: caches };
      return measureProcess(process.execPath, [path.join(root, 'dist/cli.cjs'), 'check', corpus], env);
    },
    protoc: () => measureProcess(protocBinary(), ['-I', corpus, '-o', os.devNull, `@${list}`]),
    'buf build': () => measureProcess(buf(), ['build', corpus, '-o', os.devNull], { BUF_CACHE_DIR: temporary }),
  };
  const measured = new Map<string, Measurement[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(commands)) {
      if (name === 'buf build' && round >= bufRounds) continue;
      const one = await measure();
      if (one.code !== 0) throw new Error(`${name} ended with ${one.code}: ${one.stderr}`);
      measured.get(name)?.push(one);
    }
  }

  const summary = new Map(
    [...measured].map(([name, all]) => {
      const peaks = all.flatMap(({ peakMb }) => peakMb ?? []);
      return [name, { wallMs: median(all.map(({ wallMs }) => wallMs)), peakMb: median(peaks), runs: all.length }];
    }),
  );
  const mine = summary.get('protopipe check');
  if (!mine) throw new Error('nothing was measured');
  for (const [name, { wallMs, peakMb, runs }] of summary) {
    const memory = peakMb === undefined ? 'memory not measured on this system' : `${peakMb.toFixed(0)} MB`;
    console.log(`${name.padEnd(16)} ${seconds(wallMs)}, ${memory} (median of ${runs})`);
    if (name === 'protopipe check') continue;
    const isTarget = name === 'protoc';
    ratio(`  wall time to ${name}`, mine.wallMs / wallMs, isTarget ? target.wallRatio : undefined);
    if (peakMb !== undefined) {
      ratio(`  memory to ${name}`, mine.peakMb / peakMb, isTarget ? target.memoryRatio : undefined);
    }
  }
}

function ratio(label: string, value: number, limit: number | undefined): void {
  const judged = limit === undefined ? '' : ` (target: at most ${limit}; ${verdict(value <= limit)})`;
  console.log(`${label}: ${value.toFixed(2)}${judged}`);
}

function buf(): string {
  const extension = process.platform === 'win32' ? '.exe' : '';
  const name = `@bufbuild/buf-${process.platform}-${process.arch}`;
  return path.join(path.dirname(require.resolve(`${name}/package.json`)), 'bin', `buf${extension}`);
}
