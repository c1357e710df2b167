// .NET: a client over NamedPipeClientStream as the .NET documentation shapes it, and Kestrel on the pipe's path.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { createPipeChannel, listenPipe, type PipeEndpoint, parsePipeAddress } from '../../pipe/index.js';
import { createEchoServer, EchoClient } from '../pipe/echo-service.js';
import { hasDotnet, publishDotnetPeer } from './dotnet-peer.js';
import { callEverything, expectedResults, sawCancellation } from './echo-results.js';
import { runClient, skipMissing, startServer } from './peer-process.js';

/** A name, and the endpoint that `pipe:NAME` means here. */
function uniquePipe(): { name: string; endpoint: PipeEndpoint } {
  const name = `protopipe-test-${randomBytes(8).toString('hex')}`;
  const endpoint = parsePipeAddress(`pipe:${name}`);
  assert.ok(endpoint);
  return { name, endpoint };
}

describe('.NET', { timeout: 400_000 }, () => {
  // Set where the peer was built on another system.
  let peer = process.env.PROTOPIPE_DOTNET_PEER;
  before(async () => {
    if (!peer && hasDotnet()) peer = path.join(await publishDotnetPeer(), 'EchoPeer');
  });

  test('a GrpcChannel over NamedPipeClientStream calls our listener by its pipe name', async (t) => {
    if (!peer) return skipMissing(t, 'no .NET SDK');
    const { name, endpoint } = uniquePipe();
    const echo = createEchoServer();
    const listener = await listenPipe(echo.server, endpoint, { access: { kind: 'open' } });
    t.after(() => listener.close());
    assert.deepEqual(await runClient(peer, ['client', name]), expectedResults);
    await echo.cancellation('bidi');
    await echo.cancellation('hang');
  });

  test('our channel calls Kestrel by the pipe name', async (t) => {
    if (!peer) return skipMissing(t, 'no .NET SDK');
    const { name, endpoint } = uniquePipe();
    const listen = process.platform === 'win32' ? ['serve-pipe', name] : ['serve-socket', endpoint.path];
    await startServer(t, peer, listen);
    const channel = createPipeChannel(endpoint);
    t.after(() => channel.close());
    const client = channel.client(EchoClient);
    assert.deepEqual(await callEverything(client), expectedResults);
    assert.equal(await sawCancellation(client), true);
  });
});
