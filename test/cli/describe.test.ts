// `protopipe list`, `describe` and `compare` as processes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../temporary-folder.js';
import { runCli } from './run-cli.js';
import { onSocket, sampleTarget } from './sample-target.js';

const orders = 'protopipe.sample.v1.OrderService';

test('list: services and methods, as text and as JSON', async (t) => {
  const address = await onSocket(t, sampleTarget(t).server);
  const listed = await runCli(['list', address]);
  assert.equal(listed.code, 0, listed.stderr);
  assert.match(
    listed.stdout,
    /^protopipe\.sample\.v1\.OrderService\n {2}GetOrder\(protopipe\.sample\.v1\.GetOrderRequest\) returns \(protopipe\.sample\.v1\.Order\)\n {2}WatchOrders\(.*\) returns \(stream /m,
  );
  const json = await runCli(['list', address, '--format', 'json']);
  const services = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    services.map(({ service }) => service),
    ['grpc.health.v1.Health', orders],
  );
});

test('list: no reflection, and nothing there', async (t) => {
  const address = await onSocket(t, sampleTarget(t, { reflection: [] }).server);
  const silent = await runCli(['list', address]);
  assert.equal(silent.code, 2);
  assert.match(silent.stderr, /has no server reflection/);
  const nowhere = await runCli(['list', `unix:${temporaryFolder(t)}/none.sock`]);
  assert.equal(nowhere.code, 78);
});

test('describe: a symbol, everything, and what is not there', async (t) => {
  const address = await onSocket(t, sampleTarget(t).server);
  const item = await runCli(['describe', address, 'protopipe.sample.v1.Item']);
  assert.equal(
    item.stdout,
    '// protopipe.sample.v1.Item in protopipe/sample/v1/orders.proto\nmessage Item {\n  string sku = 1;\n  uint32 count = 2;\n}\n',
  );
  const all = await runCli(['describe', address]);
  assert.match(all.stdout, /^service Health \{$/m);
  assert.match(all.stdout, /^ {2}rpc Chat\(stream ChatMessage\) returns \(stream ChatMessage\);$/m);
  const none = await runCli(['describe', address, 'no.Such']);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /no\.Such is not declared/);
});

test('describe --output-dir writes files that compile, and compare finds no difference', async (t) => {
  const address = await onSocket(t, sampleTarget(t).server);
  const cwd = temporaryFolder(t);
  const written = await runCli(['describe', address, '--output-dir', 'schema'], { cwd });
  assert.equal(written.code, 0, written.stderr);
  const orderFile = path.join('schema', 'protopipe', 'sample', 'v1', 'orders.proto');
  assert.deepEqual(written.stdout.trim().split('\n').sort(), [
    path.join('schema', 'grpc', 'health', 'v1', 'health.proto'),
    orderFile,
  ]);
  const checked = await runCli(['check', 'schema'], { cwd });
  assert.equal(checked.code, 0, checked.stdout);
  const same = await runCli(['compare', address, 'schema'], { cwd });
  assert.deepEqual(same, {
    code: 0,
    stdout: '1 service, 8 messages, 1 enum on both sides: 0 differences\n',
    stderr: '',
  });

  const file = path.join(cwd, orderFile);
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(
    file,
    text.replace('uint32 count = 2;', 'int32 count = 2;').replace(/ {2}optional string note.*\n/, ''),
  );
  const other = await runCli(['compare', address, 'schema'], { cwd });
  assert.equal(other.code, 1, other.stderr);
  assert.match(
    other.stdout,
    /orders\.proto:\d+:\d+: protopipe\.sample\.v1\.Item\.count: other type: uint32 count = 2 at the target, int32 count = 2 here$/m,
  );
  assert.match(other.stdout, /: protopipe\.sample\.v1\.Order\.note: only the target has it: optional string note = 10/);
  const json = await runCli(['compare', address, 'schema', '--format', 'json'], { cwd });
  const [first] = json.stdout.split('\n').map((line) => line && JSON.parse(line));
  assert.equal(first.kind, 'changed');
  assert.deepEqual(first.aspects, ['type']);
  assert.equal(first.path, orderFile);
});

test('a descriptor set in the place of a target', async (t) => {
  const cwd = temporaryFolder(t, {
    'a.proto': 'syntax = "proto3"; package a; message M { int32 n = 1; } service S { rpc Do(M) returns (M); }',
    'new/a.proto': 'syntax = "proto3"; package a; message M { int64 n = 1; } service S { rpc Do(M) returns (M); }',
  });
  assert.equal((await runCli(['build', 'a.proto', '-o', 'set.binpb'], { cwd })).code, 0);
  assert.match((await runCli(['list', '@set.binpb'], { cwd })).stdout, /^a\.S\n {2}Do\(a\.M\) returns \(a\.M\)\n$/);
  const compared = await runCli(['compare', '@set.binpb', 'new'], { cwd });
  assert.equal(compared.code, 1);
  assert.match(compared.stdout, /a\.M\.n: other type/);
  const written = await runCli(['describe', '@set.binpb', '--output-dir', 'out'], { cwd });
  assert.equal(written.code, 0, written.stderr);
  assert.match(fs.readFileSync(path.join(cwd, 'out/a.proto'), 'utf8'), /^ {2}int32 n = 1;$/m);
  const none = await runCli(['list', '@gone.binpb'], { cwd });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /cannot read gone\.binpb: ENOENT/);
});
