// Attacks on the handshake, from the wire: this file builds its bytes itself, so that it also holds the format.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { test } from 'node:test';
import {
  connectPipe,
  createPipeChannel,
  createPrivateEndpoint,
  createSecret,
  HandshakeError,
  type ListenerEvent,
  RpcError,
} from '../../pipe/index.js';
import { openEcho, readBytes, readToEnd } from './echo-pipe.js';
import { EchoClient, unary } from './echo-service.js';

const magic = Buffer.from('PPIPE\r\n\x01', 'latin1');
const hello = (nonce: Buffer) => Buffer.concat([magic, nonce]);
const proof = (secret: Buffer, role: string, clientNonce: Buffer, serverNonce: Buffer) =>
  createHmac('sha256', secret).update(role).update(clientNonce).update(serverNonce).digest();
const preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from('000000040000000000', 'hex'),
]);
const rejected = (reason: string) => (event: ListenerEvent) => event.kind === 'rejected' && event.reason === reason;
const accepted = (event: ListenerEvent) => event.kind === 'accepted';

test('a peer that knows the secret is let in, and nobody is turned away', async (t) => {
  const echo = await openEcho(t);
  const answer = await unary(echo.channel().client(EchoClient), Buffer.from('hi'));
  assert.equal(answer.response.toString(), 'hi');
  assert.deepEqual(echo.events, [{ kind: 'accepted', connections: 1 }]);
});

test('wrong secret: the channel learns that the listener is another one, and no call is seen', async (t) => {
  const echo = await openEcho(t);
  const channel = echo.channel({ secret: createSecret() });
  const call = unary(channel.client(EchoClient), Buffer.from('hi'));
  await assert.rejects(call, (error) => {
    assert.equal(RpcError.from(error).codeName, 'UNAVAILABLE');
    assert.match(String(error), /does not know its secret/);
    return true;
  });
  await echo.event(rejected('closed'));
  assert.deepEqual(echo.calls, []);
});

test('wrong proof: closed without a further byte, and no call is seen', async (t) => {
  const echo = await openEcho(t);
  const socket = await echo.connect();
  socket.write(hello(randomBytes(32)));
  await readBytes(socket, 64);
  socket.write(Buffer.concat([randomBytes(32), preface]));
  assert.equal((await readToEnd(socket)).length, 0);
  assert.ok(echo.events.some(rejected('bad-proof')));
  assert.deepEqual(echo.calls, []);
});

test('no handshake at all: an HTTP/2 preface is answered with silence', async (t) => {
  const echo = await openEcho(t);
  const socket = await echo.connect();
  socket.write(preface);
  assert.equal((await readToEnd(socket)).length, 0);
  assert.ok(echo.events.some(rejected('bad-hello')));
});

test('the listener is silent until a hello has come', async (t) => {
  const echo = await openEcho(t, { handshakeTimeoutMs: 150 });
  const socket = await echo.connect();
  assert.equal((await readToEnd(socket)).length, 0);
  assert.deepEqual(echo.events, [{ kind: 'rejected', reason: 'timeout' }]);
});

test('a handshake that trickles does not outlast the time limit', async (t) => {
  const echo = await openEcho(t, { handshakeTimeoutMs: 200 });
  const socket = await echo.connect();
  const trickle = setInterval(() => socket.write(magic.subarray(0, 1)), 20);
  t.after(() => clearInterval(trickle));
  socket.once('close', () => clearInterval(trickle));
  await readToEnd(socket);
  assert.equal(echo.events.filter((event) => event.kind === 'rejected').length, 1);
});

test('200 silent peers do not keep a real client out', async (t) => {
  const echo = await openEcho(t, { handshakeTimeoutMs: 60_000 });
  const silent = await Promise.all(Array.from({ length: 200 }, () => echo.connect()));
  const answer = await unary(echo.channel().client(EchoClient), Buffer.from('through'));
  assert.equal(answer.response.toString(), 'through');
  assert.equal(echo.events.filter(rejected('evicted')).length, 200 + 1 - 16);
  assert.equal(echo.listener.connections, 1);
  for (const socket of silent) socket.destroy();
});

test('one-byte writes are a valid handshake', async (t) => {
  const echo = await openEcho(t);
  const socket = await echo.connect();
  socket.setNoDelay();
  const clientNonce = randomBytes(32);
  const trickle = async (bytes: Buffer) => {
    for (const byte of bytes) await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
  };
  await trickle(hello(clientNonce));
  const answer = await readBytes(socket, 64);
  const serverNonce = answer.subarray(0, 32);
  assert.deepEqual(answer.subarray(32), proof(echo.secret, 'S', clientNonce, serverNonce));
  await trickle(proof(echo.secret, 'C', clientNonce, serverNonce));
  await echo.event(accepted);
});

test('proof and HTTP/2 preface in one write', async (t) => {
  const echo = await openEcho(t);
  const socket = await echo.connect();
  const clientNonce = randomBytes(32);
  socket.write(hello(clientNonce));
  const serverNonce = (await readBytes(socket, 64)).subarray(0, 32);
  socket.write(Buffer.concat([proof(echo.secret, 'C', clientNonce, serverNonce), preface]));
  // The type byte of the first HTTP/2 frame: SETTINGS.
  assert.equal((await readBytes(socket, 9))[3], 4);
});

for (const [name, bytes] of [
  ['one byte more than a hello', Buffer.concat([hello(randomBytes(32)), Buffer.of(0)])],
  ['a hello of 1 MiB', Buffer.concat([hello(randomBytes(32)), Buffer.alloc(1 << 20)])],
] as const) {
  test(`oversized hello: ${name}`, async (t) => {
    const echo = await openEcho(t);
    const socket = await echo.connect();
    socket.write(bytes);
    assert.equal((await readToEnd(socket)).length, 0);
    await echo.event(rejected('oversized-hello'));
  });
}

test('a replayed hello and proof do not fit a new nonce', async (t) => {
  const echo = await openEcho(t);
  const clientNonce = randomBytes(32);
  const first = await echo.connect();
  first.write(hello(clientNonce));
  const answer = await readBytes(first, 64);
  const recorded = proof(echo.secret, 'C', clientNonce, answer.subarray(0, 32));
  first.write(recorded);
  await echo.event(accepted);

  const second = await echo.connect();
  second.write(hello(clientNonce));
  assert.notDeepEqual(await readBytes(second, 64), answer);
  second.write(Buffer.concat([recorded, preface]));
  assert.equal((await readToEnd(second)).length, 0);
  await echo.event(rejected('bad-proof'));
});

test("the listener's own proof is not taken for a client's", async (t) => {
  const echo = await openEcho(t);
  const socket = await echo.connect();
  socket.write(hello(randomBytes(32)));
  const answer = await readBytes(socket, 64);
  socket.write(answer.subarray(32));
  await readToEnd(socket);
  assert.ok(echo.events.some(rejected('bad-proof')));
});

/** Listens as an impostor; resolves with everything that clients sent. */
async function impostor(t: import('node:test').TestContext, answer: (hello: Buffer) => Buffer | undefined) {
  const { endpoint, remove } = createPrivateEndpoint();
  const received: Buffer[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      const bytes = answer(chunk);
      if (bytes) socket.write(bytes);
    });
  });
  server.listen({ path: endpoint.path });
  await once(server, 'listening');
  t.after(() => {
    server.close();
    remove();
  });
  return { endpoint, received: () => Buffer.concat(received) };
}

for (const [name, answer] of [
  ['random bytes', () => randomBytes(64)],
  ['the hello sent back', (bytes: Buffer) => Buffer.concat([bytes, bytes]).subarray(0, 64)],
  ['its own HTTP/2 settings', () => Buffer.concat([Buffer.from('000000040000000000', 'hex'), Buffer.alloc(64)])],
] as const) {
  test(`an impostor that answers with ${name} gets a hello and nothing else`, async (t) => {
    const fake = await impostor(t, answer);
    const channel = createPipeChannel(fake.endpoint, { secret: createSecret() });
    await assert.rejects(unary(channel.client(EchoClient), Buffer.from('confidential')), /does not know its secret/);
    channel.close();
    const received = fake.received();
    // The channel may have tried again meanwhile: hellos only, each with a fresh nonce.
    assert.equal(received.length % 40, 0);
    for (let at = 0; at < received.length; at += 40) assert.deepEqual(received.subarray(at, at + 8), magic);
    assert.equal(received.includes('confidential'), false);
  });
}

test('an impostor that never answers costs the client its time limit, no more', async (t) => {
  const fake = await impostor(t, () => undefined);
  const connecting = connectPipe(fake.endpoint, { secret: createSecret(), timeoutMs: 100 });
  await assert.rejects(connecting, { name: 'RpcError', code: 4 });
  assert.equal(fake.received().length, 40);
});

test('connectPipe gives a socket that HTTP/2 can use', async (t) => {
  const echo = await openEcho(t);
  const socket = await connectPipe(echo.endpoint, { secret: echo.secret });
  const session = http2.connect('http://localhost', { createConnection: () => socket });
  await once(session, 'remoteSettings');
  session.destroy();
});

test('connectPipe: an abort disposes the socket', async (t) => {
  const echo = await openEcho(t, { handshakeTimeoutMs: 60_000 });
  const fake = await impostor(t, () => undefined);
  const controller = new AbortController();
  const connecting = connectPipe(fake.endpoint, { secret: echo.secret, signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(connecting, { name: 'RpcError', code: 1 });
  await assert.rejects(connectPipe(echo.endpoint, { signal: controller.signal }), { code: 1 });
});

test('connectPipe: nobody listens, or the wrong one does', async (t) => {
  const { endpoint, remove } = createPrivateEndpoint();
  t.after(remove);
  await assert.rejects(connectPipe(endpoint), { name: 'RpcError', code: 14 });
  const echo = await openEcho(t);
  await assert.rejects(connectPipe(echo.endpoint, { secret: createSecret() }), (error) => {
    assert.ok(error instanceof HandshakeError);
    assert.equal(error.codeName, 'UNAUTHENTICATED');
    return true;
  });
});

test('no error of the handshake holds the secret', async (t) => {
  const echo = await openEcho(t);
  const wrong = createSecret();
  const errors: unknown[] = [];
  await connectPipe(echo.endpoint, { secret: wrong }).catch((error: unknown) => errors.push(error));
  await unary(echo.channel({ secret: wrong }).client(EchoClient), Buffer.from('x')).catch((error) =>
    errors.push(error),
  );
  assert.equal(errors.length, 2);
  const { inspect } = await import('node:util');
  const everything = inspect([errors, echo.events, echo.channel().credentials], { depth: 20, showHidden: true });
  for (const secret of [wrong, echo.secret]) {
    for (const text of [secret.toString('hex'), secret.toString('base64'), inspect(secret).slice(8, 60)]) {
      assert.equal(everything.includes(text), false);
    }
  }
});
