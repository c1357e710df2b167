// `protopipe format --write` of the corpus as a whole process against `buf format -w`, each on a fresh copy, in
// alternating runs; and how many files come out byte for byte as buf writes them.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bufBinary, copyCorpus } from './corpus.js';
import { median, seconds, verdict } from './figures.js';
import { measureProcess } from './process-measurement.js';

const rounds = 3;
const target = 0.15;

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
try {
  await run();
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const mine = path.join(temporary, 'protopipe');
  const theirs = path.join(temporary, 'buf');
  const cli = path.join(process.cwd(), 'dist/cli.cjs');
  const ratios: number[] = [];
  let files: string[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const folder of [mine, theirs]) fs.rmSync(folder, { recursive: true, force: true });
    files = copyCorpus(mine);
    copyCorpus(theirs);
    const own = await measureProcess(process.execPath, [cli, 'format', '--write', mine]);
    const buf = await measureProcess(bufBinary(), ['format', '-w', theirs], { BUF_CACHE_DIR: temporary });
    for (const { code, stderr } of [own, buf]) if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
    ratios.push(own.wallMs / buf.wallMs);
    console.log(`protopipe format ${seconds(own.wallMs)}, buf format ${seconds(buf.wallMs)}`);
  }
  const ratio = median(ratios);
  console.log(`wall time to buf format: ${ratio.toFixed(3)} (target: at most ${target}; ${verdict(ratio <= target)})`);

  const different = files.filter(
    (file) => !fs.readFileSync(path.join(mine, file)).equals(fs.readFileSync(path.join(theirs, file))),
  );
  const equal = files.length - different.length;
  console.log(`byte for byte as buf: ${equal} of ${files.length} (target: all; ${verdict(different.length === 0)})`);
  for (const file of different.slice(0, 10)) console.log(`  differs: ${file}`);
}
