// Calls go where the person said, not where the environment says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerCredentials } from '@grpc/grpc-js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { call, listen, orders, serve } from './call-fixture.js';
import { createAuthority } from './certificates.js';

test('proxies of the environment are not used', async (t) => {
  let connections = 0;
  const proxy = await listen(t, (socket) => {
    connections++;
    socket.destroy();
  });
  for (const name of ['grpc_proxy', 'https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY', 'all_proxy']) {
    const before = process.env[name];
    process.env[name] = `http://${proxy}`;
    t.after(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
  const method = `${orders}/GetOrder`;
  const messages = ['{"id":"3"}'];
  const plain = await serve(t, createSampleServer());
  // Compressed requests and TLS are on another channel than plaintext.
  for (const gzip of [false, true]) {
    const result = await call({ address: plain, method, messages, target: { gzip } });
    assert.equal(result.finished?.code, 0, result.finished?.message);
  }
  const authority = createAuthority(t);
  if (!authority) return;
  const { certificate, key } = authority.issue('DNS:localhost');
  const pair = [{ cert_chain: certificate, private_key: key }];
  const secure = await serve(t, createSampleServer(), ServerCredentials.createSsl(null, pair));
  const address = `https://${secure.replace('127.0.0.1', 'localhost')}`;
  const result = await call({ address, method, messages, tls: { caPem: authority.ca } });
  assert.equal(result.finished?.code, 0, result.finished?.message);
  assert.equal(connections, 0);
});
