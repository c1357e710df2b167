// Latency in a real extension host with the corpus open in the real backend: from VS Code's call of a provider to its
// answer. The whole time of VS Code's commands is printed beside, and what they take for as large an answer that is
// there at once.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { launchBackend } from '../pipe/index.js';
import { protocolVersion } from '../protos/gen/protocol-version.js';
import { LanguageServiceClient } from '../protos/gen/protopipe/v1/language.js';
import { WorkspaceServiceClient } from '../protos/gen/protopipe/v1/workspace.js';
import { tokensOf } from '../server/syntax/tokenize.js';
import { Token } from '../server/syntax/tokens.js';
import { LineIndex } from '../server/text/line-index.js';
import { randomNumbers, sample } from '../test/language/corpus.js';
import { copyCorpus } from './corpus.js';
import type { LatencyPlan, LatencyResult, Measured, Times } from './extension-host/latency.js';

const documentCount = 50;
const placesPerDocument = 8;
/** Milliseconds that 99 of 100 answers keep below. */
const targets: Readonly<Record<string, number>> = {
  completion: 15,
  hover: 15,
  definition: 15,
  'document symbols': 20,
  'semantic tokens': 30,
  references: 1000,
};
const firstBatchTargetMs = 100;

const root = process.cwd();
const temporary = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-')));
const tool = (file: string) => import(pathToFileURL(path.join(root, 'tools', file)).href);

try {
  const corpus = path.join(temporary, 'corpus');
  const files = copyCorpus(corpus);
  const plan = makePlan(corpus, files);
  await overThePipe(corpus, plan);
  await inTheEditor(corpus, plan);
} finally {
  fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}

/** Places inside or right behind identifiers of some files; a file of about 2,000 lines; a use of Timestamp. */
function makePlan(corpus: string, files: readonly string[]): LatencyPlan {
  const random = randomNumbers(7);
  const places = sample(files.length, documentCount, 7).flatMap((index) => {
    const file = path.join(corpus, files[index]);
    const bytes = fs.readFileSync(file);
    const tokens = tokensOf(bytes);
    const lines = new LineIndex(bytes);
    return Array.from({ length: placesPerDocument }, () => {
      let token = Math.floor(random() * (tokens.count - 1));
      while (token > 0 && tokens.kinds[token] !== Token.identifier) token--;
      return { file, ...lines.position(tokens.starts[token] + 1) };
    });
  });
  let longFile = '';
  let timestamp: LatencyPlan['timestamp'] | undefined;
  for (const name of files) {
    const file = path.join(corpus, name);
    const text = fs.readFileSync(file, 'utf8');
    const lines = text.split('\n');
    if (longFile === '' && lines.length >= 2000 && lines.length < 2200) longFile = file;
    const line = lines.findIndex((each) => /^ {2}google\.protobuf\.Timestamp \w+ = \d/.test(each));
    if (!timestamp && line >= 0) timestamp = { file, line, column: lines[line].indexOf('Timestamp') + 1 };
    if (longFile !== '' && timestamp) break;
  }
  if (longFile === '' || !timestamp) throw new Error('the corpus has changed: nothing to measure was found');
  return { places, longFile, timestamp, warmUps: 40 };
}

/** The references of Timestamp as the backend sends them: VS Code takes them in one piece. */
async function overThePipe(corpus: string, { timestamp }: LatencyPlan): Promise<void> {
  const backend = await launchBackend({
    command: process.execPath,
    args: [path.join(root, 'dist/server.cjs')],
    protocolVersion,
  });
  try {
    const folder = {
      uri: pathToFileURL(corpus).href,
      name: '',
      excludeGlobs: [],
      importPaths: [],
      ignoreGitignore: false,
    };
    const opening = backend.channel
      .client(WorkspaceServiceClient)
      .open({ folders: [folder], fileUris: [], importPaths: [], trusted: false });
    for await (const _ of opening);
    const { line, column, file } = timestamp;
    const position = { uri: pathToFileURL(file).href, version: 0, line, column };
    const client = backend.channel.client(LanguageServiceClient);
    const firsts: number[] = [];
    const alls: number[] = [];
    let found = 0;
    // The first run pays for what is made once after opening.
    for (let round = 0; round < 6; round++) {
      const start = performance.now();
      let first = 0;
      found = 0;
      for await (const { locations } of client.findReferences({ position, includeDeclaration: true })) {
        found += locations.length;
        // The declaration alone is no answer yet.
        if (first === 0 && found > 1) first = performance.now() - start;
      }
      firsts.push(first);
      alls.push(performance.now() - start);
    }
    console.log(`references of google.protobuf.Timestamp over the pipe: ${found}`);
    console.log(
      `  first batch ${ms(Math.max(...firsts))} ms at most, ${verdict(Math.max(...firsts), firstBatchTargetMs)}`,
    );
    console.log(`  all ${ms(Math.max(...alls))} ms at most, ${verdict(Math.max(...alls), targets.references)}`);
    console.log(`  right after opening: first ${ms(firsts[0])} ms, all ${ms(alls[0])} ms`);
  } finally {
    await backend.stop(5_000);
  }
}

async function inTheEditor(corpus: string, plan: LatencyPlan): Promise<void> {
  const { packageVsix } = await tool('vsix.mjs');
  const { ensureCodeServer, installVsix } = await tool('host/code-server.mjs');
  const { findDesktopCode } = await tool('host/desktop.mjs');
  const { findChromium } = await tool('host/chromium.mjs');
  const desktop: string | undefined = findDesktopCode()?.executable;
  if (!desktop && !findChromium()) {
    console.log('in the editor: not measured: neither desktop VS Code nor a Chromium was found');
    return;
  }
  const profile = path.join(temporary, 'profile');
  await installVsix(await ensureCodeServer(console.log), profile, await packageVsix());
  const scripts = path.join(root, 'out/bench/extension-host');
  const manifest = {
    name: 'bench',
    publisher: 'protopipe',
    version: '0.0.0',
    type: 'module',
    engines: { vscode: '^1.90.0' },
    main: './provider-spans.js',
    activationEvents: ['*'],
  };
  fs.writeFileSync(path.join(scripts, 'package.json'), JSON.stringify(manifest));
  const planFile = path.join(temporary, 'plan.json');
  const resultFile = path.join(temporary, 'result.json');
  fs.writeFileSync(planFile, JSON.stringify(plan));
  await runTests({
    vscodeExecutablePath: desktop ?? path.join(root, 'tools/host/code-shim.mjs'),
    extensionDevelopmentPath: scripts,
    extensionTestsPath: path.join(scripts, 'latency.js'),
    extensionTestsEnv: { PROTOPIPE_BENCH_PLAN: planFile, PROTOPIPE_BENCH_RESULT: resultFile },
    launchArgs: [
      corpus,
      `--extensions-dir=${path.join(profile, 'extensions')}`,
      `--user-data-dir=${temporary}/data`,
      '--disable-workspace-trust',
    ],
  });
  report(JSON.parse(fs.readFileSync(resultFile, 'utf8')) as LatencyResult);
}

function report({ whileIndexing, indexed, trivial, referencesFound, indexedAfterMs }: LatencyResult): void {
  console.log(`in the extension host, ms; references of Timestamp: ${referencesFound}`);
  printTable(indexed, trivial);
  console.log(`while the workspace was being indexed, ${ms(indexedAfterMs)} ms long:`);
  printTable(whileIndexing, {});
}

/** The target is the provider's: what VS Code takes around it is printed beside. */
function printTable({ providers, commands }: Measured, alone: Times): void {
  console.log(row(['', 'count', 'p50', 'p99', 'target', '', 'command p50', 'p99', 'VS Code alone p50', 'p99']));
  for (const [name, times] of Object.entries(providers)) {
    const p99 = percentile(times, 0.99);
    console.log(
      row([
        name,
        String(times.length),
        ms(percentile(times, 0.5)),
        ms(p99),
        String(targets[name]),
        p99 <= targets[name] ? 'met' : 'MISSED',
        ...[commands[name] ?? [], alone[name] ?? []].flatMap((each) => [
          ms(percentile(each, 0.5)),
          ms(percentile(each, 0.99)),
        ]),
      ]),
    );
  }
}

function verdict(value: number, target: number): string {
  return `target ${target} ms: ${value <= target ? 'met' : 'MISSED'}`;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function ms(value: number): string {
  return value.toFixed(1);
}

function row(cells: readonly string[]): string {
  const widths = [18, 8, 8, 8, 8, 8, 13, 8, 19, 8];
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('');
}
