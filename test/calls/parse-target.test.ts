// The spellings of targets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { parseTarget } from '../../server/calls/target/parse-target.js';

test('addresses and what they mean', () => {
  for (const [text, display] of [
    ['localhost:50051', 'http://localhost:50051'],
    ['127.0.0.1:1', 'http://127.0.0.1:1'],
    ['[::1]:50051', 'http://[::1]:50051'],
    ['api.example.com:443', 'https://api.example.com:443'],
    ['https://api.example.com', 'https://api.example.com:443'],
    ['grpcs://api.example.com:8443/', 'https://api.example.com:8443'],
    ['http://api.example.com', 'http://api.example.com:80'],
    ['grpc://10.0.0.1:9000', 'http://10.0.0.1:9000'],
    ['pipe:orders', 'pipe:orders'],
  ]) {
    assert.equal(parseTarget(text).display, display);
  }
  assert.equal(parseTarget('localhost:1', 'tls').display, 'https://localhost:1');
  assert.equal(parseTarget('example.com:1', 'plaintext').display, 'http://example.com:1');
});

test('addresses that are refused', () => {
  for (const [text, reason] of [
    ['', /empty/],
    ['localhost', /port is missing/],
    ['localhost:0', /no port/],
    ['localhost:99999', /no port/],
    ['ftp://x', /scheme ftp/],
    ['https://user:secret@host', /no user name/],
    ['https://host/path', /no path/],
    ['::1:50051', /brackets/],
    [':50051', /host is missing/],
    ['unix-abstract:x', /abstract/],
  ] as const) {
    assert.throws(() => parseTarget(text), { code: status.INVALID_ARGUMENT, message: reason }, text);
  }
  assert.throws(() => parseTarget('https://x', 'plaintext'), /plaintext was asked for/);
});
