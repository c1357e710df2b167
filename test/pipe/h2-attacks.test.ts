// Peers that break the rules of HTTP/2: each mistake ends the connection or the stream with the code that RFC 9113 has
// for it, and what a peer can make us keep is bounded. The server serves others as before.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { errorCode, frameFlag, frameType, preface, setting } from '../../pipe/h2/protocol.js';
import { createPipeChannel, createPipeServer, createPrivateEndpoint, listenPipe, RpcError } from '../../pipe/index.js';
import { type EchoPipe, openEcho } from './echo-pipe.js';
import { EchoClient, echoService, unary } from './echo-service.js';
import { block, clientStart, frame, headers, Peer, requestBlock, settings } from './h2-peer.js';

const { endStream, endHeaders, padded, priority } = frameFlag;
const open = { access: { kind: 'open' } } as const;
const start = clientStart;
const bidi = headers(1, requestBlock(echoService.bidi.path));
const hang = [headers(1, requestBlock(echoService.hang.path)), frame(0, endStream, 1, '0000000000')];
const large = Buffer.alloc(8);

async function connect(t: TestContext): Promise<{ echo: EchoPipe; peer: Peer }> {
  const echo = await openEcho(t, open);
  return { echo, peer: new Peer(await echo.connect()) };
}

async function stillServes(echo: EchoPipe): Promise<void> {
  const { response } = await unary(echo.channel({ secret: undefined }).client(EchoClient), Buffer.from('still'));
  assert.equal(response.toString(), 'still');
}

const setLength = (bytes: Buffer, length: number) => {
  bytes.writeUIntBE(length, 0, 3);
  return bytes;
};

const connectionErrors: readonly (readonly [what: string, sent: readonly Buffer[], code: number])[] = [
  ['another protocol', [Buffer.from('GET / HTTP/1.1\r\n\r\n')], errorCode.protocolError],
  ['a request before SETTINGS', [preface, bidi], errorCode.protocolError],
  ['an acknowledgement before SETTINGS', [preface, frame(frameType.settings, 1, 0)], errorCode.protocolError],
  ['DATA before SETTINGS', [preface, frame(frameType.data, 0, 1, '00')], errorCode.protocolError],
  ['a frame longer than allowed', [start, setLength(frame(0, 0, 1), 300_000)], errorCode.frameSizeError],
  ['SETTINGS of a stream', [start, frame(frameType.settings, 0, 1)], errorCode.protocolError],
  ['SETTINGS of 5 bytes', [start, frame(frameType.settings, 0, 0, '0001000000')], errorCode.frameSizeError],
  [
    'an acknowledgement with content',
    [start, frame(frameType.settings, 1, 0, '000100000000')],
    errorCode.frameSizeError,
  ],
  ['ENABLE_PUSH of 2', [start, settings([setting.enablePush, 2])], errorCode.protocolError],
  ['a window of 2^31', [start, settings([setting.initialWindowSize, 2 ** 31])], errorCode.flowControlError],
  ['a frame size of 16,383', [start, settings([setting.maxFrameSize, 16_383])], errorCode.protocolError],
  ['a frame size of 2^24', [start, settings([setting.maxFrameSize, 2 ** 24])], errorCode.protocolError],
  [
    'an initial window that makes that of a stream too large',
    [start, bidi, frame(frameType.windowUpdate, 0, 1, '7fff0000'), settings([setting.initialWindowSize, 2 ** 31 - 1])],
    errorCode.flowControlError,
  ],
  ['HEADERS without a stream', [start, headers(0, requestBlock('/a'))], errorCode.protocolError],
  ['a request with an even number', [start, headers(2, requestBlock('/a'))], errorCode.protocolError],
  [
    'a block that cannot be decoded',
    [start, headers(1, Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff))],
    errorCode.compressionError,
  ],
  [
    'HEADERS with more padding than frame',
    [start, headers(1, Buffer.of(9, 0), endHeaders | padded)],
    errorCode.protocolError,
  ],
  [
    'HEADERS without room for its priority',
    [start, headers(1, Buffer.of(0), endHeaders | priority)],
    errorCode.frameSizeError,
  ],
  [
    'padded HEADERS without a length',
    [start, headers(1, Buffer.alloc(0), endHeaders | padded)],
    errorCode.frameSizeError,
  ],
  ['CONTINUATION without HEADERS', [start, frame(frameType.continuation, 4, 1)], errorCode.protocolError],
  [
    'PING within a header block',
    [start, headers(1, block(['a', 'b']), 0), frame(frameType.ping, 0, 0, large)],
    errorCode.protocolError,
  ],
  [
    'DATA within a header block',
    [start, headers(1, block(['a', 'b']), 0), frame(0, 0, 1, '00')],
    errorCode.protocolError,
  ],
  [
    'CONTINUATION of another stream',
    [start, headers(1, block(['a', 'b']), 0), frame(frameType.continuation, 4, 3)],
    errorCode.protocolError,
  ],
  ['DATA without a stream', [start, frame(frameType.data, 0, 0, '00')], errorCode.protocolError],
  ['DATA of a stream that never was', [start, frame(frameType.data, 0, 7, '00')], errorCode.protocolError],
  [
    'RST_STREAM of a stream that never was',
    [start, frame(frameType.rstStream, 0, 7, '00000008')],
    errorCode.protocolError,
  ],
  ['RST_STREAM without a stream', [start, frame(frameType.rstStream, 0, 0, '00000008')], errorCode.protocolError],
  ['RST_STREAM of 3 bytes', [start, bidi, frame(frameType.rstStream, 0, 1, '000008')], errorCode.frameSizeError],
  ['WINDOW_UPDATE of 3 bytes', [start, frame(frameType.windowUpdate, 0, 0, '000008')], errorCode.frameSizeError],
  ['WINDOW_UPDATE of nothing', [start, frame(frameType.windowUpdate, 0, 0, '00000000')], errorCode.protocolError],
  [
    'WINDOW_UPDATE of a stream that never was',
    [start, frame(frameType.windowUpdate, 0, 9, '00000001')],
    errorCode.protocolError,
  ],
  [
    'a window of the connection beyond 2^31-1',
    [start, frame(frameType.windowUpdate, 0, 0, '7fffffff')],
    errorCode.flowControlError,
  ],
  ['PING of a stream', [start, frame(frameType.ping, 0, 1, large)], errorCode.protocolError],
  ['PING of 7 bytes', [start, frame(frameType.ping, 0, 0, '00000000000000')], errorCode.frameSizeError],
  ['PRIORITY without a stream', [start, frame(frameType.priority, 0, 0, '0000000000')], errorCode.protocolError],
  ['PRIORITY of 4 bytes', [start, frame(frameType.priority, 0, 3, '00000000')], errorCode.frameSizeError],
  ['GOAWAY of a stream', [start, frame(frameType.goAway, 0, 1, large)], errorCode.protocolError],
  ['GOAWAY of 4 bytes', [start, frame(frameType.goAway, 0, 0, '00000000')], errorCode.frameSizeError],
  ['PUSH_PROMISE', [start, frame(frameType.pushPromise, 4, 1, '00000002')], errorCode.protocolError],
  [
    'HEADERS of a stream that both have ended',
    [start, headers(1, requestBlock('/no/such'), endHeaders | endStream), headers(1, requestBlock('/a'))],
    errorCode.streamClosed,
  ],
  [
    'DATA of a stream that both have ended',
    [start, headers(1, requestBlock('/no/such'), endHeaders | endStream), frame(0, 0, 1, '00')],
    errorCode.streamClosed,
  ],
  [
    'DATA of a stream that its sender has reset',
    [start, bidi, frame(frameType.rstStream, 0, 1, '00000008'), frame(0, 0, 1, '00')],
    errorCode.streamClosed,
  ],
  [
    'a header block without an end',
    [
      start,
      headers(1, Buffer.alloc(1000), 0),
      ...Array.from({ length: 300 }, () => frame(9, 0, 1, Buffer.alloc(1000))),
    ],
    errorCode.enhanceYourCalm,
  ],
  [
    'a header block of nothing without an end',
    [start, headers(1, Buffer.alloc(0), 0), ...Array.from({ length: 25_000 }, () => frame(9, 0, 1))],
    errorCode.enhanceYourCalm,
  ],
  [
    'a flood of PING',
    [start, ...Array.from({ length: 25_000 }, () => frame(6, 0, 0, large))],
    errorCode.enhanceYourCalm,
  ],
  ['a flood of SETTINGS', [start, ...Array.from({ length: 25_000 }, () => settings())], errorCode.enhanceYourCalm],
  [
    'a flood of empty DATA',
    [start, bidi, ...Array.from({ length: 25_000 }, () => frame(0, 0, 1))],
    errorCode.enhanceYourCalm,
  ],
  [
    'a flood of PRIORITY',
    [start, ...Array.from({ length: 25_000 }, () => frame(2, 0, 1, '0000000000'))],
    errorCode.enhanceYourCalm,
  ],
  [
    'a flood of unknown frames',
    [start, ...Array.from({ length: 25_000 }, () => frame(99, 0, 0))],
    errorCode.enhanceYourCalm,
  ],
  [
    'a flood of requests that are reset at once',
    [
      start,
      ...Array.from({ length: 25_000 }, (_, i) => [
        headers(2 * i + 1, requestBlock(echoService.bidi.path)),
        frame(frameType.rstStream, 0, 2 * i + 1, '00000008'),
      ]).flat(),
    ],
    errorCode.enhanceYourCalm,
  ],
];

for (const [what, sent, code] of connectionErrors) {
  test(`${what} ends the connection with code ${code}`, async (t) => {
    const { echo, peer } = await connect(t);
    peer.send(...sent);
    assert.equal(await peer.goAwayCode(), code);
    await stillServes(echo);
  });
}

const tooMany = Array.from({ length: 3_000 }, (_, i) => [`x-${i}`, 'v'.repeat(100)] as const);
const streamErrors: readonly (readonly [what: string, sent: readonly Buffer[], code: number])[] = [
  ['an upper-case name', [headers(1, requestBlock('/a', ['Name', 'x']))], errorCode.protocolError],
  ['a name of HTTP/1', [headers(1, requestBlock('/a', ['connection', 'close']))], errorCode.protocolError],
  ['a value with a line break', [headers(1, requestBlock('/a', ['x', 'a\r\nb']))], errorCode.protocolError],
  ['a pseudo-header behind others', [headers(1, requestBlock('/a', [':path', '/b']))], errorCode.protocolError],
  ['a pseudo-header of answers', [headers(1, block([':status', '200']))], errorCode.protocolError],
  ['no path', [headers(1, block([':method', 'POST'], [':scheme', 'http']))], errorCode.protocolError],
  ['te: gzip', [headers(1, requestBlock('/a', ['te', 'gzip']))], errorCode.protocolError],
  ['trailers that are no end', [bidi, headers(1, block(['a', 'b']))], errorCode.protocolError],
  ['trailers with a pseudo-header', [bidi, headers(1, block([':path', '/']), 5)], errorCode.protocolError],
  ['a window that is widened by nothing', [bidi, frame(8, 0, 1, '00000000')], errorCode.protocolError],
  ['a window beyond 2^31-1', [bidi, frame(8, 0, 1, '7fffffff')], errorCode.flowControlError],
  ['DATA behind the end', [...hang, frame(0, 0, 1, '00')], errorCode.streamClosed],
  ['HEADERS behind the end', [...hang, headers(1, block(['a', 'b']), 5)], errorCode.streamClosed],
  [
    'a list of headers that is too long',
    [
      headers(1, requestBlock('/a', ...tooMany.slice(0, 100)), 0),
      // The same entry again and again: few bytes that stand for many.
      frame(9, 0, 1, Buffer.concat([Buffer.from('4001797f8106', 'hex'), Buffer.alloc(769, 118)])),
      frame(9, endHeaders, 1, Buffer.alloc(5_000, 0xbe)),
    ],
    errorCode.enhanceYourCalm,
  ],
];

for (const [what, sent, code] of streamErrors) {
  test(`${what} ends the stream with code ${code}, and the connection goes on`, async (t) => {
    const { peer } = await connect(t);
    peer.send(start, ...sent);
    assert.equal(await peer.resetCode(1), code);
    peer.send(headers(3, requestBlock('/no/such'), endHeaders | endStream));
    await peer.until(({ type, streamId }) => type === frameType.headers && streamId === 3);
  });
}

test('more data than the window of a stream ends the connection with code 3', async (t) => {
  const { endpoint, remove } = createPrivateEndpoint();
  const server = createPipeServer();
  server.addService({ bidi: echoService.bidi }, { bidi: () => {} });
  const listener = await listenPipe(server, endpoint, { ...open, windowBytes: 100_000 });
  const socket = net.connect(endpoint.path);
  t.after(async () => {
    socket.destroy();
    await listener.close();
    remove();
  });
  const peer = new Peer(socket);
  // What nobody reads is granted again up to 64 KiB, so this is too much in any case.
  peer.send(
    start,
    bidi,
    frame(0, 0, 1, '00000f4240'),
    ...Array.from({ length: 8 }, () => frame(0, 0, 1, Buffer.alloc(60_000))),
  );
  assert.equal(await peer.goAwayCode(), errorCode.flowControlError);
});

test('frames that say nothing new are taken', async (t) => {
  const { peer } = await connect(t);
  const padding = Buffer.concat([Buffer.of(7), requestBlock(echoService.bidi.path), Buffer.alloc(7)]);
  const data = Buffer.from('000000000361626300', 'hex').subarray(0, 8);
  peer.send(
    start,
    frame(frameType.settings, frameFlag.ack, 0),
    settings([setting.headerTableSize, 0], [77, 1], [setting.maxConcurrentStreams, 0], [setting.maxHeaderListSize, 1]),
    frame(frameType.priority, 0, 5, '0000000310'),
    frame(99, 255, 77, 'ffff'),
    frame(frameType.ping, frameFlag.ack, 0, large),
    headers(1, padding, endHeaders | padded),
    frame(frameType.data, padded, 1, Buffer.concat([Buffer.of(3), data, Buffer.alloc(3)])),
  );
  const answer = await peer.until(({ type, streamId }) => type === frameType.data && streamId === 1);
  assert.deepEqual(answer.payload, data);
  // Nothing may be in a table of no bytes.
  const sent = peer.frames.find(({ type }) => type === frameType.headers);
  assert.equal(sent?.payload[0], 0x20);
  await peer.pong();
});

test('what was under way to a stream that we reset is no mistake', async (t) => {
  const { peer } = await connect(t);
  peer.send(start, bidi, frame(8, 0, 1, '00000000'));
  await peer.resetCode(1);
  peer.send(
    frame(0, 0, 1, Buffer.alloc(100)),
    frame(8, 0, 1, '00000001'),
    headers(1, block(['a', 'b']), endHeaders | endStream),
  );
  await peer.pong();
});

test('answers that are not read are not gathered without end', async (t) => {
  const { echo } = await connect(t);
  const socket = await echo.connect();
  socket.pause();
  socket.write(Buffer.concat([start, headers(1, requestBlock(echoService.serverStream.path), endHeaders)]));
  // 100 messages of a MiB, for which the windows of this client have room.
  const wide = settings([setting.initialWindowSize, 2 ** 31 - 1]);
  const request = Buffer.concat([Buffer.from('000000000b', 'hex'), Buffer.from('100:1048576')]);
  socket.write(Buffer.concat([wide, frame(8, 0, 0, '7ffe0000'), frame(0, endStream, 1, request)]));
  while (!echo.calls.includes('serverStream')) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = process.memoryUsage().arrayBuffers;
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 1024 * 1024);
  socket.destroy();
  await echo.cancellation('serverStream');
});

/** A server of raw bytes that says `answer` once it has read a request, and what the call of our client ends with. */
async function callRaw(t: TestContext, answer: readonly Buffer[]): Promise<{ error: RpcError; peer: Peer }> {
  const { endpoint, remove } = createPrivateEndpoint();
  const peers: Peer[] = [];
  const server = net.createServer((socket) => {
    const peer = new Peer(socket, true);
    peers.push(peer);
    peer.send(settings());
    peer
      .until(({ type }) => type === frameType.headers)
      .then(
        () => peer.send(...answer),
        () => {},
      );
  });
  server.listen(endpoint.path);
  await once(server, 'listening');
  const channel = createPipeChannel(endpoint);
  t.after(() => {
    channel.close();
    server.close();
    remove();
  });
  const error = RpcError.from(await unary(channel.client(EchoClient), Buffer.from('x')).catch((error) => error));
  const [peer] = peers;
  assert.ok(peer);
  return { error, peer };
}

for (const [what, answer, code] of [
  ['pushes', [frame(frameType.pushPromise, 4, 1, '00000002')], errorCode.protocolError],
  ['opens a stream', [headers(2, block([':status', '200']))], errorCode.protocolError],
  ['answers what was not asked', [headers(5, block([':status', '200']))], errorCode.protocolError],
  ['asks to be pushed to', [settings([setting.enablePush, 1])], errorCode.protocolError],
  ['sends a broken block', [headers(1, Buffer.of(0x80))], errorCode.compressionError],
  ['sends too long a frame', [setLength(frame(0, 0, 1), 1 << 20)], errorCode.frameSizeError],
  ['pings for ever', Array.from({ length: 25_000 }, () => frame(6, 0, 0, large)), errorCode.enhanceYourCalm],
] as const) {
  test(`a server that ${what} loses the connection with code ${code}`, async (t) => {
    const { error, peer } = await callRaw(t, answer);
    assert.match(error.toString(), new RegExp(`^UNAVAILABLE: the connection was lost.*HTTP/2 error ${code}`));
    assert.equal(await peer.goAwayCode(), code);
  });
}

for (const [what, answer, code] of [
  ['answers with data alone', [frame(0, 0, 1, '00')], errorCode.protocolError],
  ['answers without a status', [headers(1, block(['a', 'b']))], errorCode.protocolError],
  ['ends with an interim answer', [headers(1, block([':status', '100']), 5)], errorCode.protocolError],
  ['answers twice', [headers(1, block([':status', '200'])), headers(1, block(['a', 'b']))], errorCode.protocolError],
] as const) {
  test(`a server that ${what} loses the stream with code ${code}`, async (t) => {
    const { error, peer } = await callRaw(t, answer);
    assert.match(error.toString(), /^INTERNAL: the stream was reset with code 1/);
    assert.equal(await peer.resetCode(1), code);
  });
}

test('interim answers are passed over', async (t) => {
  const { error } = await callRaw(t, [
    headers(1, block([':status', '103'], ['link', 'x'])),
    headers(1, block([':status', '200'], ['grpc-status', '5'], ['grpc-message', 'late']), 5),
  ]);
  assert.equal(error.toString(), 'NOT_FOUND: late');
});
