// Numbers as text, beyond what the cases hold.
import assert from 'node:assert/strict';
import test from 'node:test';
import { formatDouble, formatFloat } from '../../../server/schema/descriptors/default-value.js';

test('a double has as few digits as give it back', () => {
  assert.equal(formatDouble(0.1), '0.1');
  assert.equal(formatDouble(1 / 3), '0.33333333333333331');
  assert.equal(formatDouble(1e15), '1e+15');
  assert.equal(formatDouble(123456789012345), '123456789012345');
  assert.equal(formatDouble(0.0001), '0.0001');
  assert.equal(formatDouble(0.00001), '1e-05');
  assert.equal(formatDouble(-0), '-0');
});

test('a tie is rounded to the even digit', () => {
  assert.equal(formatDouble(Number('1234567890123.40625')), '1234567890123.4062');
  assert.equal(formatDouble(Number('1234567890123.46875')), '1234567890123.4688');
});

test('a float is narrowed first', () => {
  assert.equal(formatFloat(0.1), '0.1');
  assert.equal(formatFloat(16777217), '16777216');
  assert.equal(formatFloat(3.4028235677973366e38), '3.40282347e+38');
  assert.equal(formatFloat(3.402824e38), 'inf');
  assert.equal(formatFloat(-3.402824e38), '-inf');
});
