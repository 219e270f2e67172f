import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fence, type FenceInput, type FenceVerdict } from '../../src/domain/fence.js';
import type { RowState } from '../../src/domain/journal.js';
import { change, link, record, row } from '../support/people.js';

/** The last check before a row is marked sent (protocol 6.2). */

/** An update, TITLE from a to b, whose target shows a. */
function update(more: Partial<FenceInput> = {}): FenceInput {
  const image = record('platform', { fields: { TITLE: 'a' } });
  return { row: row(), link: link(), open: [], image, keyTaken: false, ...more };
}

const half = link({ ids: { crm: '003000000000001AAA', platform: null } });

function creation(more: Partial<FenceInput> = {}): FenceInput {
  const made = row({ op: 'create', target: null, changes: [change(null, 'b')] });
  return { row: made, link: half, open: [], image: undefined, keyTaken: false, ...more };
}

const shows = (fields: Parameters<typeof record>[1]) => record('platform', { fields: { TITLE: 'a' }, ...fields });

describe('an update', () => {
  test.each<[string, Partial<FenceInput>, FenceVerdict]>([
    ['goes out where its target is as planned', {}, 'send'],
    ['goes out where nothing of its target changed since it was read', { image: undefined }, 'send'],
    ['goes out where only other fields changed', { image: shows({ fields: { TITLE: 'a', PHONE: '1' } }) }, 'send'],
    ['goes out where the field to be written is not shown', { image: shows({ fields: { PHONE: '1' } }) }, 'send'],
    ['is planned again where someone edited the field', { image: shows({ fields: { TITLE: 'c' } }) }, 'replan'],
    ['is planned again where someone cleared the field', { image: shows({ fields: { TITLE: null } }) }, 'replan'],
    ['is planned again where the field is as wanted', { image: shows({ fields: { TITLE: 'b' } }) }, 'replan'],
    ['is planned again where its target was deleted', { image: shows({ deleted: true }) }, 'replan'],
    ['is planned again where its target was converted', { image: shows({ convertedTo: '003' }) }, 'replan'],
    ['is planned again where its target was merged away', { image: shows({ mergedInto: '003' }) }, 'replan'],
    ['is planned again where its link moved on', { link: link({ rev: 11 }) }, 'replan'],
    ['is planned again where another row of its link is open', { open: [row({ id: 2, state: 'sent' })] }, 'replan'],
    [
      'is planned again where its link has another record now',
      { link: link({ ids: { crm: '003000000000001AAA', platform: 'member-2' } }) },
      'replan',
    ],
    ['is left where its link is dead', { link: link({ dead: true }) }, 'drop'],
    ['is left where there is no link any more', { link: undefined }, 'drop'],
    ['is left where its side is gone', { link: link({ gone: { crm: false, platform: true } }) }, 'drop'],
    ['goes out where the other side is gone', { link: link({ gone: { crm: true, platform: false } }) }, 'send'],
  ])('%s', (_what, more, verdict) => expect(fence(update(more))).toBe(verdict));

  test('every field to be written counts', () => {
    const both = row({ changes: [change('a', 'b'), change('1', '2', { rule: 'phone', field: 'PHONE' })] });
    expect(fence(update({ row: both, image: shows({ fields: { TITLE: 'a', PHONE: '1' } }) }))).toBe('send');
    expect(fence(update({ row: both, image: shows({ fields: { TITLE: 'a', PHONE: '3' } }) }))).toBe('replan');
  });
});

describe('a create', () => {
  test.each<[string, Partial<FenceInput>, FenceVerdict]>([
    ['goes out where the side is still empty and nobody has the key', {}, 'send'],
    ['is planned again where another open create or a record has the key', { keyTaken: true }, 'replan'],
    ['is planned again where the person has a record by now', { link: link() }, 'replan'],
    ['is planned again where its link moved on', { link: link({ ...half, rev: 11 }) }, 'replan'],
    [
      'is planned again where another row of its link is open',
      { open: [row({ id: 2, op: 'create', state: 'unknown' })] },
      'replan',
    ],
    ['is left where its link is dead', { link: link({ ...half, dead: true }) }, 'drop'],
    [
      'R-ALL-9 is left where the person was deleted on that side',
      { link: link({ ...half, gone: { crm: false, platform: true } }) },
      'drop',
    ],
  ])('%s', (_what, more, verdict) => expect(fence(creation(more))).toBe(verdict));
});

test.each<[RowState]>([['sent'], ['unknown'], ['done'], ['refused'], ['void'], ['held']])(
  'a row that is %s is never sent, update or create',
  (state) => {
    expect(fence(update({ row: row({ state }) }))).toBe('drop');
    expect(fence(creation({ row: { ...creation().row, state } }))).toBe('drop');
  },
);

test('R-ALL-4 nothing goes out over a value it was not planned for', () => {
  const value = fc.constantFrom('a', 'b', null);
  const fields = fc.record({ TITLE: value, PHONE: value, CITY: value }, { requiredKeys: [] });
  fc.assert(
    fc.property(fields, fields, fields, (old, next, now) => {
      const changes = Object.entries(old).flatMap(([field, before]) =>
        field in next ? [change(before, next[field as keyof typeof next] ?? null, { rule: field, field })] : [],
      );
      const verdict = fence(update({ row: row({ changes }), image: record('platform', { fields: { ...now } }) }));
      const asPlanned = changes.every(({ field, old: before }) => {
        const shown = now[field as keyof typeof now];
        return shown === undefined || shown === before;
      });
      expect(verdict).toBe(asPlanned ? 'send' : 'replan');
    }),
    { numRuns: 500 },
  );
});
