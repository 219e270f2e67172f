import { describe, expect, test } from '@jest/globals';
import type { JournalRow } from '../../src/domain/journal.js';
import { afterLanding, isHalf, knownSide, pairOf, rebased } from '../../src/domain/landed.js';
import type { Link } from '../../src/domain/link.js';
import { assumed } from '../../src/domain/sight.js';
import { reconcile } from '../../src/domain/reconcile.js';
import { ANA, baseline, change, IDS, link, NOON, record, row, rule } from '../support/people.js';

const moment = rule({ key: 'seen', crm: 'Seen__c', platform: 'SEEN', type: 'datetime' });
const AT = '2026-03-01T10:00:00.000Z';

describe('the baseline of a write that landed (protocol 3.3)', () => {
  const before = baseline({ title: ['a', 'a'], phone: ['1', '2'] });

  test('is what was written, and what it came from on the other side: lossy maps need both', () => {
    const down = row({
      run: 4,
      changes: [change('2026-02-01', '2026-03-01', { rule: 'seen', field: 'SEEN', from: AT })],
    });
    expect(rebased(before, down, NOON)).toEqual({
      ...before,
      seen: { crm: AT, platform: '2026-03-01', run: 4, at: NOON },
    });
    const midnight = '2026-03-02T00:00:00.000Z';
    const up = row({
      side: 'crm',
      changes: [change(AT, midnight, { rule: 'seen', field: 'Seen__c', from: '2026-03-02' })],
    });
    expect(rebased({}, up, NOON)).toEqual({ seen: { crm: midnight, platform: '2026-03-02', run: 3, at: NOON } });
  });

  test('moves for each field written, and for no other', () => {
    const both = row({ changes: [change('a', 'b'), change('x', null, { rule: 'city', field: 'CITY' })] });
    expect(rebased(before, both, NOON)).toMatchObject({
      title: { crm: 'b', platform: 'b' },
      phone: before['phone'],
      city: { crm: null, platform: null },
    });
    expect(before['title']).toMatchObject({ crm: 'a', platform: 'a' });
  });

  test('R-ALL-7 is what makes our own write no change when it comes back', () => {
    const written = row({ changes: [change('2026-02-01', '2026-03-01', { rule: 'seen', field: 'SEEN', from: AT })] });
    const after = rebased({}, written, NOON);
    const [crm, platform] = [assumed(link(), [moment], after, 'crm')!, assumed(link(), [moment], after, 'platform')!]; // the one rule has a baseline
    expect(platform.fields).toEqual({ SEEN: '2026-03-01' });
    expect(reconcile([moment], after, crm, { ...platform, stamp: NOON })).toEqual({
      writes: { crm: [], platform: [] },
      rebase: {},
      refusals: [],
      review: [],
    });
  });
});

describe('a link after its row landed', () => {
  const before = link({ rev: 10, behind: true, refused: 'p0', wrote: { crm: 1, platform: 2 } });
  const half = link({
    ids: { crm: IDS.crm, platform: null },
    keys: { crm: ANA, platform: null },
    gone: { crm: false, platform: true },
  });
  const made: Partial<JournalRow> = { op: 'create', target: null, key: ANA };

  test.each<[string, Link, Partial<JournalRow>, Partial<Link>]>([
    [
      'an update: its revision, our stamp, nothing refused any more',
      before,
      {},
      { rev: 20, wrote: { crm: 1, platform: NOON }, refused: null, behind: false },
    ],
    [
      'an update in Salesforce stamps that side',
      before,
      { side: 'crm' },
      {
        rev: 20,
        ids: { crm: 'landed-on', platform: IDS.platform },
        wrote: { crm: NOON, platform: 2 },
        refused: null,
        behind: false,
      },
    ],
    [
      'an update that carries the email: the new match key, on its side only',
      before,
      { key: 'ana@lang.example' },
      {
        rev: 20,
        keys: { crm: ANA, platform: 'ana@lang.example' },
        wrote: { crm: 1, platform: NOON },
        refused: null,
        behind: false,
      },
    ],
    [
      'an update leaves what is known of opt-outs and deletions alone',
      link({ gone: half.gone, optedOut: { crm: false, platform: true } }),
      { optedOut: false },
      { rev: 20, wrote: { crm: null, platform: NOON } },
    ],
    [
      'a create: the link is whole, and the record alive',
      half,
      made,
      {
        rev: 20,
        keys: { crm: ANA, platform: ANA },
        gone: { crm: false, platform: false },
        wrote: { crm: null, platform: NOON },
      },
    ],
    [
      'R-ALL-8 a create that carried the opt-out: opted out there',
      half,
      { ...made, optedOut: true },
      {
        rev: 20,
        keys: { crm: ANA, platform: ANA },
        gone: { crm: false, platform: false },
        optedOut: { crm: false, platform: true },
        wrote: { crm: null, platform: NOON },
      },
    ],
  ])('%s', (_what, old, more, expected) => {
    const landed = row(more);
    const ids = { ...old.ids, [landed.side]: 'landed-on' };
    expect(afterLanding(old, landed, 'landed-on', NOON, 20, false)).toEqual({ ...old, ids, ...expected });
  });

  test('keeps the stamp of our last write where the side told none', () =>
    expect(afterLanding(before, row(), IDS.platform, null, 20, false).wrote).toEqual(before.wrote));

  test('is behind as long as something else of it is not settled', () =>
    expect(afterLanding(before, row(), IDS.platform, NOON, 20, true).behind).toBe(true));
});

test.each([
  [{ crm: 'c', platform: 'p' }, { crm: 'c', platform: 'p' }, false, 'crm'],
  [{ crm: 'c', platform: null }, null, true, 'crm'],
  [{ crm: null, platform: 'p' }, null, true, 'platform'],
] as const)('%j keeps its baseline under %j, half %p, known in %s', (ids, pair, half, side) => {
  expect(pairOf({ ids })).toEqual(pair);
  expect(isHalf({ ids })).toBe(half);
  expect(knownSide({ ids })).toBe(side);
});

test('a link that landed on its record has a pair to keep a baseline under', () => {
  const made = record('platform', { id: 'member-9' });
  const half = link({ ids: { crm: IDS.crm, platform: null } });
  const whole = afterLanding(half, row({ op: 'create', target: null }), made.id, made.stamp, 20, false);
  expect(pairOf(whole)).toEqual({ crm: IDS.crm, platform: 'member-9' });
});
