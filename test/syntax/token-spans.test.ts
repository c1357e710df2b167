// Places of tokens of a text that is read as far as they are asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenSpans } from '../../server/syntax/token-spans.js';
import { tokensOf } from '../../server/syntax/tokenize.js';
import { randomNumbers } from '../language/corpus.js';

const texts = ['', 'syntax', ' "a" /* b */ c\n', 'message M { string name = 1; } // and so on\n'.repeat(500)];

for (const text of texts) {
  test(`places in ${text.length} characters, asked in any order`, () => {
    const bytes = new TextEncoder().encode(text);
    const all = tokensOf(bytes);
    const random = randomNumbers(1);
    for (let round = 0; round < 50; round++) {
      const spans = new TokenSpans(bytes);
      for (let i = 0; i < 5; i++) {
        const token = Math.floor(random() * all.count);
        const last = Math.min(token + Math.floor(random() * 300), all.count - 1);
        assert.deepEqual(spans.span(token, last), all.span(token, last));
        assert.equal(spans.start(token), all.starts[token]);
        assert.equal(spans.end(token), all.ends[token]);
        assert.equal(spans.kind(token), all.kinds[token]);
      }
    }
  });
}
