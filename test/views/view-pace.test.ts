// How a view is told of a call: in ticks, one at a time, and the call waits for a view that falls behind.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ViewPace } from '../../src/views/call/view-pace.js';

function pace(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  let rows = 0;
  const told: number[] = [];
  const made = new ViewPace(
    () => {
      told.push(now);
      return rows;
    },
    () => now,
  );
  const pass = (ms: number) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  return { pace: made, told, pass, setRows: (n: number) => (rows = n) };
}

test('nothing is told before somebody listens, then at once', (t) => {
  const { pace: made, told } = pace(t);
  made.wanted();
  assert.deepEqual(told, []);
  made.open();
  assert.deepEqual(told, [0]);
});

test('changes are gathered into one tick every 50 ms', (t) => {
  const { pace: made, told, pass } = pace(t);
  made.open();
  made.seen();
  for (let i = 0; i < 30; i++) {
    made.wanted();
    pass(10);
    made.seen();
  }
  assert.deepEqual(told, [0, 50, 100, 150, 200, 250, 300]);
});

test('the next tick waits until the one before was shown', (t) => {
  const { pace: made, told, pass } = pace(t);
  made.open();
  made.wanted();
  pass(500);
  assert.deepEqual(told, [0]);
  made.seen();
  assert.deepEqual(told, [0, 500]);
});

test('a call far ahead of its view waits for it, and goes on when the view is closed', async (t) => {
  const { pace: made, setRows, pass } = pace(t);
  assert.equal(made.keepUp(1_000_000), undefined);
  made.open();
  made.seen();
  assert.equal(made.keepUp(50_000), undefined);
  setRows(60_000);
  const waiting = made.keepUp(60_000);
  assert.ok(waiting);
  made.wanted();
  pass(50);
  made.seen();
  await waiting;
  assert.equal(made.keepUp(110_000), undefined);
  const again = made.keepUp(200_000);
  assert.ok(again);
  made.close();
  await again;
  assert.equal(made.keepUp(1_000_000), undefined);
});
