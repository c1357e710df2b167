// npm run bench: gRPC on a pipe against vscode-jsonrpc and raw sockets: two processes, one run, ratios.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectPipe } from '../pipe/index.js';
import {
  grpcTransport,
  jsonRpcTransport,
  type PeerAddresses,
  rawTransport,
  type Transport,
} from './pipe/transports.js';

const rounds = 7;
const messageBytes = 64 * 1024;
const messages = 2_000;
const small = Buffer.alloc(32, 1);

const peer = fork(fileURLToPath(new URL('./pipe/peer.js', import.meta.url)));
const [addresses] = (await once(peer, 'message')) as [PeerAddresses];
const grpc = await grpcTransport(addresses);
const jsonRpc = await jsonRpcTransport(addresses);
const raw = await rawTransport(addresses);

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
const median = (values: readonly number[]) => percentile(values, 0.5);

/** Microseconds of each of `count` runs. */
async function times(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const before = process.hrtime.bigint();
    await run();
    taken.push(Number(process.hrtime.bigint() - before) / 1000);
  }
  return taken;
}

/** Processor time of both processes since they started. */
async function cpuMs(): Promise<number> {
  const answered = once(peer, 'message') as Promise<[{ cpuMs: number }]>;
  peer.send('cpu');
  const [there] = await answered;
  const here = process.cpuUsage();
  return there.cpuMs + (here.user + here.system) / 1000;
}

/** Speed in MB/s, and what it cost. */
interface Throughput {
  readonly speed: number;
  /** Processor time of both processes for a gigabyte, in ms. */
  readonly cost: number;
}

async function throughput(transfer: Transport['up']): Promise<Throughput> {
  const costBefore = await cpuMs();
  const before = process.hrtime.bigint();
  assert.equal(await transfer(messages, messageBytes), messages * messageBytes);
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  const megabytes = (messages * messageBytes) / 1e6;
  return { speed: megabytes / seconds, cost: ((await cpuMs()) - costBefore) / (megabytes / 1000) };
}

async function cancelMs(from: ChildProcess): Promise<number> {
  const heard = once(from, 'message') as Promise<[{ cancelledAtNs: string }]>;
  const atNs = await grpc.cancelledStream();
  const [{ cancelledAtNs }] = await heard;
  return Number(BigInt(cancelledAtNs) - atNs) / 1e6;
}

const names = ['grpc', 'jsonRpc', 'raw', 'unary'] as const;
type Measured = Record<(typeof names)[number], number[]>;
const empty = (): Measured => ({ grpc: [], jsonRpc: [], raw: [], unary: [] });
const down = { speed: empty(), cost: empty() };
const up = { speed: empty(), cost: empty() };
const p50 = empty();
const connect = { plain: [] as number[], proved: [] as number[] };
const cancels: number[] = [];
const secret = Buffer.from(addresses.secret, 'base64');
const plainEndpoint = { kind: 'unix-socket', path: addresses.raw } as const;

// Everything is warmed up once, then measured in turns, so that a busy moment of the machine meets all.
for (let round = 0; round <= rounds; round++) {
  const keep = round > 0;
  for (const [name, transport] of [
    ['grpc', grpc],
    ['jsonRpc', jsonRpc],
    ['raw', raw],
  ] as const) {
    for (const [into, transfer] of [
      [down, transport.down],
      [up, transport.up],
    ] as const) {
      const { speed, cost } = await throughput(transfer);
      if (keep) into.speed[name].push(speed);
      if (keep) into.cost[name].push(cost);
    }
  }
  for (const [name, call] of [
    ['grpc', grpc.roundTrip],
    ['jsonRpc', jsonRpc.roundTrip],
    ['raw', raw.roundTrip],
    ['unary', grpc.unary],
  ] as const) {
    const taken = median(await times(2_000, () => call(small)));
    if (keep) p50[name].push(taken);
  }
  const proved = await times(50, async () => (await connectPipe(addresses.grpc, { secret })).destroy());
  const plain = await times(50, async () => (await connectPipe(plainEndpoint)).destroy());
  if (keep) connect.proved.push(median(proved));
  if (keep) connect.plain.push(median(plain));
  for (let i = 0; i < 100; i++) {
    const taken = await cancelMs(peer);
    if (keep) cancels.push(taken);
  }
}

const row = (what: string, value: number, unit: string, target: string, verdict: string) =>
  console.log(`${what.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(3)} ${target.padEnd(12)} ${verdict}`);
const ratios = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value / (b[i] ?? Number.NaN));
const absolute = (what: string, values: Measured, unit: string) => {
  const shown = names
    .filter((name) => values[name].length > 0)
    .map((name) => `${name} ${median(values[name]).toFixed(0)}`);
  console.log(`${what}: ${shown.join(', ')} ${unit}`);
};

console.log(`medians of ${rounds} rounds, Node ${process.version}, Unix sockets, two processes`);
absolute(`stream to the client, ${messageBytes / 1024} KiB messages`, down.speed, 'MB/s');
absolute(`stream to the server, ${messageBytes / 1024} KiB messages`, up.speed, 'MB/s');
absolute('processor time of both for a GB to the client', down.cost, 'ms');
absolute('processor time of both for a GB to the server', up.cost, 'ms');
absolute('p50 of a round trip, 32 bytes', p50, 'µs');
const check = (what: string, value: number, unit: string, limit: number, least = false) => {
  const met = least ? value >= limit : value <= limit;
  row(what, value, unit, `${least ? 'at least' : 'at most'} ${limit}`, met ? 'met' : 'MISSED');
};
const show = (what: string, value: number, unit: string) => row(what, value, unit, '', '');
check('stream to the client / vscode-jsonrpc', median(ratios(down.speed.grpc, down.speed.jsonRpc)), '×', 3, true);
check('stream to the server / vscode-jsonrpc', median(ratios(up.speed.grpc, up.speed.jsonRpc)), '×', 3, true);
show('  processor time, to the client / vscode-jsonrpc', median(ratios(down.cost.grpc, down.cost.jsonRpc)), '×');
show('  processor time, to the server / vscode-jsonrpc', median(ratios(up.cost.grpc, up.cost.jsonRpc)), '×');
show('  stream to the client / raw', median(ratios(down.speed.grpc, down.speed.raw)), '×');
show('  stream to the server / raw', median(ratios(up.speed.grpc, up.speed.raw)), '×');
check('round trip on an open stream / vscode-jsonrpc request', median(ratios(p50.grpc, p50.jsonRpc)), '×', 1);
check('unary call / vscode-jsonrpc request', median(ratios(p50.unary, p50.jsonRpc)), '×', 2);
check('handshake, added to a connect', (median(connect.proved) - median(connect.plain)) / 1000, 'ms', 3);
check('cancel reaches the other side, p99', percentile(cancels, 0.99), 'ms', 10);

grpc.close();
jsonRpc.close();
raw.close();
peer.disconnect();
