// An answer of 1 GB, a million bytes a message, with the memory that it takes: over plaintext and, on another way, TLS.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ServerCredentials } from '@grpc/grpc-js';
import { createAuthority } from '../calls/certificates.js';
import { temporaryFolder } from '../temporary-folder.js';
import { cliOutput, startCli } from './run-cli.js';
import { onTcp, sampleTarget } from './sample-target.js';

const messages = 1_000;
const messageBytes = 1_000_000;
const maxPeakMb = 400;

test('1 GB comes through with bounded memory', { skip: process.platform !== 'linux' && 'reads /proc' }, async (t) => {
  const authority = createAuthority(t);
  if (!authority) return;
  const { certificate, key } = authority.issue('DNS:localhost');
  const pair = [{ cert_chain: certificate, private_key: key }];
  const folder = temporaryFolder(t, { 'ca.pem': authority.ca });
  const plain = await onTcp(sampleTarget(t).server);
  const secure = await onTcp(sampleTarget(t).server, ServerCredentials.createSsl(null, pair));
  for (const target of [[`localhost:${plain}`], [`https://localhost:${secure}`, '--cacert', 'ca.pem']]) {
    const file = path.join(folder, 'answer');
    const output = fs.openSync(file, 'w');
    const data = JSON.stringify({ count: messages, paddingBytes: messageBytes });
    const [address, ...options] = target;
    const args = ['call', address, 'protopipe.sample.v1.OrderService/WatchOrders', '-d', data, ...options];
    const run = startCli(args, { cwd: folder, stdio: ['ignore', output, 'pipe'] });
    let peakMb = 0;
    const poll = setInterval(() => {
      peakMb = Math.max(peakMb, peakOf(run.child.pid));
    }, 50);
    const { code, stderr } = await run.result;
    clearInterval(poll);
    fs.closeSync(output);
    assert.equal(code, 0, stderr);
    t.diagnostic(`${address}: ${peakMb} MB`);
    assert.ok(peakMb > 0 && peakMb < maxPeakMb, `${peakMb} MB`);
    // Base64 takes four characters for three bytes.
    assert.ok(fs.statSync(file).size > (messages * messageBytes * 4) / 3);
    fs.rmSync(file);
  }
});

test('a message that is too large for JSON is named', async (t) => {
  const port = await onTcp(sampleTarget(t).server);
  const args = [
    'call',
    `localhost:${port}`,
    'protopipe.sample.v1.OrderService/WatchOrders',
    '--max-message-size',
    '1GiB',
  ];
  const run = startCli([...args, '-d', '{"count":1,"paddingBytes":450000000}'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { code, stderr } = await run.result;
  assert.deepEqual(
    [code, stderr],
    [1, 'protopipe: the message has 450000013 bytes; those over 256 MiB are not made JSON\n'],
  );
});

test('large bytes are no matter where the library writes them', async (t) => {
  const port = await onTcp(sampleTarget(t).server);
  const args = ['call', `localhost:${port}`, 'protopipe.sample.v1.OrderService/WatchOrders', '--emit-defaults'];
  const paddingBytes = 60_000_000;
  const result = await cliOutput([...args, '-d', JSON.stringify({ count: 1, paddingBytes })]);
  assert.equal(result.code, 0, result.stderr);
  const padding: string = JSON.parse(result.stdout.toString()).padding;
  assert.ok(Buffer.from(padding, 'base64').equals(Buffer.alloc(paddingBytes, 'x')));
});

/** 0 when the process has ended. */
function peakOf(pid: number | undefined): number {
  try {
    return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
