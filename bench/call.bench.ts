// `protopipe call` against `buf curl` over a Unix socket, each as a whole process, in turns of the same run: a unary call,
// and a server stream whose messages come out as JSON. Ratios of wall times, medians of the rounds; beside them what an
// empty Node takes in the same rounds. Then one stream of a million messages by itself, with the memory it takes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { type Measurement, measureProcess, median } from './process-measurement.js';

const rounds = 7;
const streamed = 100_000;
const many = 1_000_000;
const targets = { unary: 1, stream: 0.7 };
/** Of the one process that client and backend are. */
const maxPeakMb = 300;

const root = process.cwd();
const require = createRequire(import.meta.url);
const buf = path.join(path.dirname(require.resolve('@bufbuild/buf/package.json')), 'bin/buf');
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
const sampleSocket = path.join(temporary, 'sample.sock');
const readySocket = path.join(temporary, 'ready.sock');
const service = 'protopipe.sample.v1.OrderService';
/** The sample's own files only: those beside them hold a mistake on purpose, which buf refuses. */
const protos = path.join(temporary, 'protos');
fs.cpSync(path.join(root, 'samples/workspace/protopipe'), path.join(protos, 'protopipe'), { recursive: true });

const target = await startTarget();
try {
  const unary = { method: 'GetOrder', data: '{"id":"7"}' };
  const stream = { method: 'WatchOrders', data: JSON.stringify({ count: streamed }) };
  await compare('unary call, reflection', { ...unary, socket: sampleSocket }, targets.unary);
  await compare('unary call, .proto files', { ...unary, socket: sampleSocket, protos }, targets.unary);
  await compare(`${streamed} messages, ready-made`, { ...stream, socket: readySocket, protos }, targets.stream);
  await compare(`${streamed} messages, sample service`, { ...stream, socket: sampleSocket }, targets.stream);
  await measureMany();
} finally {
  target.kill();
  fs.rmSync(temporary, { recursive: true, force: true });
}

interface Call {
  readonly method: string;
  readonly data: string;
  readonly socket: string;
  readonly protos?: string;
}

async function compare(what: string, call: Call, limit: number): Promise<void> {
  // What the first run compiles is kept for the others.
  await protopipeCall(call);
  const measured: { ours: Measurement; theirs: Measurement; node: Measurement }[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push({
      theirs: await bufCurl(call),
      ours: await protopipeCall(call),
      node: await successful(measureProcess(process.execPath, ['-e', '0'])),
    });
  }
  const ratio = median(measured.map(({ ours, theirs }) => ours.wallMs / theirs.wallMs));
  const ours = median(measured.map((each) => each.ours.wallMs));
  const theirs = median(measured.map((each) => each.theirs.wallMs));
  const node = median(measured.map((each) => each.node.wallMs));
  const verdict = ratio <= limit ? 'yes' : 'NO';
  console.log(
    `${what}: ${ratio.toFixed(2)} × buf curl (${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms), at most ${limit}: ${verdict}; ${(ours / node).toFixed(2)} × an empty Node (${node.toFixed(0)} ms)`,
  );
  if (ratio > limit) process.exitCode = 1;
}

async function measureMany(): Promise<void> {
  const call = { method: 'WatchOrders', data: JSON.stringify({ count: many }), socket: sampleSocket };
  const { wallMs, peakMb } = await protopipeCall(call);
  const verdict =
    peakMb === undefined
      ? 'unknown'
      : `${peakMb.toFixed(0)} MB, at most ${maxPeakMb}: ${peakMb <= maxPeakMb ? 'yes' : 'NO'}`;
  console.log(`${many} messages, sample service: ${(wallMs / 1000).toFixed(1)} s, peak ${verdict}`);
  if (peakMb !== undefined && peakMb > maxPeakMb) process.exitCode = 1;
}

function protopipeCall({ method, data, socket, protos: folder }: Call): Promise<Measurement> {
  const schema = folder ? ['-I', folder, '--reflection', 'off'] : ['--reflection', 'on'];
  const args = ['call', `unix:${socket}`, `${service}/${method}`, '-d', data, ...schema];
  return successful(measureProcess(process.execPath, [path.join(root, 'dist/cli.cjs'), ...args]));
}

function bufCurl({ method, data, socket, protos: folder }: Call): Promise<Measurement> {
  const schema = folder ? ['--schema', folder] : ['--reflect'];
  const args = [
    'curl',
    '--protocol',
    'grpc',
    '--http2-prior-knowledge',
    '--unix-socket',
    socket,
    '-d',
    data,
    ...schema,
  ];
  return successful(measureProcess(bufBinary(), [...args, `http://localhost/${service}/${method}`]));
}

async function successful(running: Promise<Measurement>): Promise<Measurement> {
  const measurement = await running;
  if (measurement.code !== 0) throw new Error(`exit code ${measurement.code}: ${measurement.stderr}`);
  return measurement;
}

/** The program itself, without the script in front of it that only finds it. */
function bufBinary(): string {
  const name = `@bufbuild/buf-${process.platform}-${process.arch}`;
  try {
    return path.join(
      path.dirname(require.resolve(`${name}/package.json`)),
      'bin',
      process.platform === 'win32' ? 'buf.exe' : 'buf',
    );
  } catch {
    return buf;
  }
}

async function startTarget(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'out/bench/calls/target.js'), sampleSocket, readySocket, String(streamed)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (!child.stdout) throw new Error('no output');
  await once(child.stdout, 'data');
  return child;
}
