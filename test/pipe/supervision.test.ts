// The restart policy as a pure state machine: every event in every phase, backoff, crash loop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  defaultRestartPolicy,
  initialSupervision,
  type Phase,
  type Supervision,
  type SupervisionEvent,
  supervise,
} from '../../pipe/supervision.js';

const policy = defaultRestartPolicy;
const crash: SupervisionEvent = { kind: 'exited', reason: 'it died' };

function after(...events: (SupervisionEvent | SupervisionEvent['kind'])[]): Supervision {
  return events.reduce<Supervision>((current, event) => {
    const full = typeof event === 'string' ? ({ kind: event, reason: 'it died' } as SupervisionEvent) : event;
    return supervise(current, full, 1000, policy);
  }, initialSupervision);
}

const phases: Record<string, Supervision> = {
  stopped: initialSupervision,
  starting: after('start'),
  ready: after('start', 'ready'),
  backoff: after('start', 'ready', 'exited'),
  crashed: after('start', { kind: 'exited', reason: 'it died', fatal: true }),
  'stopping for good': after('start', 'ready', 'stop'),
  'stopping to start': after('start', 'ready', 'restart'),
};

// Phase by phase, what each event leads to; '-' where it changes nothing.
const table: Record<string, Record<SupervisionEvent['kind'], string>> = {
  stopped: { start: 'starting', restart: 'starting', stop: '-', ready: '-', exited: '-', 'backoff-elapsed': '-' },
  starting: {
    start: '-',
    restart: 'stopping to start',
    stop: 'stopping for good',
    ready: 'ready',
    exited: 'backoff',
    'backoff-elapsed': '-',
  },
  ready: {
    start: '-',
    restart: 'stopping to start',
    stop: 'stopping for good',
    ready: '-',
    exited: 'backoff',
    'backoff-elapsed': '-',
  },
  backoff: {
    start: 'starting',
    restart: 'starting',
    stop: 'stopped',
    ready: '-',
    exited: '-',
    'backoff-elapsed': 'starting',
  },
  crashed: { start: 'starting', restart: 'starting', stop: 'stopped', ready: '-', exited: '-', 'backoff-elapsed': '-' },
  'stopping for good': {
    start: 'stopping to start',
    restart: 'stopping to start',
    stop: 'stopping for good',
    ready: '-',
    exited: 'stopped',
    'backoff-elapsed': '-',
  },
  'stopping to start': {
    start: 'stopping to start',
    restart: 'stopping to start',
    stop: 'stopping for good',
    ready: '-',
    exited: 'starting',
    'backoff-elapsed': '-',
  },
};

const nameOf = (phase: Phase) =>
  phase.kind === 'stopping' ? (phase.next === 'starting' ? 'stopping to start' : 'stopping for good') : phase.kind;

for (const [from, row] of Object.entries(table)) {
  for (const [kind, expected] of Object.entries(row)) {
    test(`${from}: ${kind} → ${expected}`, () => {
      const current = phases[from];
      assert.ok(current);
      const next = supervise(current, { kind, reason: 'it died' } as SupervisionEvent, 1000, policy);
      if (expected === '-') assert.equal(next, current);
      else assert.equal(nameOf(next.phase), expected);
    });
  }
}

test('the wait doubles with each crash, up to its limit', () => {
  const patient = { ...policy, maxCrashes: 20 };
  let current = after('start');
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) {
    current = supervise(current, crash, 5000, patient);
    assert.equal(current.phase.kind, 'backoff');
    if (current.phase.kind === 'backoff') waits.push(current.phase.untilMs - 5000);
    current = supervise(current, { kind: 'backoff-elapsed' }, 5000, patient);
    assert.deepEqual(current.phase, { kind: 'starting', attempt: i + 2 });
  }
  assert.deepEqual(waits, [100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000, 10000]);
});

test('the fifth crash within three minutes is the last', () => {
  let current = after('start');
  for (let i = 1; i <= 4; i++) {
    current = supervise(current, crash, i * 40_000, policy);
    assert.equal(current.phase.kind, 'backoff');
    current = supervise(current, { kind: 'backoff-elapsed' }, i * 40_000, policy);
  }
  current = supervise(current, crash, 200_000, policy);
  assert.deepEqual(current.phase, { kind: 'crashed', crashes: 5, reason: 'it died' });
  assert.deepEqual(supervise(current, { kind: 'start' }, 200_001, policy), after('start'));
});

test('crashes that are further apart are forgotten', () => {
  let current = after('start');
  for (let i = 1; i <= 50; i++) {
    current = supervise(current, crash, i * 50_000, policy);
    assert.equal(current.phase.kind, 'backoff');
    current = supervise(current, { kind: 'backoff-elapsed' }, i * 50_000, policy);
  }
  assert.ok(current.crashTimesMs.length <= 4);
});

test('an asked-for exit is no crash', () => {
  assert.deepEqual(after('start', 'ready', 'restart', 'exited').crashTimesMs, []);
  assert.deepEqual(after('start', 'ready', 'stop', 'exited'), initialSupervision);
});

test('whatever happens: never two processes, never a wait without an end', () => {
  const kinds: SupervisionEvent['kind'][] = ['start', 'restart', 'stop', 'ready', 'exited', 'backoff-elapsed'];
  const property = fc.property(fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(100_000))), (history) => {
    let current = initialSupervision;
    let processes = 0;
    let nowMs = 0;
    for (const [kind, passedMs] of history) {
      nowMs += passedMs;
      // The world only reports the exit or readiness of a process that there is.
      if ((kind === 'exited' || kind === 'ready') && processes === 0) continue;
      if (kind === 'exited') processes--;
      const next = supervise(current, { kind, reason: 'r' } as SupervisionEvent, nowMs, policy);
      if (next !== current && next.phase.kind === 'starting') processes++;
      assert.ok(processes === 0 || processes === 1);
      const expected = ['starting', 'ready', 'stopping'].includes(next.phase.kind) ? 1 : 0;
      assert.equal(processes, expected, `${kind} into ${next.phase.kind}`);
      if (next.phase.kind === 'backoff' && next !== current) {
        assert.ok(next.phase.untilMs > nowMs && next.phase.untilMs <= nowMs + policy.maxDelayMs);
      }
      current = next;
    }
  });
  fc.assert(property, { seed: 5, numRuns: 2_000 });
});
