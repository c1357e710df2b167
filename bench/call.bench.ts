// `protopipe call` against `buf curl` over a Unix socket, each as a whole process, in turns of the same run: a unary call,
// and a server stream whose messages come out as JSON. Ratios of wall times, medians of the rounds. There are two peers:
// `buf` as npm installs it, a script of Node that starts a program, against which the targets are judged; and that
// program alone, which no script in Node can be as fast to start as. Beside them what an empty Node takes in the same
// rounds, and for streams the processor time of the server: a server that is busy all the time sets the pace for both
// clients. Then one stream of a million messages by itself, with the memory it takes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { median } from './figures.js';
import { type Measurement, measureProcess } from './process-measurement.js';

const rounds = 7;
const streamed = 100_000;
const many = 1_000_000;
const targets = { unary: 1, stream: 0.7 };
/** Of the one process that client and backend are. */
const maxPeakMb = 300;

const root = process.cwd();
const require = createRequire(import.meta.url);
/** The command that npm puts on the path. */
const bufScript = path.join(path.dirname(require.resolve('@bufbuild/buf/package.json')), 'bin/buf');
/** What it starts; undefined where it came another way than by npm. */
const bufProgram = findBufProgram();
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
const sampleSocket = path.join(temporary, 'sample.sock');
const quickSocket = path.join(temporary, 'quick.sock');
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
  await compare(`${streamed} messages, sample service on pipe/`, { ...stream, socket: quickSocket }, targets.stream);
  await compare(`${streamed} messages, sample service on grpc-js`, { ...stream, socket: sampleSocket });
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

/** Without a `limit` nothing is judged. */
async function compare(what: string, call: Call, limit?: number): Promise<void> {
  // What the first run compiles is kept for the others.
  await protopipeCall(call);
  const ours: Round[] = [];
  const command: Round[] = [];
  const program: Round[] = [];
  const node: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    command.push(await measureRound(() => bufCurl(call, process.execPath, [bufScript])));
    ours.push(await measureRound(() => protopipeCall(call)));
    if (bufProgram) program.push(await measureRound(() => bufCurl(call, bufProgram)));
    node.push(await measureRound(() => successful(measureProcess(process.execPath, ['-e', '0']))));
  }
  const ratio = ratioOf(ours, command);
  const judged = limit === undefined ? '' : `, at most ${limit}: ${ratio <= limit ? 'yes' : 'NO'}`;
  console.log(`${what}: ${ratio.toFixed(2)} × npm's buf command (${wallOf(ours)} against ${wallOf(command)})${judged}`);
  const apart = bufProgram ? `${ratioOf(ours, program).toFixed(2)} × its program alone (${wallOf(program)}); ` : '';
  console.log(`  ${apart}${ratioOf(ours, node).toFixed(2)} × an empty Node (${wallOf(node)})`);
  if (call.method !== 'GetOrder') {
    const busy = (rounds: readonly Round[]) =>
      `${Math.round(100 * median(rounds.map(({ serverMs, wallMs }) => serverMs / wallMs)))} %`;
    console.log(`  the server was busy ${busy(ours)} of our time, ${busy(command)} of buf's`);
  }
  if (limit !== undefined && ratio > limit) process.exitCode = 1;
}

interface Round {
  readonly wallMs: number;
  /** Processor time that the server took in it. */
  readonly serverMs: number;
}

async function measureRound(run: () => Promise<Measurement>): Promise<Round> {
  const before = await serverProcessorMs();
  const { wallMs } = await run();
  return { wallMs, serverMs: (await serverProcessorMs()) - before };
}

async function serverProcessorMs(): Promise<number> {
  target.send('processor time');
  const [ms] = await once(target, 'message');
  return ms as number;
}

function ratioOf(ours: readonly Round[], theirs: readonly Round[]): number {
  return median(ours.map(({ wallMs }, round) => wallMs / theirs[round].wallMs));
}

function wallOf(rounds: readonly Round[]): string {
  return `${median(rounds.map(({ wallMs }) => wallMs)).toFixed(0)} ms`;
}

async function measureMany(): Promise<void> {
  const call = { method: 'WatchOrders', data: JSON.stringify({ count: many }), socket: quickSocket };
  const { wallMs, peakMb } = await protopipeCall(call);
  const verdict =
    peakMb === undefined
      ? 'unknown'
      : `${peakMb.toFixed(0)} MB, at most ${maxPeakMb}: ${peakMb <= maxPeakMb ? 'yes' : 'NO'}`;
  console.log(`${many} messages, sample service on pipe/: ${(wallMs / 1000).toFixed(1)} s, peak ${verdict}`);
  if (peakMb !== undefined && peakMb > maxPeakMb) process.exitCode = 1;
}

function protopipeCall({ method, data, socket, protos: folder }: Call): Promise<Measurement> {
  const schema = folder ? ['-I', folder, '--reflection', 'off'] : ['--reflection', 'on'];
  const args = ['call', `unix:${socket}`, `${service}/${method}`, '-d', data, ...schema];
  return successful(measureProcess(process.execPath, [path.join(root, 'dist/cli.cjs'), ...args]));
}

function bufCurl(
  { method, data, socket, protos: folder }: Call,
  command: string,
  script: readonly string[] = [],
): Promise<Measurement> {
  const schema = folder ? ['--schema', folder] : ['--reflect'];
  const args = [
    ...script,
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
  return successful(measureProcess(command, [...args, `http://localhost/${service}/${method}`]));
}

async function successful(running: Promise<Measurement>): Promise<Measurement> {
  const measurement = await running;
  if (measurement.code !== 0) throw new Error(`exit code ${measurement.code}: ${measurement.stderr}`);
  return measurement;
}

function findBufProgram(): string | undefined {
  const platform =
    process.platform === 'linux' && process.arch === 'arm64' ? 'linux-aarch64' : `${process.platform}-${process.arch}`;
  try {
    const folder = path.dirname(require.resolve(`@bufbuild/buf-${platform}/package.json`));
    return path.join(folder, 'bin', process.platform === 'win32' ? 'buf.exe' : 'buf');
  } catch {
    return undefined;
  }
}

async function startTarget(): Promise<ChildProcess> {
  const script = path.join(root, 'out/bench/calls/target.js');
  const child = spawn(process.execPath, [script, sampleSocket, quickSocket, readySocket, String(streamed)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}
