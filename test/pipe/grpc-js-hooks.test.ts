// The place of grpc-js that is used though it is not documented, and what grpc-js' own server does behind a listener.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChannelCredentials, Server } from '@grpc/grpc-js';
import { createPipeChannel, createPrivateEndpoint, createSecret, listenPipe } from '../../pipe/index.js';
import { EchoClient, echoService, unary } from './echo-service.js';

test('credentials make a secure connector of this shape', () => {
  const connector = ChannelCredentials.createInsecure()._createSecureConnector({ path: 'x' }, {});
  assert.deepEqual(Object.keys(connector).sort(), ['connect', 'destroy', 'getCallCredentials', 'waitForReady']);
});

test('a server of grpc-js listens on a pipe as well', async (t) => {
  const { endpoint, remove } = createPrivateEndpoint();
  const secret = createSecret();
  const server = new Server();
  server.addService(
    { unary: echoService.unary },
    {
      unary: (call: { request: Buffer }, callback: (error: null, answer: Buffer) => void) =>
        callback(null, call.request),
    },
  );
  const listener = await listenPipe(server, endpoint, { access: { kind: 'secret', secret } });
  const channel = createPipeChannel(endpoint, { secret });
  t.after(async () => {
    channel.close();
    await listener.close();
    remove();
  });
  assert.equal((await unary(channel.client(EchoClient), Buffer.from('x'))).response.toString(), 'x');
});
