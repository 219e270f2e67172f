import { describe, expect, test } from '@jest/globals';
import type { Link } from '../../src/domain/link.js';
import type { Snapshot } from '../../src/domain/record.js';
import { reconcile } from '../../src/domain/reconcile.js';
import { assumed, isEcho, isStale, seen } from '../../src/domain/sight.js';
import { SIDES } from '../../src/domain/side.js';
import { ANA, baseline, link, NOON, record, rule } from '../support/people.js';

const rules = [rule(), rule({ key: 'phone', crm: 'Phone', platform: 'PHONE' })];
const base = baseline({ title: ['Chief', 'CHIEF'], phone: ['1', null] });

describe('an image is stale', () => {
  test.each([
    ['where its link changed after the read began', 11, 10, true],
    ['not where its link changed before', 9, 10, false],
    ['not where the read began at that very tick', 10, 10, false],
  ])('%s', (_when, rev, seq, stale) => expect(isStale(rev, seq)).toBe(stale));
});

test('a record is seen as it was read, with our own last write on its side', () => {
  const wrote = { crm: NOON - 1_000, platform: NOON - 2_000 };
  const member = record('platform', { fields: { TITLE: 'b' }, stamp: NOON });
  expect(seen(link({ wrote }), member)).toEqual({ fields: { TITLE: 'b' }, stamp: NOON, wrote: NOON - 2_000 });
});

describe('a side that was not read', () => {
  const known = link({ wrote: { crm: 5, platform: 6 } });
  test.each([
    ['crm', { fields: { Title: 'Chief', Phone: '1' }, stamp: -1, wrote: 5 }],
    ['platform', { fields: { TITLE: 'CHIEF', PHONE: null }, stamp: -1, wrote: 6 }],
  ] as const)('%s: is taken to show its half of the baseline, and to be nobody’s change', (side, sight) =>
    expect(assumed(known, rules, base, side)).toEqual(sight),
  );

  test.each(SIDES.map((side) => [side]))('%s: is not assumed where one mapped field has no baseline', (side) =>
    expect(assumed(known, [...rules, rule({ key: 'new' })], base, side)).toBeNull(),
  );

  test('R-ALL-4 lets the change of the side that was read stand', () => {
    const crm = seen(known, record('crm', { fields: { Title: 'Boss', Phone: '1' } }));
    const { writes } = reconcile(rules, base, crm, assumed(known, rules, base, 'platform')!); // every rule has a baseline
    expect(writes.crm).toEqual([]);
    expect(writes.platform.map(({ field, next }) => [field, next])).toEqual([['TITLE', 'Boss']]);
  });
});

describe('R-ALL-7 an echo shows just what its link last settled', () => {
  const member = record('platform', { fields: { TITLE: 'CHIEF', PHONE: null } });
  const contact = record('crm', { fields: { Title: 'Chief', Phone: '1' } });
  const gone = { crm: false, platform: true };
  const optedOut = { crm: true, platform: true };

  test.each<[string, boolean, Partial<Link>, Snapshot, string | null]>([
    ['our own write on the platform that comes back', true, {}, member, ANA],
    ['our own write in Salesforce that comes back', true, {}, contact, ANA],
    ['a change of a field that is not mapped', true, {}, { ...member, fields: { ...member.fields, CITY: 'Ulm' } }, ANA],
    ['a mapped field was edited', false, {}, { ...member, fields: { TITLE: 'BOSS', PHONE: null } }, ANA],
    ['a mapped field was cleared', false, {}, { ...member, fields: { TITLE: null, PHONE: null } }, ANA],
    ['a mapped field is not shown', false, {}, { ...member, fields: { TITLE: 'CHIEF' } }, ANA],
    ['the email changed', false, {}, member, 'ana@lang.example'],
    ['the email is gone', false, {}, member, null],
    ['R-ALL-8 the person opted out', false, {}, { ...member, optedOut: true }, ANA],
    ['R-ALL-8 the person opted out, and we know', true, { optedOut }, { ...member, optedOut: true }, ANA],
    ['R-ALL-8 the person opted in again', false, { optedOut }, member, ANA],
    ['R-ALL-9 the record was deleted', false, {}, { ...member, deleted: true }, ANA],
    ['R-ALL-9 the record is back', false, { gone }, member, ANA],
    ['R-ALL-10 the lead was converted', false, {}, { ...contact, convertedTo: '003000000000002AAA' }, ANA],
    ['R-ALL-11 the contact was merged away', false, {}, { ...contact, mergedInto: '003000000000002AAA' }, ANA],
    ['something of the link is not settled', false, { behind: true }, member, ANA],
    ['the person waits for a partner', false, { ids: { crm: null, platform: 'member-1' } }, member, ANA],
  ])('%s: %p', (_what, echo, more, shown, key) => expect(isEcho(link(more), rules, base, shown, key)).toBe(echo));

  test('not where a mapped field has no baseline yet', () =>
    expect(isEcho(link(), [...rules, rule({ key: 'new' })], base, member, ANA)).toBe(false));
});
