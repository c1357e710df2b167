// Import roots out of protoc's options.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { protoPaths } from '../../src/config/protoc-options.js';

test('every spelling of an import root', () => {
  const options = ['--proto_path=a', '-Ib', '-I=c', '-I', 'd', '--proto_path', 'e', '--go_out=gen', 'x.proto'];
  assert.deepEqual(protoPaths(options, false), ['a', 'b', 'c', 'd', 'e']);
});

test('several in one option, as the system separates them', () => {
  assert.deepEqual(protoPaths(['-Ia:b'], false), ['a', 'b']);
  assert.deepEqual(protoPaths(['-IC:\\a;D:\\b'], true), ['C:\\a', 'D:\\b']);
});

test('an option without its value is nothing', () => {
  assert.deepEqual(protoPaths(['--proto_path', '-I'], false), ['-I']);
  assert.deepEqual(protoPaths(['-I'], false), []);
});
