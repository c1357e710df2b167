// The listener: permissions, dead and live socket files, bounds, events, draining, pipes that are open to all.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import {
  createPipeChannel,
  createPrivateEndpoint,
  createSecret,
  listenPipe,
  type PipeEndpoint,
  RpcError,
} from '../../pipe/index.js';
import { openEcho, readToEnd } from './echo-pipe.js';
import { createEchoServer, EchoClient, unary } from './echo-service.js';

const windows = process.platform === 'win32';
const socketFiles = windows ? 'Windows pipes are no files' : false;
const secretAccess = () => ({ kind: 'secret', secret: createSecret() }) as const;

function privateEndpoint(t: import('node:test').TestContext): PipeEndpoint {
  const { endpoint, remove } = createPrivateEndpoint();
  t.after(remove);
  return endpoint;
}

test('the socket is 0600 in a directory of 0700, and the umask is what it was', { skip: socketFiles }, async (t) => {
  const before = process.umask(0o022);
  t.after(() => process.umask(before));
  const echo = await openEcho(t);
  assert.equal(fs.statSync(echo.endpoint.path).mode & 0o777, 0o600);
  assert.equal(fs.statSync(path.dirname(echo.endpoint.path)).mode & 0o777, 0o700);
  assert.equal(process.umask(0o022), 0o022);
});

test('a directory that is missing is made private', { skip: socketFiles }, async (t) => {
  const { path: base } = privateEndpoint(t);
  const endpoint: PipeEndpoint = { kind: 'unix-socket', path: path.join(path.dirname(base), 'made', 'x.sock') };
  const listener = await listenPipe(createEchoServer().server, endpoint, { access: secretAccess() });
  assert.equal(fs.statSync(path.dirname(endpoint.path)).mode & 0o777, 0o700);
  await listener.close();
  assert.equal(fs.existsSync(endpoint.path), false);
});

test('another user cannot connect', { skip: socketFiles }, async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root can become another user');
  const echo = await openEcho(t);
  const connect = `require('node:net').connect(process.argv[1])
    .on('connect', () => console.log('connected')).on('error', (error) => console.log(error.code))`;
  const asNobody = (file: string) =>
    execFileSync(process.execPath, ['-e', connect, file], {
      uid: 65534,
      gid: 65534,
      encoding: 'utf8',
      cwd: '/',
    }).trim();
  const outcome = runAsNobody(asNobody, echo.endpoint.path);
  if (outcome === undefined) return t.skip('user 65534 cannot run node here');
  assert.equal(outcome, 'EACCES');
  // The directory alone protects even a socket that everybody may write.
  fs.chmodSync(echo.endpoint.path, 0o777);
  assert.equal(runAsNobody(asNobody, echo.endpoint.path), 'EACCES');
  assert.deepEqual(echo.events, []);
});

function runAsNobody(run: (file: string) => string, file: string): string | undefined {
  try {
    return run(file);
  } catch {
    return undefined;
  }
}

test('the socket file of a killed listener is replaced', { skip: socketFiles }, async (t) => {
  const endpoint = privateEndpoint(t);
  const script = `require('node:net').createServer().listen(process.argv[1], () => console.log('up'))`;
  const dead = spawn(process.execPath, ['-e', script, endpoint.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(dead.stdout, 'data');
  dead.kill('SIGKILL');
  await once(dead, 'exit');
  assert.ok(fs.existsSync(endpoint.path));
  const listener = await listenPipe(createEchoServer().server, endpoint, { access: secretAccess() });
  await listener.close();
});

test('a name that somebody listens on is not taken over', async (t) => {
  if (process.env.WINEPREFIX && windows) return t.skip('Wine ignores FILE_FLAG_FIRST_PIPE_INSTANCE');
  const endpoint = privateEndpoint(t);
  let visits = 0;
  const squatter = net.createServer((socket) => {
    visits++;
    socket.on('data', () => visits++).on('error', () => {});
  });
  squatter.listen({ path: endpoint.path });
  await once(squatter, 'listening');
  const listening = listenPipe(createEchoServer().server, endpoint, { access: secretAccess() });
  await assert.rejects(listening, (error) => {
    assert.ok(error instanceof RpcError);
    assert.equal(error.codeName, 'ALREADY_EXISTS');
    assert.match(error.message, /is in use$/);
    return true;
  });
  // It still listens, and has seen at most the probe, which sends nothing.
  assert.ok(squatter.listening && visits <= 1);
  if (!windows) assert.ok(fs.existsSync(endpoint.path));
  squatter.close();
});

test('a file that is no socket is never removed', { skip: socketFiles }, async (t) => {
  const endpoint = privateEndpoint(t);
  fs.writeFileSync(endpoint.path, 'precious');
  const listening = listenPipe(createEchoServer().server, endpoint, { access: secretAccess() });
  await assert.rejects(listening, /exists and is no socket/);
  assert.equal(fs.readFileSync(endpoint.path, 'utf8'), 'precious');
});

test('a path that the system would cut is refused', { skip: socketFiles }, async () => {
  const endpoint: PipeEndpoint = { kind: 'unix-socket', path: `/tmp/${'x'.repeat(110)}` };
  await assert.rejects(listenPipe(createEchoServer().server, endpoint, { access: secretAccess() }), /115 bytes/);
  assert.throws(() => createPipeChannel(endpoint), /115 bytes/);
});

test('connections are bounded in number', async (t) => {
  const echo = await openEcho(t, { maxConnections: 2 });
  const first = echo.channel();
  const second = echo.channel();
  await Promise.all([first.whenReady(), second.whenReady()]);
  const third = await echo.connect();
  assert.equal((await readToEnd(third)).length, 0);
  assert.ok(echo.events.some((event) => event.kind === 'rejected' && event.reason === 'too-many-connections'));
  first.close();
  await echo.event((event) => event.kind === 'closed');
  await echo.channel().whenReady();
});

test('every accepted connection is reported closed', async (t) => {
  const echo = await openEcho(t);
  for (let round = 1; round <= 3; round++) {
    const channel = echo.channel();
    await channel.whenReady();
    channel.close();
    await echo.event(() => echo.events.filter((event) => event.kind === 'closed').length === round);
  }
  assert.deepEqual(
    echo.events.map((event) => event.kind),
    ['accepted', 'closed', 'accepted', 'closed', 'accepted', 'closed'],
  );
  assert.equal(echo.listener.connections, 0);
});

test('a pipe that is open to all takes clients that know no handshake', async (t) => {
  const echo = await openEcho(t, { access: { kind: 'open' } });
  const answer = await unary(echo.channel({ secret: undefined }).client(EchoClient), Buffer.from('foreign'));
  assert.equal(answer.response.toString(), 'foreign');
});

test('closing lets a running call finish, and refuses new ones', async (t) => {
  const echo = await openEcho(t);
  const client = echo.channel().client(EchoClient);
  const call = client.bidi();
  const received: string[] = [];
  call.on('data', (message: Buffer) => received.push(message.toString()));
  call.write(Buffer.from('before'));
  await once(call, 'data');
  const closing = echo.listener.close(10_000);
  call.write(Buffer.from('after'));
  await once(call, 'data');
  // Windows lets a connect wait while the name still has a connection, so there the call ends by its deadline.
  const late = unary(client, Buffer.from('late'), undefined, { deadline: Date.now() + 500 });
  await assert.rejects(late, { code: windows ? status.DEADLINE_EXCEEDED : status.UNAVAILABLE });
  call.end();
  const [end] = (await once(call, 'status')) as [{ code: number }];
  assert.equal(end.code, status.OK);
  await closing;
  assert.deepEqual(received, ['before', 'after']);
});

test('closing ends a call that outlasts the grace', async (t) => {
  const echo = await openEcho(t);
  const call = echo.channel().client(EchoClient).bidi();
  const ended = new Promise<number>((resolve) => call.on('error', (error) => resolve(RpcError.from(error).code)));
  call.on('data', () => {});
  call.write(Buffer.from('x'));
  await once(call, 'data');
  await echo.listener.close(50);
  // CANCELLED or UNAVAILABLE: whether the stream's reset or the end of the connection comes first is open.
  assert.ok([1, 14].includes(await ended));
});

test('closing while peers are in the handshake leaves none of them', async (t) => {
  const echo = await openEcho(t, { handshakeTimeoutMs: 60_000 });
  const socket = await echo.connect();
  const ended = readToEnd(socket);
  await echo.channel().whenReady();
  await echo.listener.close();
  assert.equal((await ended).length, 0);
  assert.ok(echo.events.some((event) => event.kind === 'rejected' && event.reason === 'aborted'));
});
