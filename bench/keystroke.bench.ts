// What an edit costs with the corpus open: over the pipe, the diagnostics of a document of 2,000 lines after each
// keystroke, and those of all dependants of google/api/annotations.proto after its exports changed; in this process,
// how many files are linked again after a comment in it was edited.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BackendProcess, launchBackend } from '../pipe/index.js';
import { protocolVersion } from '../protos/gen/protocol-version.js';
import { WorkspaceServiceClient } from '../protos/gen/protopipe/v1/workspace.js';
import { wellKnownTypes } from '../protos/gen/well-known-types.js';
import { Schema } from '../server/schema/schema.js';
import { createLocalLoader } from '../server/workspace/file-loader.js';
import { disk, fromNative } from '../server/workspace/node/disk.js';
import { Workspace } from '../server/workspace/workspace.js';
import { copyCorpus } from './corpus.js';
import { verdict } from './figures.js';

const target = { keystrokeP95Ms: 20, dependantsMs: 500, linkedAgain: 1 };
const lines = 2_000;
const warmUps = 20;
const keystrokes = 200;
const exportChanges = 7;
/** A human types no faster. */
const pauseMs = 10;
const shared = 'google/api/annotations.proto';

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
try {
  const files = copyCorpus(temporary).map((file) => file.replaceAll(path.sep, '/'));
  const texts = new Map(files.map((file) => [file, fs.readFileSync(path.join(temporary, file), 'utf8')]));
  console.log(`${files.length} files`);
  const backend = await launchBackend({
    command: process.execPath,
    args: [path.join(process.cwd(), 'dist/server.cjs')],
    protocolVersion,
  });
  try {
    await overThePipe(backend, texts);
  } finally {
    await backend.stop(5_000);
  }
  await countLinks(texts);
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

async function overThePipe(backend: BackendProcess, texts: ReadonlyMap<string, string>): Promise<void> {
  const workspace = backend.channel.client(WorkspaceServiceClient);
  const folder = {
    uri: pathToFileURL(temporary).href,
    name: '',
    excludeGlobs: [],
    importPaths: [],
    ignoreGitignore: false,
  };
  for await (const _ of workspace.open({ folders: [folder], fileUris: [], importPaths: [], trusted: true }));
  const check = async (uris: string[]) => {
    for await (const { event } of workspace.check({ uris })) if (event?.$case === 'summary') return event.value;
    throw new Error('The check ended without a summary.');
  };
  await check([]);

  const sync = workspace.sync();
  let awaited: { readonly uri: string; readonly version: number; readonly onDone: () => void } | undefined;
  sync.on('error', () => {});
  sync.on('data', ({ event }) => {
    if (event?.value.uri === awaited?.uri && event?.value.version === awaited?.version) awaited?.onDone();
  });
  const open = (file: string) => {
    const value = { uri: uriOf(file), version: 1, text: texts.get(file) ?? '', languageId: '' };
    sync.write({ event: { $case: 'opened', value } });
  };
  const insert = (file: string, version: number, line: number, newText: string) => {
    const range = { startLine: line, startColumn: 0, endLine: line, endColumn: 0 };
    sync.write({ event: { $case: 'changed', value: { uri: uriOf(file), version, edits: [{ range, newText }] } } });
  };
  const diagnosed = (uri: string, version: number) =>
    new Promise<void>((onDone) => {
      awaited = { uri, version, onDone };
    });

  const [document, lineCount] = documentOfLines(texts);
  open(document);
  const times: Cost[] = [];
  for (let key = 0; key < warmUps + keystrokes; key++) {
    const version = key + 2;
    const cost = costOf(backend);
    const done = diagnosed(uriOf(document), version);
    // All over the document; most of them break it, as typing does.
    insert(document, version, (key * 97) % lineCount, 'x');
    await done;
    if (key >= warmUps) times.push(cost());
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  report(`keystroke in ${document} (${lineCount} lines)`, times, 0.95, target.keystrokeP95Ms);

  const dependants = dependantsOf(shared, texts);
  open(shared);
  const changes: Cost[] = [];
  for (let change = 0; change < exportChanges; change++) {
    const version = change + 2;
    const cost = costOf(backend);
    const done = diagnosed(uriOf(shared), version);
    insert(shared, version, lineOf(texts, shared), `message Added${change} {}\n`);
    await done;
    await check(dependants.map(uriOf));
    changes.push(cost());
  }
  report(
    `${dependants.length} dependants of ${shared} after a change of its exports`,
    changes,
    0.5,
    target.dependantsMs,
  );
  sync.cancel();
}

async function countLinks(texts: ReadonlyMap<string, string>): Promise<void> {
  const schema = new Schema();
  const loader = createLocalLoader(disk, schema.names);
  const bundledFiles = new Map(wellKnownTypes);
  const workspace = new Workspace({ fs: disk, schema, loader, bulkLoader: loader, bundledFiles });
  const folder = { path: fromNative(temporary), excludeGlobs: [], importPaths: [], ignoreGitignore: false };
  await workspace.open({ folders: [folder], files: [], importPaths: [] }, {});
  const checkAll = async (): Promise<number> => {
    const snapshot = await workspace.settled();
    const before = schema.linkCount;
    for (const file of snapshot.listed()) snapshot.problems(file);
    return schema.linkCount - before;
  };
  workspace.openDocument(uriOf(shared), 1, texts.get(shared) ?? '');
  const all = await checkAll();
  const line = lineOf(texts, shared);
  const range = { start: { line, column: 0 }, end: { line, column: 0 } };
  workspace.changeDocument(uriOf(shared), 2, [{ range, newText: '// A comment.\n' }]);
  const again = await checkAll();
  console.log(
    `linked again after a comment in ${shared}: ${again} of ${all} (target: only itself; ${verdict(again <= target.linkedAgain)})`,
  );
  if (again > target.linkedAgain) process.exitCode = 1;
}

/** The file whose length is nearest to what is wanted, and its lines. */
function documentOfLines(texts: ReadonlyMap<string, string>): readonly [string, number] {
  const counted = [...texts].map(([file, text]) => [file, text.split('\n').length] as const);
  return counted.reduce((a, b) => (Math.abs(b[1] - lines) < Math.abs(a[1] - lines) ? b : a));
}

/** The line behind the last import of a file. */
function lineOf(texts: ReadonlyMap<string, string>, file: string): number {
  const all = (texts.get(file) ?? '').split('\n');
  return all.findLastIndex((line) => line.startsWith('import ')) + 1;
}

/** Everything that imports a file, directly or not. */
function dependantsOf(file: string, texts: ReadonlyMap<string, string>): string[] {
  const importers = new Map<string, string[]>();
  for (const [importer, text] of texts) {
    for (const [, imported] of text.matchAll(/^import\s+(?:public\s+|weak\s+)?"([^"]+)"/gm)) {
      importers.set(imported, [...(importers.get(imported) ?? []), importer]);
    }
  }
  const found = new Set([file]);
  for (const each of found) for (const importer of importers.get(each) ?? []) found.add(importer);
  found.delete(file);
  return [...found];
}

function uriOf(file: string): string {
  return pathToFileURL(path.join(temporary, file)).href;
}

interface Cost {
  readonly wallMs: number;
  /** Of the backend's main thread: steadier when the machine is busy. NaN where the system does not tell. */
  readonly cpuMs: number;
}

/** Starts to measure; the function returned says what went by. */
function costOf({ pid }: BackendProcess): () => Cost {
  const startMs = performance.now();
  const startCpuMs = threadCpuMs(pid);
  return () => ({ wallMs: performance.now() - startMs, cpuMs: threadCpuMs(pid) - startCpuMs });
}

function threadCpuMs(pid: number): number {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

function report(what: string, costs: readonly Cost[], share: number, limitMs: number): void {
  const at = (values: readonly number[], part: number) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  };
  const walls = costs.map(({ wallMs }) => wallMs);
  const cpus = costs.map(({ cpuMs }) => cpuMs);
  const value = at(walls, share);
  const figures = [0.5, 0.95].map((part) => {
    return `p${part * 100} ${at(walls, part).toFixed(1)} ms (processor time ${at(cpus, part).toFixed(1)} ms)`;
  });
  console.log(
    `${what}: ${figures.join(', ')} of ${costs.length} (target: p${share * 100} under ${limitMs} ms; ${verdict(value < limitMs)})`,
  );
  if (value >= limitMs) process.exitCode = 1;
}
