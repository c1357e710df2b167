// Latency of interactive requests over the pipe while the backend indexes the corpus, and how soon a cancelled check
// stops: the built backend as a process of its own.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BackendProcess, launchBackend, RpcError } from '../pipe/index.js';
import { protocolVersion } from '../protos/gen/protocol-version.js';
import { BackendServiceClient, LogLevel } from '../protos/gen/protopipe/v1/backend.js';
import { LanguageServiceClient } from '../protos/gen/protopipe/v1/language.js';
import { type OpenRequest, WorkspaceServiceClient } from '../protos/gen/protopipe/v1/workspace.js';

const target = { requestP95Ms: 50, cancelMs: 50 };
/** Time between an answer and the next request. */
const pauseMs = 4;
const rounds = 3;
const cancels = 12;
const document = 'google/cloud/aiplatform/v1/model.proto';

const root = process.cwd();
const require = createRequire(import.meta.url);
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
try {
  const files = copyCorpus(temporary);
  console.log(`${files} files`);
  const during: number[] = [];
  const after: number[] = [];
  const stops: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const backend = await launchBackend({
      command: process.execPath,
      args: [path.join(root, 'dist/server.cjs')],
      protocolVersion,
    });
    try {
      const startMs = performance.now();
      during.push(...(await whileIndexing(backend)));
      console.log(`indexed in ${((performance.now() - startMs) / 1000).toFixed(2)} s`);
      after.push(...(await ask(backend, 200)));
      stops.push(...(await cancelledChecks(backend)));
    } finally {
      await backend.stop(5_000);
    }
  }
  report('request while indexing', during, target.requestP95Ms);
  report('request afterwards', after, target.requestP95Ms);
  report('end of a cancelled check', stops, target.cancelMs);
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

function copyCorpus(folder: string): number {
  const source = path.dirname(require.resolve('google-proto-files/package.json'));
  const own = path.join('google', 'protobuf');
  const files = fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto') && !file.startsWith(own + path.sep));
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.copyFileSync(path.join(source, file), path.join(folder, file));
  }
  return files.length;
}

function openRequest(): OpenRequest {
  const uri = pathToFileURL(temporary).href;
  const folder = { uri, name: '', excludeGlobs: [], importPaths: [], ignoreGitignore: false };
  return { folders: [folder], fileUris: [], importPaths: [], trusted: true };
}

/** Opens the workspace with one document open, and asks about that until it is ready. Returns what each took in ms. */
async function whileIndexing(backend: BackendProcess): Promise<number[]> {
  const workspace = backend.channel.client(WorkspaceServiceClient);
  const sync = workspace.sync();
  sync.on('error', () => {}).resume();
  const text = fs.readFileSync(path.join(temporary, document), 'utf8');
  sync.write({ event: { $case: 'opened', value: { uri: uriOf(document), version: 1, text, languageId: '' } } });
  let ready = false;
  const opening = (async () => {
    for await (const _ of workspace.open(openRequest()));
    ready = true;
  })();
  const times = await ask(backend, Number.POSITIVE_INFINITY, () => ready);
  await opening;
  return times;
}

/** Hovers and completes at places all over the document, one after the other. */
async function ask(backend: BackendProcess, count: number, stop = () => false): Promise<number[]> {
  const language = backend.channel.client(LanguageServiceClient);
  const lines = fs.readFileSync(path.join(temporary, document), 'utf8').split('\n');
  const places = lines.flatMap((line, number) => {
    const column = line.search(/[A-Za-z]/);
    return column < 0 || line.includes('//') ? [] : [{ line: number, column: column + 1 }];
  });
  const times: number[] = [];
  for (let i = 0; i < count && !stop(); i++) {
    const place = places[(i * 7) % places.length];
    const position = { uri: uriOf(document), version: 0, ...place };
    const startMs = performance.now();
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | null) => (error && RpcError.from(error).code !== 5 ? reject(error) : resolve());
      if (i % 2 === 0) language.hover({ position }, done);
      else language.complete({ position }, done);
    });
    times.push(performance.now() - startMs);
    await delay(pauseMs);
  }
  return times;
}

/** Cancels checks at different moments. Returns how long the backend went on with each, in ms. */
async function cancelledChecks(backend: BackendProcess): Promise<number[]> {
  const workspace = backend.channel.client(WorkspaceServiceClient);
  const watch = backend.channel.client(BackendServiceClient).watch({ logLevel: LogLevel.ERROR });
  let busy = false;
  let onIdle: () => void = () => {};
  watch.on('error', () => {});
  watch.on('data', ({ event }) => {
    if (event?.$case !== 'state') return;
    busy = event.value.filesTotal > 0;
    if (!busy) onIdle();
  });
  const times: number[] = [];
  for (let i = 0; i < cancels; i++) {
    const check = workspace.check({ uris: [] });
    let ended = false;
    check.on('error', () => {}).resume();
    check.on('close', () => {
      ended = true;
    });
    while (!busy && !ended) await delay(1);
    await delay(i * 7);
    // What was checked stays known, so in the end there is nothing left to do.
    if (ended || !busy) continue;
    const idle = new Promise<void>((resolve) => {
      onIdle = resolve;
    });
    const startMs = performance.now();
    check.cancel();
    await idle;
    times.push(performance.now() - startMs);
  }
  watch.cancel();
  return times;
}

function uriOf(file: string): string {
  return pathToFileURL(path.join(temporary, file)).href;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function report(name: string, times: readonly number[], limitMs: number): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const p95 = at(0.95);
  console.log(
    `${name}: p50 ${at(0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, max ${at(1).toFixed(1)} ms of ${times.length} (target: p95 at most ${limitMs} ms; ${p95 <= limitMs ? 'met' : 'MISSED'})`,
  );
}
