// What a shard linked before all files were placed counts only as long as it is still right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { descriptorFileName } from '../../server/schema/source-file.js';
import { Shard } from '../../server/workspace/shard.js';

const texts = [
  'syntax = "proto3"; package google.protobuf; message FileOptions {}',
  'syntax = "proto3"; package p; message M {}',
  'syntax = "proto3"; package q; message M {}',
  'syntax = "proto3"; package p; import "b.proto"; message A { M m = 1; }',
  'syntax = "proto3"; package p; message N { Elsewhere e = 1; }',
  'syntax = "proto3"; package other; message Elsewhere {}',
];
const names = [descriptorFileName, 'b.proto', 'other/b.proto', 'a.proto', 'n.proto', 'e.proto'];

function shardWith(ids: readonly number[], shard = new Shard()): Shard {
  for (const id of ids) {
    if (!shard.has(id)) shard.parse(id, new TextEncoder().encode(texts[id]));
    shard.place(id, names[id], Int32Array.from(id === 3 ? [1] : []));
  }
  return shard;
}

test('files that are placed as before are not linked again, others are', () => {
  const shard = shardWith([0, 1, 2, 3]);
  shard.linkAhead(3, 0);
  assert.deepEqual(shard.problems(3, 0).problems, []);
  shard.place(3, 'a.proto', Int32Array.of(1));
  assert.deepEqual(shard.problems(3, 0).problems, []);
  shard.place(3, 'a.proto', Int32Array.of(2));
  assert.ok(shard.problems(3, 0).problems.some(({ code }) => code === 'undefined-type'));
});

test('what options there are does not depend on a descriptor.proto that is not imported', () => {
  const option = 'syntax = "proto3"; package o; option java_package = "o"; option only_here = "o";';
  const shard = shardWith([0, 1]);
  shard.parse(6, new TextEncoder().encode(option));
  shard.place(6, 'o.proto', new Int32Array(0));
  const { problems } = shard.problems(6, 0);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['unknown-option'],
  );
  const other = 'syntax = "proto2"; package google.protobuf; message FileOptions { optional string only_here = 1; }';
  shard.parse(7, new TextEncoder().encode(other));
  shard.place(7, descriptorFileName, new Int32Array(0));
  assert.deepEqual(shard.problems(6, 7).problems, problems);
});

test('what is looked for everywhere is looked for again when there are more files', () => {
  const ahead = shardWith([0, 4]);
  ahead.linkAhead(4, 0);
  shardWith([0, 4, 5], ahead);
  const expected = shardWith([0, 4, 5]).problems(4, 0);
  assert.ok(expected.isSearched);
  assert.deepEqual(ahead.problems(4, 0), expected);
  const alone = shardWith([0, 4]).problems(4, 0);
  assert.notDeepEqual(alone.problems, expected.problems);
});
