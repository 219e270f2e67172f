import { expect, test } from '@jest/globals';
import { behindSince, decide, lookDue, type Next, WATCH_MS } from '../../workflows/decide.js';
import { enqueue, MOST_RECORDS, waitNoMore } from '../../workflows/enqueue.js';
import { type Closed, dueAt, type Memory, type Queued, reasonOf, remember, stateOf } from '../../workflows/state.js';
import { takeEnd } from '../../workflows/takeEnd.js';

const NOW = 1_000_000;
const sync: Queued = { run: 7, mode: 'sync', full: false, records: [], evenPaused: false };
const underWay = { run: 6, mode: 'sync', full: true, records: [] } as const;
const waits = (until: number) => ({ until, stops: 1, fault: 'quota', message: 'few calls left' });
const full: Queued = { ...sync, run: 5, full: true };
const shut = (state: Closed['state'], until: number | null): Closed => ({ state, until, fault: 'quota', message: 'm' });

function memory(known: Partial<Memory> = {}): Memory {
  return remember({ connection: 'c', profile: 'main-list', version: 1, hash: 'h', ready: true, ...known }, NOW);
}

test.each<[string, Partial<Memory>, Next]>([
  ['nothing asked and no schedule', {}, { kind: 'wait', until: null }],
  ['the schedule is not known', { ready: false }, { kind: 'schedule' }],
  ['due later', { nextRunAt: NOW + 5 }, { kind: 'wait', until: NOW + 5 }],
  ['due now', { nextRunAt: NOW }, { kind: 'probe' }],
  ['asked', { wanted: [sync], nextRunAt: NOW }, { kind: 'start', queued: sync }],
  ['asked while a run is under way', { wanted: [sync], running: underWay }, { kind: 'wait', until: NOW + WATCH_MS }],
  ['paused, though due and asked', { paused: true, nextRunAt: NOW, wanted: [sync] }, { kind: 'wait', until: null }],
  [
    'paused, asked even so',
    { paused: true, wanted: [sync, { ...sync, run: 8, evenPaused: true }] },
    { kind: 'start', queued: { ...sync, run: 8, evenPaused: true } },
  ],
  ['waiting, though asked', { closed: shut('waiting', NOW + 9), wanted: [sync] }, { kind: 'wait', until: NOW + 9 }],
  ['the wait is over', { closed: shut('waiting', NOW), wanted: [sync] }, { kind: 'open' }],
  ['a run waits for calls', { wanted: [{ ...full, waits: waits(NOW + 9) }] }, { kind: 'wait', until: NOW + 9 }],
  [
    'a run has waited for calls',
    { wanted: [{ ...full, waits: waits(NOW) }] },
    { kind: 'start', queued: { ...full, waits: waits(NOW) } },
  ],
  [
    'another is asked for while one waits for calls',
    { wanted: [{ ...full, waits: waits(NOW + 9) }, sync] },
    { kind: 'start', queued: sync },
  ],
  [
    'due by schedule while a full run waits for calls',
    { wanted: [{ ...full, waits: waits(NOW + 9) }], nextRunAt: NOW },
    { kind: 'probe' },
  ],
  [
    'due by schedule while such a run waits for calls itself',
    { wanted: [{ ...sync, waits: waits(NOW + 9) }], nextRunAt: NOW },
    { kind: 'wait', until: NOW + 9 },
  ],
  [
    'paused while a run waits for calls',
    { wanted: [{ ...full, waits: waits(NOW) }], paused: true },
    { kind: 'wait', until: null },
  ],
  ['blocked', { closed: shut('blocked', null), nextRunAt: NOW }, { kind: 'wait', until: null }],
  ['credentials are looked at again', { closed: shut('needsAuth', NOW) }, { kind: 'check' }],
  ['paused, nothing is looked at', { closed: shut('needsAuth', NOW), paused: true }, { kind: 'wait', until: null }],
  ['credentials are being looked at', { examining: true, wanted: [sync] }, { kind: 'wait', until: null }],
  ['removed', { removing: true, wanted: [sync] }, { kind: 'end' }],
  ['removed, the run first', { removing: true, running: underWay }, { kind: 'wait', until: NOW + WATCH_MS }],
])('%s', (_name, known, next) => {
  expect(decide(memory(known), NOW)).toEqual(next);
});

test('a wish joins its like and keeps the leave to run while paused; other kinds are queued by themselves', () => {
  const now = memory({ lastRun: 4 });
  const wish = { mode: 'sync', full: false, records: [], evenPaused: false } as const;
  expect([enqueue(now, wish), enqueue(now, { ...wish, evenPaused: true }), enqueue(now, wish)]).toEqual([5, 5, 5]);
  expect([enqueue(now, { ...wish, full: true }), enqueue(now, { ...wish, mode: 'plan' })]).toEqual([6, 7]);
  expect(now.wanted.map(({ run, evenPaused }) => [run, evenPaused])).toEqual([
    [5, true],
    [6, false],
    [7, false],
  ]);
});

test('records beyond what one run takes make another, both before the rest and in the order asked', () => {
  const now = memory();
  const ids = (from: number) => Array.from({ length: MOST_RECORDS / 2 + 1 }, (_, n) => `003${from + n}`);
  const wish = (records: string[]) => ({ mode: 'records', full: false, records, evenPaused: false }) as const;
  enqueue(now, { mode: 'sync', full: false, records: [], evenPaused: false });
  expect([enqueue(now, wish(ids(0))), enqueue(now, wish(ids(500))), enqueue(now, wish(ids(0)))]).toEqual([2, 3, 2]);
  expect(now.wanted.map(({ run }) => run)).toEqual([2, 3, 1]);
});

const ended = { run: 6, mode: 'sync', outcome: 'inStep', reason: null, writes: 2, inbox: 1, held: 3 } as const;

test('a run that came to its end clears the faults before it and leaves its counts', () => {
  const now = memory({ running: underWay, failures: 3, closed: shut('waiting', NOW), holding: true, still: true });
  takeEnd(now, ended, NOW);
  expect(now).toMatchObject({ running: null, failures: 0, closed: null, holding: false, inbox: 1, held: 3 });
  expect([now.lastChange, now.wanted]).toEqual([NOW, []]);
});

test('R-ALL-6 what waits for a person is looked at a day after the run that told of it, or at once where it ended without a word', () => {
  const day = 86_400_000;
  const told = (known: Partial<Memory>, more: Partial<typeof ended> | object) => {
    const now = memory({ running: underWay, lookAt: null, ...known });
    takeEnd(now, { ...ended, ...more }, NOW);
    return lookDue(now, NOW);
  };
  expect(told({}, {})).toBe(NOW + day);
  expect(told({}, { held: 0 })).toBeNull();
  expect(told({}, { outcome: 'stopped', reason: 'quota' })).toBe(NOW);
  expect(told({ lookAt: 5 }, {})).toBe(5);
  expect(told({ removing: true }, {})).toBeNull();
});

test.each<[string, Partial<Memory>, number | null]>([
  ['idle until its next time', {}, null],
  ['idle after a fault that is over', { failures: 2 }, null],
  ['paused', { paused: true }, 100],
  ['shut', { closed: shut('waiting', NOW + 9) }, 100],
  [
    'all of its queue waits',
    { wanted: [{ ...sync, waits: { until: NOW + 9, stops: 1, fault: 'quota', message: 'm' } }] },
    100,
  ],
  ['a run that nothing went before', { running: underWay }, 500],
  ['a run after others that were stopped', { running: underWay, failures: 1 }, 100],
  ['a run after others that had no calls left', { running: { ...underWay, stops: 1 } }, 100],
])('behind since: %s', (_name, known, since) => {
  expect(behindSince(memory({ inStepAt: 100, since: 500, ...known }))).toBe(since);
});

test('the lag is looked at when it passes what is allowed, and once more when that is over; other looks keep their time', () => {
  const now = memory({ lookAt: null, lagMs: 1_000, inStepAt: NOW - 400, paused: true });
  expect(lookDue(now, NOW)).toBe(NOW + 600);
  expect(lookDue({ ...now, lookAt: NOW + 5 }, NOW)).toBe(NOW + 5);
  expect(lookDue({ ...now, paused: false }, NOW)).toBeNull();
  expect(lookDue({ ...now, lagMs: null }, NOW)).toBeNull();
  expect(lookDue({ ...now, lateOf: NOW - 5_000 }, NOW)).toBe(NOW);
  expect(lookDue({ ...now, lateOf: NOW - 1_000, inStepAt: NOW - 1_000 }, NOW)).toBeNull();
  // In step again, by a run that took longer than that.
  expect(lookDue({ ...now, lateOf: NOW - 5_000, inStepAt: NOW - 1_000 }, NOW)).toBe(NOW);
});

test('a settled sync is in step as of its begin; a stopped one, and one of just some records, are not', () => {
  const since = (known: Partial<Memory>, more: object = {}) => {
    const now = memory({ inStepAt: 5, running: { ...underWay, startedAt: 700 }, ...known });
    takeEnd(now, { ...ended, ...more }, NOW);
    return now.inStepAt;
  };
  expect(since({})).toBe(700);
  expect(since({ running: { ...underWay, mode: 'records', startedAt: 700 } }, { mode: 'records' })).toBe(5);
  expect(since({}, { outcome: 'stopped', reason: 'quota' })).toBe(5);
});

test('the word of a run that is not under way changes nothing', () => {
  const now = memory({ running: underWay, lastRun: 6 });
  const before = structuredClone(now);
  takeEnd(now, { ...ended, run: 5 }, NOW);
  expect(now).toEqual(before);
});

test('stopped for want of calls it waits by itself, longer each time, and keeps who asked for it', () => {
  const asked = { ...underWay, asked: true };
  const now = memory({ running: asked, lastRun: 6, failures: 2 });
  const stop = { ...ended, outcome: 'stopped', reason: 'quota', writes: 0, message: 'few calls left' } as const;
  takeEnd(now, stop, NOW);
  const [queued] = now.wanted;
  expect(queued).toEqual({ ...full, run: 7, asked: true, waits: waits(NOW + 15 * 60_000) });
  expect([now.closed, stateOf(now), reasonOf(now), dueAt(now)]).toEqual([
    null,
    'waiting',
    'few calls left',
    NOW + 15 * 60_000,
  ]);
  const again = memory({ running: { ...asked, run: 7, stops: 1 }, lastRun: 7, nextRunAt: NOW + 9 });
  takeEnd(again, { ...stop, run: 7 }, NOW);
  expect(again.wanted).toMatchObject([{ waits: { until: NOW + 30 * 60_000, stops: 2 } }]);
  // The schedule is due before.
  expect(dueAt(again)).toBe(NOW + 9);
});

test('whoever asks for what waits for calls has it tried now, the others wait on; one that is resumed waits for none', () => {
  const now = memory({
    lastRun: 7,
    wanted: [
      { ...full, waits: waits(NOW + 9) },
      { ...sync, waits: waits(NOW + 9) },
    ],
  });
  expect(enqueue(now, { ...sync, asked: true })).toBe(7);
  expect(now.wanted).toEqual([
    { ...full, waits: waits(NOW + 9) },
    { ...sync, asked: true },
  ]);
  expect(stateOf(now)).toBe('idle');
  waitNoMore(now, NOW);
  expect(now.wanted).toEqual([
    { ...full, waits: { ...waits(NOW), stops: 0 } },
    { ...sync, asked: true },
  ]);
});

test.each([
  ['unreachable', 'waiting', NOW + 60_000],
  ['unauthorized', 'needsAuth', NOW + 15 * 60_000],
  ['misconfigured', 'blocked', null],
])('stopped by %s it is %s, and what was asked for is queued again', (reason, state, until) => {
  const now = memory({ running: underWay, lastRun: 6 });
  takeEnd(now, { ...ended, outcome: 'stopped', reason, writes: 0, message: 'ours' }, NOW);
  expect(now.closed).toEqual({ state, until, fault: reason, message: 'ours' });
  expect(stateOf(now)).toBe(state);
  expect(now.wanted).toEqual([{ run: 7, mode: 'sync', full: true, records: [], evenPaused: false }]);
});

test('a stopped plan was for someone who looked then; a removed run is not done again', () => {
  const plan = memory({ running: { ...underWay, mode: 'plan' } });
  takeEnd(plan, { ...ended, mode: 'plan', outcome: 'stopped', reason: 'quota' }, NOW);
  const removed = memory({ running: underWay, removing: true });
  takeEnd(removed, { ...ended, outcome: 'stopped', reason: 'removed' }, NOW);
  expect([plan.wanted, removed.wanted, removed.closed]).toEqual([[], [], null]);
});
