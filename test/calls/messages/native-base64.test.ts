// The stand-in for base64 of newer runtimes says what their specification says.
import '../../../server/native-base64.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';

interface WithBase64 {
  toBase64(options?: { alphabet?: 'base64' | 'base64url'; omitPadding?: boolean }): string;
}

test('both alphabets, with and without padding', () => {
  const ways = [
    [[], '', '', '', ''],
    [[0xfb], '+w==', '+w', '-w==', '-w'],
    [[0xfb, 0xff], '+/8=', '+/8', '-_8=', '-_8'],
    [[0xfb, 0xff, 0xfe], '+//+', '+//+', '-__-', '-__-'],
  ] as const;
  for (const [bytes, plain, bare, url, bareUrl] of ways) {
    // A part of a larger buffer.
    const value = new Uint8Array([1, 2, ...bytes, 3]).subarray(2, 2 + bytes.length) as unknown as WithBase64;
    assert.equal(value.toBase64(), plain);
    assert.equal(value.toBase64({ omitPadding: true }), bare);
    assert.equal(value.toBase64({ alphabet: 'base64url' }), url);
    assert.equal(value.toBase64({ alphabet: 'base64url', omitPadding: true }), bareUrl);
  }
});
