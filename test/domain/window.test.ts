import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advanced, OVERLAP_MS, settledCursor, window, type WindowAsk } from '../../src/domain/window.js';
import { NOON } from '../support/people.js';

const MINUTE = 60_000;

function ask(more: Partial<WindowAsk> = {}): WindowAsk {
  return { cursor: NOON, full: false, now: NOON + 15 * MINUTE, visibleWithin: 5_000, zoneUnchanged: false, ...more };
}

describe('a window of changes (protocol 6)', () => {
  test.each<[string, Partial<WindowAsk>, number]>([
    ['begins ten minutes before the cursor', {}, NOON - 10 * MINUTE],
    ['begins earlier where the side shows changes later still', { visibleWithin: 25 * MINUTE }, NOON - 25 * MINUTE],
    ['begins at the side’s own lateness where nothing appeared in the overlap', { zoneUnchanged: true }, NOON - 5_000],
    [
      'begins at that lateness too where it is longer than the overlap',
      { zoneUnchanged: true, visibleWithin: 25 * MINUTE },
      NOON - 25 * MINUTE,
    ],
    ['begins at the beginning where there was none before', { cursor: null }, 0],
    ['begins at the beginning where everything is asked for', { full: true, zoneUnchanged: true }, 0],
    ['begins at the beginning at the earliest', { cursor: 1_000 }, 0],
  ])('%s', (_what, more, since) => expect(window(ask(more)).since).toBe(since));

  test('ends at the side’s time at the start of the run', () => {
    for (const more of [{}, { cursor: null }, { full: true }, { zoneUnchanged: true }, { cursor: NOON + 20 * MINUTE }])
      expect(window(ask(more)).until).toBe(NOON + 15 * MINUTE);
  });

  test('re-reads begin at what a read at the start can have missed', () =>
    expect(window(ask({ visibleWithin: 10 * MINUTE })).bound).toBe(NOON + 5 * MINUTE));

  test('the overlap is at least ten minutes', () => expect(OVERLAP_MS).toBeGreaterThanOrEqual(10 * MINUTE));
});

describe('the bound of re-reads', () => {
  test.each([
    ['moves to the time of the read less what it can have missed', NOON, NOON + 60_000, NOON + 55_000],
    ['stays where such a read proves nothing new', NOON, NOON + 3_000, NOON],
    ['never moves back', NOON, NOON - 60_000, NOON],
  ])('%s', (_what, bound, at, expected) => expect(advanced(bound, at, 5_000)).toBe(expected));
});

describe('the cursor of a settled window', () => {
  test.each([
    ['is where the first window ended', null, NOON, NOON],
    ['moves to where the window ended', NOON, NOON + MINUTE, NOON + MINUTE],
    ['never moves back, where an older run settles late', NOON, NOON - MINUTE, NOON],
  ])('%s', (_what, cursor, until, expected) => expect(settledCursor(cursor, until)).toBe(expected));
});

/** A change that carries `stamp` and shows `late` after it. */
interface Change {
  readonly stamp: number;
  readonly late: number;
}

const VISIBLE_WITHIN = 600;
const anyRuns = fc
  .array(fc.record({ after: fc.integer({ min: 1, max: 2_000 }), settles: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((gaps) =>
    gaps.reduce<{ now: number; settles: boolean }[]>(
      (runs, { after, settles }) => [...runs, { now: (runs.at(-1)?.now ?? NOON) + after, settles }],
      [],
    ),
  );
const anyChanges: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    stamp: fc.integer({ min: NOON, max: NOON + 16_000 }),
    late: fc.integer({ min: 0, max: VISIBLE_WITHIN }),
  }),
  { maxLength: 8 },
);

test('every change is in a window of a run that can see it, however late it shows and whichever runs settle', () =>
  fc.assert(
    fc.property(anyRuns, anyChanges, fc.boolean(), (runs, changes, zoneUnchanged) => {
      let cursor: number | null = null;
      const seen = new Set<Change>();
      for (const { now, settles } of runs) {
        const { since, until } = window({ cursor, full: false, now, visibleWithin: VISIBLE_WITHIN, zoneUnchanged });
        for (const change of changes)
          if (change.stamp >= since && change.stamp <= until && change.stamp + change.late <= now) seen.add(change);
        if (settles) cursor = settledCursor(cursor, until);
      }
      const last = runs.at(-1)!.now; // one run at least
      expect(changes.filter((change) => change.stamp + change.late <= last && !seen.has(change))).toEqual([]);
    }),
    { numRuns: 500 },
  ));

test('every change after a re-read’s bound is in the next re-read, however late it shows', () =>
  fc.assert(
    fc.property(anyRuns, anyChanges, (reads, changes) => {
      const [first] = reads;
      let { bound } = window(ask({ now: first!.now, visibleWithin: VISIBLE_WITHIN })); // one at least
      const seen = new Set(changes.filter(({ stamp, late }) => stamp + late <= first!.now));
      for (const { now } of reads) {
        for (const change of changes) if (change.stamp >= bound && change.stamp + change.late <= now) seen.add(change);
        bound = advanced(bound, now, VISIBLE_WITHIN);
      }
      const last = reads.at(-1)!.now;
      expect(changes.filter(({ stamp, late }) => stamp + late <= last).filter((change) => !seen.has(change))).toEqual(
        [],
      );
    }),
    { numRuns: 500 },
  ));
