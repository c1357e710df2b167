// npm run bench: gRPC on a pipe against vscode-jsonrpc and raw sockets, in one run, as ratios. Each transport has a
// calling and a serving process of its own, as it has where it is used: the garbage of one is not collected by another.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Measure, Measured } from './caller.js';
import { median, percentile } from './statistics.js';
import { type TransportName, transportNames } from './transports.js';

const rounds = 7;
/** `unary` of gRPC is a figure of its own beside the three transports. */
const measures: readonly (readonly [Measure, readonly TransportName[]])[] = [
  ['down', transportNames],
  ['up', transportNames],
  ['roundTrip', transportNames],
  ['unary', ['grpc']],
  ['connect', ['grpc', 'raw']],
  ['cancel', ['grpc']],
];

async function startCaller(name: TransportName) {
  const caller = fork(fileURLToPath(new URL('./caller.js', import.meta.url)), [name]);
  caller.on('exit', (code) => code && process.exit(code));
  await once(caller, 'message');
  return caller;
}

const callers = {
  grpc: await startCaller('grpc'),
  jsonRpc: await startCaller('jsonRpc'),
  raw: await startCaller('raw'),
};
const results = new Map<string, Measured[]>();
const of = (what: Measure, name: TransportName) => results.get(`${what} ${name}`) ?? [];

// Everything is warmed up once, then measured in turns, so that a busy moment of the machine meets all.
for (let round = 0; round <= rounds; round++) {
  for (const [what, names] of measures) {
    for (const name of names) {
      const answered = once(callers[name], 'message') as Promise<[Measured]>;
      callers[name].send(what);
      const [measured] = await answered;
      if (round > 0) results.set(`${what} ${name}`, [...of(what, name), measured]);
    }
  }
}
for (const caller of Object.values(callers)) caller.disconnect();

type Figure = 'value' | 'cost';
const figures = (what: Measure, name: TransportName, figure: Figure) => of(what, name).map((each) => each[figure]);
/** The median of the rounds' ratios. */
function ratio(figure: Figure, [what, name]: [Measure, TransportName], [toWhat, to]: [Measure, TransportName]): number {
  const others = figures(toWhat, to, figure);
  return median(figures(what, name, figure).map((value, i) => value / (others[i] ?? Number.NaN)));
}
const absolute = (title: string, what: Measure, figure: Figure, unit: string) => {
  const shown = transportNames.map((name) => `${name} ${median(figures(what, name, figure)).toFixed(0)}`);
  if (what === 'roundTrip') shown.push(`unary ${median(figures('unary', 'grpc', figure)).toFixed(0)}`);
  console.log(`${title}: ${shown.join(', ')} ${unit}`);
};
const row = (what: string, value: number, unit: string, target: string, verdict: string) =>
  console.log(`${what.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(3)} ${target.padEnd(12)} ${verdict}`);
const check = (what: string, value: number, unit: string, limit: number, least = false) => {
  const met = least ? value >= limit : value <= limit;
  row(what, value, unit, `${least ? 'at least' : 'at most'} ${limit}`, met ? 'met' : 'MISSED');
};
const show = (what: string, value: number) => row(`  ${what}`, value, '×', '', '');

console.log(`medians of ${rounds} rounds, Node ${process.version}, Unix sockets, two processes for each transport`);
absolute('stream to the client, 64 KiB messages', 'down', 'value', 'MB/s');
absolute('stream to the server, 64 KiB messages', 'up', 'value', 'MB/s');
absolute('processor time of both for a GB to the client', 'down', 'cost', 'ms');
absolute('processor time of both for a GB to the server', 'up', 'cost', 'ms');
absolute('p50 of a round trip, 32 bytes', 'roundTrip', 'value', 'µs');
absolute('processor time of both for a round trip', 'roundTrip', 'cost', 'µs');
check('stream to the client / vscode-jsonrpc', ratio('value', ['down', 'grpc'], ['down', 'jsonRpc']), '×', 3, true);
check('stream to the server / vscode-jsonrpc', ratio('value', ['up', 'grpc'], ['up', 'jsonRpc']), '×', 3, true);
show('processor time, to the client / vscode-jsonrpc', ratio('cost', ['down', 'grpc'], ['down', 'jsonRpc']));
show('processor time, to the server / vscode-jsonrpc', ratio('cost', ['up', 'grpc'], ['up', 'jsonRpc']));
show('stream to the client / raw', ratio('value', ['down', 'grpc'], ['down', 'raw']));
show('stream to the server / raw', ratio('value', ['up', 'grpc'], ['up', 'raw']));
const request = ['roundTrip', 'jsonRpc'] satisfies [Measure, TransportName];
check('round trip on an open stream / vscode-jsonrpc request', ratio('value', ['roundTrip', 'grpc'], request), '×', 1);
check('unary call / vscode-jsonrpc request', ratio('value', ['unary', 'grpc'], request), '×', 2);
show('processor time, open stream / vscode-jsonrpc request', ratio('cost', ['roundTrip', 'grpc'], request));
show('processor time, unary call / vscode-jsonrpc request', ratio('cost', ['unary', 'grpc'], request));
const connectMs = (name: TransportName) => median(figures('connect', name, 'value')) / 1000;
check('handshake, added to a connect', connectMs('grpc') - connectMs('raw'), 'ms', 3);
const cancels = of('cancel', 'grpc').flatMap(({ all }) => all);
check('cancel reaches the other side, p99', percentile(cancels, 0.99), 'ms', 10);
