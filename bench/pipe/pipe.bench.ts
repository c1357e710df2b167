// npm run bench: gRPC on a pipe against vscode-jsonrpc and raw sockets: two processes, one run, ratios.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectPipe } from '../../pipe/index.js';
import { grpcTransport, jsonRpcTransport, type PeerAddresses, rawTransport, type Transport } from './transports.js';

const rounds = 7;
const messageBytes = 64 * 1024;
const messages = 2_000;
const small = Buffer.alloc(32, 1);

const peer = fork(fileURLToPath(new URL('./peer.js', import.meta.url)));
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

async function megabytesPerSecond(transfer: Transport['up']): Promise<number> {
  const before = process.hrtime.bigint();
  assert.equal(await transfer(messages, messageBytes), messages * messageBytes);
  return (messages * messageBytes) / 1e6 / (Number(process.hrtime.bigint() - before) / 1e9);
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
const down = empty();
const up = empty();
const p50 = empty();
const connect = { plain: [] as number[], proved: [] as number[] };
const cancels: number[] = [];

// Everything is warmed up once, then measured in turns, so that a busy moment of the machine meets all.
for (let round = 0; round <= rounds; round++) {
  const results = {
    down: [
      await megabytesPerSecond(grpc.down),
      await megabytesPerSecond(jsonRpc.down),
      await megabytesPerSecond(raw.down),
    ],
    up: [await megabytesPerSecond(grpc.up), await megabytesPerSecond(jsonRpc.up), await megabytesPerSecond(raw.up)],
    p50: [
      median(await times(2_000, () => grpc.roundTrip(small))),
      median(await times(2_000, () => jsonRpc.roundTrip(small))),
      median(await times(2_000, () => raw.roundTrip(small))),
      median(await times(2_000, () => grpc.unary(small))),
    ],
  };
  const secret = Buffer.from(addresses.secret, 'base64');
  const proved = await times(50, async () => (await connectPipe(addresses.grpc, { secret })).destroy());
  const plain = await times(50, async () =>
    (await connectPipe({ kind: 'unix-socket', path: addresses.raw })).destroy(),
  );
  const cancelled: number[] = [];
  for (let i = 0; i < 100; i++) cancelled.push(await cancelMs(peer));
  if (round === 0) continue;
  names.forEach((name, i) => {
    for (const [into, values] of [
      [down, results.down],
      [up, results.up],
      [p50, results.p50],
    ] as const) {
      const value = values[i];
      if (value !== undefined) into[name].push(value);
    }
  });
  connect.proved.push(median(proved));
  connect.plain.push(median(plain));
  cancels.push(...cancelled);
}

const row = (what: string, value: number, unit: string, target: string, met: boolean) =>
  console.log(
    `${what.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(4)} ${target.padEnd(16)} ${met ? 'met' : 'MISSED'}`,
  );
const ratios = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value / (b[i] ?? Number.NaN));
const absolute = (what: string, values: Measured, unit: string) => {
  const shown = names
    .filter((name) => values[name].length > 0)
    .map((name) => `${name} ${median(values[name]).toFixed(0)}`);
  console.log(`${what}: ${shown.join(', ')} ${unit}`);
};

console.log(`medians of ${rounds} rounds, Node ${process.version}, Unix sockets, two processes`);
absolute(`stream to the client, ${messageBytes / 1024} KiB messages`, down, 'MB/s');
absolute(`stream to the server, ${messageBytes / 1024} KiB messages`, up, 'MB/s');
absolute('p50 of a round trip, 32 bytes', p50, 'µs');
const check = (what: string, value: number, unit: string, limit: number, least = false) => {
  const met = least ? value >= limit : value <= limit;
  row(what, value, unit, `${least ? 'at least' : 'at most'} ${limit}`, met);
};
check('stream to the client / vscode-jsonrpc', median(ratios(down.grpc, down.jsonRpc)), '×', 3, true);
check('stream to the server / vscode-jsonrpc', median(ratios(up.grpc, up.jsonRpc)), '×', 3, true);
check('stream to the client / raw', median(ratios(down.grpc, down.raw)), '×', 0, true);
check('stream to the server / raw', median(ratios(up.grpc, up.raw)), '×', 0, true);
check('round trip on an open stream / vscode-jsonrpc request', median(ratios(p50.grpc, p50.jsonRpc)), '×', 1);
check('unary call / vscode-jsonrpc request', median(ratios(p50.unary, p50.jsonRpc)), '×', 2);
check('handshake, added to a connect', (median(connect.proved) - median(connect.plain)) / 1000, 'ms', 3);
check('cancel reaches the other side, p99', percentile(cancels, 0.99), 'ms', 10);

grpc.close();
jsonRpc.close();
raw.close();
peer.disconnect();
