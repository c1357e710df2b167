// The calling process of one transport. Measures what it is told to, with a serving process of its own.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectPipe } from '../../pipe/index.js';
import { median } from './statistics.js';
import { openTransport, type PeerAddress, type TransportName } from './transports.js';

export type Measure = 'down' | 'up' | 'roundTrip' | 'unary' | 'connect' | 'cancel';

export interface Measured {
  /** MB/s of `down` and `up`; median in µs of the others. */
  readonly value: number;
  /** Processor time of both processes: ms for a gigabyte, µs for one of the others. */
  readonly cost: number;
  /** Of `cancel`: each in ms. */
  readonly all: readonly number[];
}

const messageBytes = 64 * 1024;
const messages = 2_000;
const small = Buffer.alloc(32, 1);

const name = process.argv[2] as TransportName;
const peer = fork(fileURLToPath(new URL('./peer.js', import.meta.url)), [name]);
const [address] = (await once(peer, 'message')) as [PeerAddress];
const transport = await openTransport(name, address);
const secret = name === 'grpc' ? Buffer.from(address.secret, 'base64') : undefined;

/** Processor time of both processes since they started. */
async function cpuMs(): Promise<number> {
  const answered = once(peer, 'message') as Promise<[{ cpuMs: number }]>;
  peer.send('cpu');
  const [there] = await answered;
  const here = process.cpuUsage();
  return there.cpuMs + (here.user + here.system) / 1000;
}

async function throughput(transfer: (count: number, size: number) => Promise<number>): Promise<Measured> {
  // While the others were measured, V8 has shrunk the idle heaps of this pair: it is the running stream that counts.
  await transfer(messages, messageBytes);
  const costBefore = await cpuMs();
  const before = process.hrtime.bigint();
  assert.equal(await transfer(messages, messageBytes), messages * messageBytes);
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  const megabytes = (messages * messageBytes) / 1e6;
  return { value: megabytes / seconds, cost: ((await cpuMs()) - costBefore) / (megabytes / 1000), all: [] };
}

async function each(count: number, run: () => Promise<unknown>): Promise<Measured> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) await run();
  const costBefore = await cpuMs();
  for (let i = 0; i < count; i++) {
    const before = process.hrtime.bigint();
    await run();
    taken.push(Number(process.hrtime.bigint() - before) / 1000);
  }
  return { value: median(taken), cost: (((await cpuMs()) - costBefore) * 1000) / count, all: [] };
}

async function cancelMs(): Promise<number> {
  const heard = once(peer, 'message') as Promise<[{ cancelledAtNs: string }]>;
  const atNs = await transport.cancelledStream?.();
  const [{ cancelledAtNs }] = await heard;
  return Number(BigInt(cancelledAtNs) - (atNs ?? 0n)) / 1e6;
}

async function measure(what: Measure): Promise<Measured> {
  switch (what) {
    case 'down':
      return throughput(transport.down);
    case 'up':
      return throughput(transport.up);
    case 'roundTrip':
      return each(2_000, () => transport.roundTrip(small));
    case 'unary':
      return each(2_000, async () => transport.unary?.(small));
    case 'connect':
      return each(50, async () => (await connectPipe(address.endpoint, { secret })).destroy());
    case 'cancel': {
      const all: number[] = [];
      for (let i = 0; i < 100; i++) all.push(await cancelMs());
      return { value: median(all) * 1000, cost: Number.NaN, all };
    }
  }
}

process.on('message', (what: Measure) => {
  measure(what).then(
    (measured) => process.send?.(measured),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => {
  transport.close();
  peer.disconnect();
  process.exit();
});
process.send?.('ready');
