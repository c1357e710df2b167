// Which rows of a long list are visible.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scrollHeight, scrollTo, windowAt } from '../../src/views/call/row-window.js';

const rowHeight = 22;
const viewHeight = 300;

test('short lists are scrolled pixel by pixel', () => {
  const size = { rows: 1_000, rowHeight, viewHeight };
  assert.equal(scrollHeight(size), 22_000);
  assert.deepEqual(windowAt(0, size), { first: 0, hidden: 0 });
  assert.deepEqual(windowAt(45, size), { first: 2, hidden: 1 });
  assert.deepEqual(windowAt(1e9, size), { first: 986, hidden: 8 });
});

test('a list that fits is not scrolled', () => {
  const size = { rows: 3, rowHeight, viewHeight };
  assert.deepEqual(windowAt(10, size), { first: 0, hidden: 0 });
  assert.equal(scrollTo(2, 0, size), 0);
});

for (const rows of [1_000, 1_000_000, 50_000_000]) {
  test(`of ${rows} rows each can be brought into view`, () => {
    const size = { rows, rowHeight, viewHeight };
    assert.ok(scrollHeight(size) <= 33_554_432);
    let scrollTop = 0;
    for (const row of [0, rows - 1, rows >> 1, (rows >> 1) + 1, 0, 17, rows - 2]) {
      scrollTop = scrollTo(row, scrollTop, size);
      const { first, hidden } = windowAt(scrollTop, size);
      assert.ok(row >= first && (row - first + 1) * rowHeight - hidden <= viewHeight + 1, `row ${row}, first ${first}`);
    }
  });
}

test('the end of the scroll way shows the last row', () => {
  const size = { rows: 5_000_000, rowHeight, viewHeight };
  const { first, hidden } = windowAt(scrollHeight(size) - viewHeight, size);
  assert.equal(first * rowHeight + hidden, 5_000_000 * rowHeight - viewHeight);
});
