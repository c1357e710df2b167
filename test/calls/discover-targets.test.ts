// Finding local targets: what answers gRPC is found, and what listens for something else is asked once and left alone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Server } from '@grpc/grpc-js';
import { listenPipe, parsePipeAddress } from '../../pipe/index.js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { type DiscoveredTarget, discoverTargets } from '../../server/calls/discover-targets.js';
import { temporaryFolder } from '../temporary-folder.js';
import { orders } from './call-fixture.js';

const isWindows = process.platform === 'win32';
const timeoutMs = 2_000;

/** A folder in the place of the temporary one until the end of the test. */
function ownFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  const before = { TMPDIR: process.env.TMPDIR, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR };
  t.after(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  process.env.TMPDIR = folder;
  process.env.XDG_RUNTIME_DIR = folder;
  return folder;
}

/** Why this system does not tell which pipes there are, as Wine does not. */
function whyNoListing(): string | undefined {
  if (!isWindows) return undefined;
  try {
    fs.readdirSync('\\\\.\\pipe\\');
    return undefined;
  } catch (error) {
    return `pipes cannot be listed here: ${error instanceof Error ? error.message : error}`;
  }
}

/** A name of this test's own: on Windows the pipes of the whole machine are looked at. */
function uniqueName(name: string): string {
  return `discover-test-${process.pid}-${name}-${Math.random().toString(36).slice(2)}`;
}

async function serveAt(t: TestContext, address: string, server: Server): Promise<void> {
  const endpoint = parsePipeAddress(address);
  assert.ok(endpoint);
  const listener = await listenPipe(server, endpoint, { access: { kind: 'open' } });
  t.after(() => {
    server.forceShutdown();
    return listener.close();
  });
}

async function discovered(signal = new AbortController().signal): Promise<Map<string, DiscoveredTarget>> {
  const found = new Map<string, DiscoveredTarget>();
  await discoverTargets(timeoutMs, async (target) => void found.set(target.address, target), signal);
  return found;
}

/** How what a listener would be called on this system. */
function addressOf(folder: string, name: string): { address: string; path: string } {
  const file = isWindows ? `\\\\.\\pipe\\${name}` : path.join(folder, `${name}.sock`);
  return { address: isWindows ? file : `unix://${file}`, path: file };
}

test('what answers health or reflection is found, with what it says', async (t) => {
  const missing = whyNoListing();
  if (missing) return t.skip(missing);
  const folder = ownFolder(t);
  const full = uniqueName('full');
  await serveAt(t, `pipe:${full}`, createSampleServer());
  const silent = addressOf(folder, uniqueName('silent'));
  await serveAt(t, silent.address, createSampleServer({ reflection: [] }));
  const bare = addressOf(folder, uniqueName('bare'));
  await serveAt(t, bare.address, new Server());
  const found = await discovered();
  const fullAddress = isWindows ? `\\\\.\\pipe\\${full}` : `pipe:${full}`;
  assert.deepEqual(found.get(fullAddress), {
    address: fullAddress,
    health: 'SERVING',
    services: ['grpc.health.v1.Health', orders],
  });
  assert.deepEqual(found.get(silent.address), { address: silent.address, health: 'SERVING', services: [] });
  // It answers gRPC, if only that it knows nothing.
  assert.deepEqual(found.get(bare.address), { address: bare.address, health: '', services: [] });
});

test('listeners that are no gRPC servers get one connection with the beginning of HTTP/2, and are not found', async (t) => {
  const missing = whyNoListing();
  if (missing) return t.skip(missing);
  const folder = ownFolder(t);
  const behaviours: Record<string, (socket: net.Socket) => void> = {
    mute: () => {},
    closing: (socket) => socket.destroy(),
    echo: (socket) => socket.pipe(socket),
    http: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
    chatty: (socket) => socket.write('220 mail ready\r\n'),
  };
  const received: Record<string, Buffer[]> = {};
  for (const [name, behave] of Object.entries(behaviours)) {
    const at = addressOf(folder, uniqueName(name));
    const connections: Buffer[] = [];
    received[name] = connections;
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      const index = connections.push(Buffer.alloc(0)) - 1;
      sockets.add(socket);
      socket.on('data', (bytes) => {
        connections[index] = Buffer.concat([connections[index], bytes]);
      });
      socket.on('error', () => {});
      behave(socket);
    });
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(at.path, resolve));
  }
  const found = await discovered();
  assert.ok(
    ![...found.keys()].some((address) => address.includes(`discover-test-${process.pid}`)),
    [...found.keys()].join(),
  );
  for (const [name, connections] of Object.entries(received)) {
    assert.equal(connections.length, 1, `${name}: ${connections.length} connections`);
    const [bytes] = connections;
    assert.ok(bytes.length === 0 || bytes.toString('latin1').startsWith('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), name);
    // A preface, settings and a window, and one request at most.
    assert.ok(bytes.length < 1000, `${name}: ${bytes.length} bytes`);
  }
});

test('files, dead sockets and sockets of other names are not touched', { skip: isWindows && 'no files' }, async (t) => {
  const folder = ownFolder(t);
  fs.writeFileSync(path.join(folder, 'plain.sock'), 'text');
  let connections = 0;
  const other = net.createServer(() => connections++);
  await new Promise<void>((resolve) => other.listen(path.join(folder, 'no-known-name'), resolve));
  t.after(() => other.close());
  assert.deepEqual([...(await discovered()).keys()], []);
  assert.equal(connections, 0);
  assert.equal(fs.readFileSync(path.join(folder, 'plain.sock'), 'utf8'), 'text');
});

test('an abort ends it', { skip: whyNoListing() }, async (t) => {
  const folder = ownFolder(t);
  const at = addressOf(folder, uniqueName('mute'));
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(at.path, resolve));
  t.after(() => server.close());
  await assert.rejects(discovered(AbortSignal.abort()), { name: 'AbortError' });
});
