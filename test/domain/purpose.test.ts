import { expect, test } from '@jest/globals';
import { budgetAccount } from '../../src/domain/budgetAccount.js';
import { mostCalls, type Purpose, PURPOSES, purposeOf, readingPurpose } from '../../src/domain/purpose.js';
import { settings } from '../salesforce/settings.js';

const ORDER: readonly Purpose[] = ['urgent', 'onDemand', 'changes', 'backfill'];

test('the more urgent a purpose, the further it may go, whatever the share; the last of the org’s calls are nobody’s but its own', () => {
  expect(Object.keys(PURPOSES)).toEqual(ORDER);
  for (const share of [0.01, 0.5, 0.97, 1]) {
    const ends = ORDER.map((purpose) => mostCalls(purpose, 'ends', share, 15_000));
    expect(ends).toEqual(ends.toSorted((a, b) => b - a));
    expect(Math.max(...ends)).toBe(0.95 * 15_000);
    for (const purpose of ORDER)
      expect(mostCalls(purpose, 'begins', share, 15_000)).toBeLessThanOrEqual(
        mostCalls(purpose, 'ends', share, 15_000),
      );
  }
});

test.each([
  [{ mode: 'records', whole: false, asked: true }, 'onDemand'],
  [{ mode: 'records', whole: true, asked: false }, 'onDemand'],
  [{ mode: 'sync', whole: false, asked: true }, 'onDemand'],
  [{ mode: 'plan', whole: false, asked: true }, 'onDemand'],
  [{ mode: 'sync', whole: false, asked: false }, 'changes'],
  [{ mode: 'sync', whole: true, asked: true }, 'backfill'],
  [{ mode: 'sync', whole: true, asked: false }, 'backfill'],
] as const)('%j is for %s', (ask, purpose) => {
  expect(purposeOf(ask)).toBe(purpose);
});

test('R-ALL-8 whoever changed is read as urgently as an opt-out, which it may be; a backfill is not', () => {
  expect(ORDER.map(readingPurpose)).toEqual(['urgent', 'urgent', 'urgent', 'backfill']);
});

test('connections of one org share its calls; behind an address where any org signs in each is counted by itself', () => {
  const account = (id: string, loginUrl: string) => budgetAccount({ id, salesforce: settings(loginUrl) });
  expect(account('a', 'https://acme.my.salesforce.com')).toBe(account('b', 'https://acme.my.salesforce.com'));
  for (const url of ['https://login.salesforce.com', 'https://test.salesforce.com/', 'https://login.salesforce.mil'])
    expect(account('a', url)).not.toBe(account('b', url));
  const token = { kind: 'access-token', accessToken: 't', instanceUrl: 'https://acme.my.salesforce.com' } as const;
  const salesforce = settings('https://login.salesforce.com', { auth: token });
  expect(budgetAccount({ id: 'a', salesforce })).toBe(budgetAccount({ id: 'b', salesforce }));
});
