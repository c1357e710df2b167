// The descriptor.proto in the product is that of the protoc it is compared with.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { bundledDescriptor } from '../../../server/schema/options/bundled-descriptor.js';
import { tokensOf } from '../../../server/syntax/tokenize.js';
import { protocInclude } from '../../conformance/protoc.js';

test('the bundled descriptor.proto has the tokens of protoc’s; otherwise run tools/refresh-descriptor.mjs', () => {
  const theirs = readFileSync(path.join(protocInclude, 'google/protobuf/descriptor.proto'));
  assert.deepEqual(tokenTexts(Buffer.from(bundledDescriptor)), tokenTexts(theirs));
});

function tokenTexts(bytes: Buffer): string[] {
  const { starts, ends, count } = tokensOf(bytes);
  return Array.from({ length: count }, (_, i) => bytes.subarray(starts[i], ends[i]).toString());
}
