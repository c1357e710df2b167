// TLS and mTLS against the sample service, with certificates made for the test.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerCredentials } from '@grpc/grpc-js';
import { createSampleServer } from '../../samples/service/create-server.js';
import { type Call, call, orders, serve } from './call-fixture.js';
import { createAuthority, type Identity } from './certificates.js';

const method = `${orders}/GetOrder`;
const messages = ['{"id":"3"}'];

function serverCredentials({ certificate, key }: Identity, clientCa: Buffer | null = null): ServerCredentials {
  return ServerCredentials.createSsl(clientCa, [{ cert_chain: certificate, private_key: key }], clientCa !== null);
}

async function fails(options: Omit<Call, 'method' | 'messages'>, message: RegExp) {
  const { finished } = await call({ ...options, method, messages });
  assert.equal(finished?.codeName, 'UNAVAILABLE');
  assert.match(finished?.message ?? '', message);
}

test('TLS: a given authority, and what is not trusted', async (t) => {
  const authority = createAuthority(t);
  if (!authority) return;
  const { ca } = authority;
  const good = await serve(t, createSampleServer(), serverCredentials(authority.issue('DNS:localhost,IP:127.0.0.1')));
  const port = good.split(':')[1];
  const result = await call({ address: `https://localhost:${port}`, method, messages, tls: { caPem: ca } });
  assert.equal(result.finished?.code, 0, result.finished?.message);
  assert.equal(JSON.parse(result.messages[0].json).id, '3');
  await fails({ address: `grpcs://localhost:${port}` }, /authority that is not trusted/);
  // Whoever names an authority, or takes any, wants TLS: without a scheme this machine is called in plaintext.
  for (const tls of [{ caPem: ca }, { skipVerification: true }]) {
    const { finished } = await call({ address: good, method, messages, tls });
    assert.equal(finished?.code, 0, finished?.message);
  }
  const plaintext = { address: `http://${good}`, method, messages, tls: { caPem: ca } };
  await assert.rejects(call(plaintext), { code: 3, message: /TLS was asked for an address of plaintext/ });
  const any = await call({ address: `https://localhost:${port}`, method, messages, tls: { skipVerification: true } });
  assert.equal(any.finished?.code, 0);
  await fails({ address: `http://localhost:${port}` }, /does it expect TLS\?/);
});

test('TLS: another name, and the override of the name', async (t) => {
  const authority = createAuthority(t);
  if (!authority) return;
  const address = await serve(t, createSampleServer(), serverCredentials(authority.issue('DNS:orders.example')));
  const tls = { caPem: authority.ca };
  await fails({ address: `https://${address}`, tls }, /certificate is for another name/);
  const named = { ...tls, serverName: 'orders.example' };
  const { finished } = await call({ address: `https://${address}`, method, messages, tls: named });
  assert.equal(finished?.code, 0, finished?.message);
});

test('TLS: an expired certificate', async (t) => {
  const authority = createAuthority(t);
  if (!authority) return;
  const expired = authority.issue('IP:127.0.0.1', -1);
  const address = await serve(t, createSampleServer(), serverCredentials(expired));
  await fails({ address: `https://${address}`, tls: { caPem: authority.ca } }, /certificate has expired/);
});

test('mTLS: PEM, PKCS#12, none, and a key that does not belong', async (t) => {
  const authority = createAuthority(t);
  if (!authority) return;
  const { ca } = authority;
  const server = serverCredentials(authority.issue('IP:127.0.0.1'), ca);
  const address = `https://${await serve(t, createSampleServer(), server)}`;
  const client = authority.issue('DNS:client');
  const pem = { caPem: ca, certificatePem: client.certificate, keyPem: client.key };
  const withPem = await call({ address, method, messages, tls: pem });
  assert.equal(withPem.finished?.code, 0, withPem.finished?.message);
  const tls = { caPem: ca, pkcs12: authority.pkcs12(client), passphrase: 'secret' };
  const withPkcs12 = await call({ address, method, messages, tls });
  assert.equal(withPkcs12.finished?.code, 0, withPkcs12.finished?.message);
  await fails({ address, tls: { caPem: ca } }, /TLS|client certificate/);
  const other = authority.issue('DNS:other');
  await assert.rejects(call({ address, method, tls: { ...pem, keyPem: other.key } }), { code: 3, message: /key/ });
  await assert.rejects(call({ address, method, tls: { ...pem, keyPem: Buffer.alloc(0) } }), {
    code: 3,
    message: /key is missing/,
  });
  await assert.rejects(
    call({ address, method, tls: { caPem: Buffer.from('nonsense'), certificatePem: client.key, keyPem: client.key } }),
    { code: 3 },
  );
});
