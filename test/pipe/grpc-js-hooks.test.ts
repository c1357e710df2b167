// The places of grpc-js that are used though they are not documented. When its version changes, this says what broke.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import { test } from 'node:test';
import { ChannelCredentials } from '@grpc/grpc-js';
import { connectPipe, defaultWindowBytes } from '../../pipe/index.js';
import { openEcho } from './echo-pipe.js';

test('credentials make a secure connector of this shape', () => {
  const connector = ChannelCredentials.createInsecure()._createSecureConnector({ path: 'x' }, {});
  assert.deepEqual(Object.keys(connector).sort(), ['connect', 'destroy', 'getCallCredentials', 'waitForReady']);
});

test('the server announces its window for streams and for the connection', async (t) => {
  const echo = await openEcho(t);
  const socket = await connectPipe(echo.endpoint, { secret: echo.secret });
  const session = http2.connect('http://localhost', { createConnection: () => socket });
  t.after(() => session.destroy());
  const [settings] = (await once(session, 'remoteSettings')) as [http2.Settings];
  assert.equal(settings.initialWindowSize, defaultWindowBytes);
  await new Promise((resolve) => session.ping(resolve));
  assert.equal(session.state.remoteWindowSize, defaultWindowBytes);
});
