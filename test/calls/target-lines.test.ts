// A request that is written for a saved target says how to get there, in settings that request files know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingNamed } from '../../server/requests/settings/setting.js';
import { withTargetLines } from '../../src/calls/target-lines.js';

const draft = '### Get\n# Gets one.\nGRPC orders:443/shop.v1.Orders/Get\n\n{\n  "id": ""\n}\n';

test('nothing is added for a bare address', () => {
  assert.equal(withTargetLines(draft, { address: 'orders:443' }), draft);
});

test('settings stand above the GRPC line, headers below', () => {
  const text = withTargetLines(draft, {
    address: 'orders:443',
    tls: true,
    caFile: 'certs/ca.pem',
    certificateFile: 'me.pem',
    keyFile: 'me.key',
    pkcs12File: 'me.p12',
    passphraseSecret: 'KEY',
    serverName: 'orders.example.com',
    skipVerification: true,
    headers: { authorization: 'Bearer {{$secret TOKEN}}' },
  });
  assert.equal(
    text,
    `### Get
# Gets one.
# @tls
# @ca certs/ca.pem
# @cert me.pem
# @key me.key
# @pkcs12 me.p12
# @passphrase {{$secret KEY}}
# @server-name orders.example.com
# @insecure
GRPC orders:443/shop.v1.Orders/Get
authorization: Bearer {{$secret TOKEN}}

{
  "id": ""
}
`,
  );
  for (const [, name] of text.matchAll(/^# @([\w-]+)/gm)) assert.ok(settingNamed(name), name);
});

test('plaintext is said too', () => {
  assert.match(withTargetLines(draft, { address: 'a', tls: false }), /\n# @plaintext\nGRPC /);
});
