// `protopipe check` of a workspace that was checked before, as a whole process against protoc, in alternating runs: when
// nothing changed, when one file did, and when a file did that most others import.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyCorpus, protocBinary } from './corpus.js';
import { median, seconds, verdict } from './figures.js';
import { type Measurement, measureProcess } from './process-measurement.js';

const root = process.cwd();
const rounds = 5;
const target = 0.06;
/** Files that changed more recently are read again; see file-versions.ts. */
const settleMs = 3_000;
/** A file that no other imports. */
const leaf = 'google/pubsub/v1/pubsub.proto';
/** Nearly every service imports it. */
const shared = 'google/api/annotations.proto';

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
try {
  await run();
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const corpus = path.join(temporary, 'corpus');
  const files = copyCorpus(corpus);
  const list = path.join(temporary, 'files.txt');
  fs.writeFileSync(list, files.map((file) => path.join(corpus, file)).join('\n'));
  console.log(`${files.length} files`);
  await settle();

  const cache = path.join(temporary, 'cache');
  const check = () =>
    measureProcess(process.execPath, [path.join(root, 'dist/cli.cjs'), 'check', corpus], {
      XDG_CACHE_HOME: cache,
      LOCALAPPDATA: cache,
      HOME: cache,
    });
  const steps: readonly (readonly [string, () => Promise<Measurement>])[] = [
    ['protoc', () => measureProcess(protocBinary(), ['-I', corpus, '-o', os.devNull, `@${list}`])],
    [
      'nothing known',
      () => {
        fs.rmSync(cache, { recursive: true, force: true });
        return check();
      },
    ],
    ['nothing changed', check],
    [
      'one leaf changed',
      () => {
        fs.appendFileSync(path.join(corpus, leaf), `// ${Math.random()}\n`);
        return check();
      },
    ],
    [
      'much imported',
      () => {
        fs.appendFileSync(path.join(corpus, shared), `message Added${Math.floor(Math.random() * 1e9)} {}\n`);
        return check();
      },
    ],
  ];
  const measured = new Map<string, Measurement[]>(steps.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of steps) {
      const one = await measure();
      if (one.code !== 0) throw new Error(`${name}: ended with ${one.code}: ${one.stderr}`);
      measured.get(name)?.push(one);
    }
    await settle();
  }

  const medianMs = (name: string) => median((measured.get(name) ?? []).map(({ wallMs }) => wallMs));
  const protocMs = medianMs('protoc');
  for (const [name] of steps) {
    const wallMs = medianMs(name);
    const ratio = wallMs / protocMs;
    const judged = name === 'nothing changed' ? ` (target: at most ${target}; ${verdict(ratio <= target)})` : '';
    console.log(`${name.padEnd(16)} ${seconds(wallMs)}, ${ratio.toFixed(3)} × protoc${judged}`);
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, settleMs));
}
