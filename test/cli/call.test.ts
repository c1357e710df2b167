// `protopipe call` as a process: all kinds of methods and addresses, messages in and out, exit codes, interruption.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { ServerCredentials } from '@grpc/grpc-js';
import { bundles } from '../backend-process.js';
import { createAuthority } from '../calls/certificates.js';
import { projectFolder } from '../conformance/folders.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runCli, startCli } from './run-cli.js';
import { onPipe, onSocket, onTcp, sampleTarget } from './sample-target.js';

const orders = 'protopipe.sample.v1.OrderService';
const protos = path.join(projectFolder, 'samples/workspace');
const lines = (output: string) =>
  output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('kinds of methods', () => {
  test('unary over a socket, with reflection', async (t) => {
    const address = await onSocket(t, sampleTarget(t).server);
    const result = await runCli(['call', address, `${orders}/GetOrder`, '-d', '{"id":"64"}']);
    assert.equal(result.code, 0, result.stderr);
    assert.equal(result.stderr, '');
    const [order] = lines(result.stdout);
    assert.equal(order.totalMinor, '9223372036854775807');
    assert.deepEqual(order.extra, {
      '@type': 'type.googleapis.com/protopipe.sample.v1.Payment',
      method: 'card',
      reference: '18446744073709551615',
    });
  });

  test('server streaming over a pipe, with .proto files', async (t) => {
    const address = await onPipe(t, sampleTarget(t, { reflection: [] }).server);
    const args = ['call', address, `${orders}/WatchOrders`, '-I', protos, '-d', '{"count":2000}'];
    const result = await runCli(args);
    assert.equal(result.code, 0, result.stderr);
    const found = lines(result.stdout);
    assert.equal(found.length, 2000);
    assert.deepEqual(found[1999], { number: 2000, orderId: '2000', status: 'STATUS_OPEN' });
  });

  test('client streaming over TCP: values on stdin, one a line or over several', async (t) => {
    const port = await onTcp(sampleTarget(t).server);
    const run = startCli(['call', `127.0.0.1:${port}`, `${orders}/ImportOrders`, '-d', '-'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    run.child.stdin?.end('{"totalMinor":1}\n{"totalMinor":"2"}{\n  "totalMinor": 9007199254740993\n}\n');
    const result = await run.result;
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(lines(result.stdout), [{ orders: 3, totalMinor: '9007199254740996' }]);
  });

  test('bidirectional streaming: each message is answered before the next is written', async (t) => {
    const address = await onSocket(t, sampleTarget(t).server);
    const run = startCli(['call', address, `${orders}/Chat`, '-d', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    for (const word of ['one', 'two', 'three']) {
      const answered = new Promise<string>((resolve) => run.child.stdout?.once('data', resolve));
      run.child.stdin?.write(`${JSON.stringify({ text: word })}\n`);
      assert.equal(JSON.parse(await answered).text, `You said: ${word}`);
    }
    run.child.stdin?.end();
    assert.equal((await run.result).code, 0);
  });
});

describe('messages and headers', () => {
  test('messages from a file; a file that is not there', async (t) => {
    const address = await onSocket(t, sampleTarget(t).server);
    const cwd = temporaryFolder(t, { 'orders.json': '{"totalMinor":"3"}\n{"totalMinor":"4"}' });
    const result = await runCli(['call', address, `${orders}/ImportOrders`, '-d', '@orders.json'], { cwd });
    assert.deepEqual(lines(result.stdout), [{ orders: 2, totalMinor: '7' }]);
    const missing = await runCli(['call', address, `${orders}/ImportOrders`, '-d', '@gone.json'], { cwd });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /cannot read gone\.json: ENOENT/);
  });

  test('headers reach the server; -v shows those of the answer', async (t) => {
    const { server, seen } = sampleTarget(t);
    const address = await onSocket(t, server);
    const headers = ['-H', 'authorization: Bearer x', '-H', 'trace-bin: AAEC'];
    const result = await runCli(['call', address, `${orders}/GetOrder`, '-d', '{"id":"1"}', '-v', ...headers]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(seen[0].get('authorization'), ['Bearer x']);
    assert.deepEqual(seen[0].get('trace-bin'), [Buffer.from([0, 1, 2])]);
    assert.match(result.stderr, /^< sample-method: GetOrder$/m);
    assert.match(result.stderr, /^< sample-trace-bin: AQID$/m);
    assert.match(result.stderr, /^< OK after [\d.]+ ms: 1 sent, 1 received$/m);
  });
});

describe('exit codes', () => {
  test('the status, with its details on stderr', async (t) => {
    const address = await onSocket(t, sampleTarget(t).server);
    const missing = await runCli(['call', address, `${orders}/GetOrder`, '-d', '{"id":"no"}']);
    assert.equal(missing.code, 69);
    assert.equal(missing.stdout, '');
    assert.match(missing.stderr, /^protopipe: NOT_FOUND: there is no order no$/m);
    assert.match(missing.stderr, /"reason":"NO_SUCH_ORDER".*"@type":"type\.googleapis\.com\/google\.rpc\.ErrorInfo"/);
    const lost = await runCli(['call', address, `${orders}/WatchOrders`, '-d', '{"count":9,"failAfter":3}']);
    assert.equal(lost.code, 64 + 15);
    assert.equal(lines(lost.stdout).length, 3);
  });

  test('a deadline', async (t) => {
    const address = await onSocket(t, sampleTarget(t).server);
    const slow = ['-d', '{"count":1000,"interval":"10s"}', '--deadline', '1500ms'];
    const result = await runCli(['call', address, `${orders}/WatchOrders`, ...slow]);
    assert.equal(result.code, 68, result.stderr);
    assert.match(result.stderr, /DEADLINE_EXCEEDED: no answer from .* before the deadline/);
    assert.equal(lines(result.stdout).length, 1);
  });

  test('nothing listens', async (t) => {
    const folder = temporaryFolder(t);
    const result = await runCli(['call', `unix:${folder}/none.sock`, `${orders}/GetOrder`]);
    assert.equal(result.code, 78, result.stderr);
    assert.match(result.stderr, /UNAVAILABLE: .*there is no such pipe or socket/);
  });

  test('a message that does not fit, a method that is not there, bad usage', async (t) => {
    const address = await onSocket(t, sampleTarget(t).server);
    const wrong = await runCli(['call', address, `${orders}/GetOrder`, '-d', '{"idd":"1"}']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /message 1: .*"idd" is unknown/);
    const unknown = await runCli(['call', address, `${orders}/Nope`]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /has no method Nope; it has GetOrder/);
    const both = await runCli(['call', address, `${orders}/GetOrder`, '--tls', '--plaintext']);
    assert.equal(both.code, 2);
    assert.match(both.stderr, /exclude each other/);
  });
});

test('TLS and mTLS', async (t) => {
  const authority = createAuthority(t);
  if (!authority) return;
  const identity = authority.issue('DNS:localhost,IP:127.0.0.1');
  const client = authority.issue('DNS:client');
  const cwd = temporaryFolder(t, {
    'ca.pem': authority.ca,
    'client.pem': client.certificate,
    'client.key': client.key,
    'client.p12': authority.pkcs12(client),
    'pass.txt': 'secret\n',
  });
  const pair = [{ cert_chain: identity.certificate, private_key: identity.key }];
  const port = await onTcp(sampleTarget(t).server, ServerCredentials.createSsl(authority.ca, pair, true));
  const callAt = (host: string, ...more: string[]) =>
    runCli(['call', `https://${host}:${port}`, `${orders}/GetOrder`, '-d', '{"id":"1"}', ...more], { cwd });
  const call = (...more: string[]) => callAt('localhost', ...more);
  const ca = ['--cacert', 'ca.pem'];
  const good = await call(...ca, '--cert', 'client.pem', '--key', 'client.key');
  assert.equal(good.code, 0, good.stderr);
  // Of an address Node warns, since it is no name that a server could be asked by.
  const numeric = await callAt('127.0.0.1', ...ca, '--cert', 'client.pem', '--key', 'client.key');
  assert.deepEqual([numeric.code, numeric.stderr], [0, '']);
  const pkcs12 = await call(...ca, '--pkcs12', 'client.p12', '--passphrase-file', 'pass.txt');
  assert.equal(pkcs12.code, 0, pkcs12.stderr);
  const without = await call(...ca);
  assert.equal(without.code, 78);
  const untrusted = await call('--cert', 'client.pem', '--key', 'client.key');
  assert.equal(untrusted.code, 78);
  assert.match(untrusted.stderr, /authority that is not trusted/);
});

test('^C cancels the call', async (t) => {
  const { server, cancelled } = sampleTarget(t);
  const address = await onSocket(t, server);
  const run = startCli(['call', address, `${orders}/WatchOrders`, '-d', '{"count":1000000,"interval":"0.01s"}']);
  await new Promise((resolve) => run.child.stdout?.once('data', resolve));
  run.child.kill('SIGINT');
  const { code, stderr } = await run.result;
  assert.equal(code, 130);
  assert.equal(stderr, '');
  await cancelled;
});

test('a reader that waits holds the server back, and then gets everything', async (t) => {
  const { server, sent } = sampleTarget(t);
  const address = await onSocket(t, server);
  const count = 60_000;
  const data = JSON.stringify({ count, paddingBytes: 1000 });
  const child = spawn(
    process.execPath,
    [path.join(bundles, 'cli.cjs'), 'call', address, `${orders}/WatchOrders`, '-d', data],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const stalled = await untilSame(sent);
  // What is on its way fills windows and buffers, of 4 MiB and less each.
  assert.ok(stalled > 0 && stalled < count / 2, `${stalled} messages were sent while nobody read`);
  let length = 0;
  child.stdout.on('data', (bytes: Buffer) => {
    for (const byte of bytes) if (byte === 0x0a) length++;
  });
  assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0);
  assert.equal(length, count);
});

/** The value when it has not changed for a while after it began to. */
async function untilSame(value: () => number): Promise<number> {
  for (let last = -1; ; last = value()) {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    if (value() > 0 && value() === last) return last;
  }
}

test('a reader that goes away ends the call', async (t) => {
  const { server, cancelled } = sampleTarget(t);
  const address = await onSocket(t, server);
  const run = startCli(['call', address, `${orders}/WatchOrders`, '-d', '{"count":1000000,"interval":"0.01s"}']);
  await new Promise((resolve) => run.child.stdout?.once('data', resolve));
  run.child.stdout?.destroy();
  assert.equal(await new Promise((resolve) => run.child.once('exit', resolve)), 141);
  assert.equal(run.child.stderr ? await text(run.child.stderr) : '', '');
  await cancelled;
});
