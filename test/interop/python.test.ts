// gRPC C-core, through Python's grpcio, on both sides of a Unix socket.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createPipeChannel, createPrivateEndpoint, formatPipeAddress } from '../../pipe/index.js';
import { openEcho } from '../pipe/echo-pipe.js';
import { EchoClient } from '../pipe/echo-service.js';
import { callEverything, expectedResults, sawCancellation } from './echo-results.js';
import { findPython, interopSources, runClient, skipMissing, startServer } from './peer-process.js';

const missing = 'no Python with grpcio (Debian: python3-grpcio)';
const source = (name: string) => path.join(interopSources, 'python', name);

test('a C-core client calls our listener', async (t) => {
  const python = findPython();
  if (!python) return skipMissing(t, missing);
  const echo = await openEcho(t, { access: { kind: 'open' } });
  const results = await runClient(python, [source('echo_client.py'), formatPipeAddress(echo.endpoint)]);
  assert.deepEqual(results, expectedResults);
  await echo.cancellation('bidi');
  await echo.cancellation('hang');
});

test('a C-core client that knows no secret sees no service', async (t) => {
  const python = findPython();
  if (!python) return skipMissing(t, missing);
  const echo = await openEcho(t);
  await assert.rejects(runClient(python, [source('echo_client.py'), formatPipeAddress(echo.endpoint)]), /UNAVAILABLE/);
  assert.deepEqual(echo.calls, []);
});

test('our channel calls a C-core server', async (t) => {
  const python = findPython();
  if (!python) return skipMissing(t, missing);
  const { endpoint, remove } = createPrivateEndpoint();
  t.after(remove);
  await startServer(t, python, [source('echo_server.py'), formatPipeAddress(endpoint)]);
  const channel = createPipeChannel(endpoint);
  t.after(() => channel.close());
  const client = channel.client(EchoClient);
  assert.deepEqual(await callEverything(client), expectedResults);
  assert.equal(await sawCancellation(client), true);
});
