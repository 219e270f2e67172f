import { expect, test } from '@jest/globals';
import { batch, listing, member } from '../../src/platforms/mailchimp/memberShape.js';

const ADA = {
  contact_id: 'c1',
  email_address: 'ada@example.org',
  status: 'subscribed',
  last_changed: '2026-01-02T03:04:05+00:00',
};

test('a member is read with times as numbers, `` for never, and without merge fields where none travelled', () => {
  const read = member.safeParse({ ...ADA, timestamp_opt: '', timestamp_signup: '2026-01-02T03:04:04+00:00', vip: 1 });
  expect(read).toEqual({
    success: true,
    data: {
      ...ADA,
      last_changed: Date.UTC(2026, 0, 2, 3, 4, 5),
      timestamp_opt: null,
      timestamp_signup: Date.UTC(2026, 0, 2, 3, 4, 4),
      opted: false,
      signed: false,
      merge_fields: {},
    },
  });
});

test.each([
  ['no object', null, ''],
  ['a list', [], ''],
  ['no id', { ...ADA, contact_id: undefined }, 'contact_id'],
  ['an empty id', { ...ADA, contact_id: '' }, 'contact_id'],
  ['an address that is none', { ...ADA, email_address: null }, 'email_address'],
  ['no status', { ...ADA, status: undefined }, 'status'],
  ['no time', { ...ADA, last_changed: undefined }, 'last_changed'],
  ['a time that is none', { ...ADA, last_changed: 'yesterday' }, 'last_changed'],
  ['an opt-in time that is a number', { ...ADA, timestamp_opt: 5 }, 'timestamp_opt'],
  ['an opt-in time that is null', { ...ADA, timestamp_opt: null }, 'timestamp_opt'],
  ['merge fields in a list', { ...ADA, merge_fields: [] }, 'merge_fields'],
  ['merge fields that are null', { ...ADA, merge_fields: null }, 'merge_fields'],
])('a member with %s is of another shape, and the place is told', (_what, value, path) => {
  const read = member.safeParse(value);
  expect(read.success).toBe(false);
  expect(read.success || read.error.issues[0]?.path.join('.')).toBe(path);
});

test('a listing tells which member does not fit, and takes no count that is none', () => {
  const second = listing.safeParse({ members: [ADA, { ...ADA, status: 7 }], total_items: 2 });
  expect(second.success || second.error.issues[0]?.path.join('.')).toBe('members.1.status');
  for (const total_items of [-1, 1.5, '2', undefined])
    expect(listing.safeParse({ members: [], total_items }).success).toBe(false);
});

test('a refused row of a batch may lack everything but the list it is in', () => {
  expect(batch.safeParse({ new_members: [], errors: [{}] })).toEqual({
    success: true,
    data: {
      new_members: [],
      errors: [{ email_address: '', error: '', error_code: 'ERROR_GENERIC', field: '' }],
    },
  });
  expect(batch.safeParse({ new_members: [] }).success).toBe(false);
});
