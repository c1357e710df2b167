// gRPC C-core, through Python's grpcio, as the target of calls.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createPrivateEndpoint, formatPipeAddress } from '../../pipe/index.js';
import { findPython, interopSources, skipMissing, startServer } from '../interop/peer-process.js';
import { call, ports } from './call-fixture.js';

test('all kinds of calls to a C-core server', async (t) => {
  const python = findPython();
  if (!python) return skipMissing(t, 'no Python with grpcio (Debian: python3-grpcio)');
  const { endpoint, remove } = createPrivateEndpoint();
  t.after(remove);
  const address = formatPipeAddress(endpoint);
  await startServer(t, python, [path.join(interopSources, 'python/echo_server.py'), address]);
  // Its messages are bytes: an unknown server's schema written by hand.
  const files = await ports({
    'echo.proto': `syntax = "proto3"; package protopipe.test; message M { string text = 1; }
      service Echo { rpc Unary(M) returns (M); rpc Bidi(stream M) returns (stream M); rpc Hang(M) returns (M); }`,
  });
  const hello = '{"text":"grüß dich"}';
  const unary = await call({ address, method: 'protopipe.test.Echo/Unary', messages: [hello], ports: files });
  assert.equal(unary.messages[0].json, hello);
  assert.ok(unary.finished?.trailers.some(({ name }) => name === 'trailer'));
  const many = Array.from({ length: 500 }, (_, index) => `{"text":"${index}"}`);
  const bidi = await call({ address, method: 'protopipe.test.Echo/Bidi', messages: many, ports: files });
  assert.deepEqual(
    bidi.messages.map(({ json }) => json),
    many,
  );
  const metadata = [{ name: 'fail', value: { $case: 'text' as const, value: '9' } }];
  const failed = await call({
    address,
    method: 'protopipe.test.Echo/Unary',
    messages: [hello],
    ports: files,
    metadata,
  });
  assert.equal(failed.finished?.codeName, 'FAILED_PRECONDITION');
  assert.equal(failed.finished?.message, 'asked to fail: ünïcode');
  const hang = { address, method: 'protopipe.test.Echo/Hang', messages: [hello], ports: files, deadlineMs: 300 };
  assert.equal((await call(hang)).finished?.codeName, 'DEADLINE_EXCEEDED');
});
