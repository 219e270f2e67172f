import { afterEach, expect, test } from '@jest/globals';
import type { Purpose } from '../../src/domain/purpose.js';
import { usage } from '../../src/salesforce/allowance.js';
import type { StubOrg } from './stubOrg.js';
import { asIs, openAt, read, tokenOrg, write } from './stubSession.js';

let org: StubOrg;
afterEach(() => org.close());

test('calls stop at the connection’s share of the org’s daily calls, once the org has said that this is still so', async () => {
  org = await tokenOrg((_, nth) => ({
    headers: { 'sforce-limit-info': `api-usage=${nth < 3 ? 49 : 50}/100` },
    body: {},
  }));
  const session = await openAt(org, { apiShare: 0.5 });
  expect(session.budget()).toBeNull();
  await session.ask(read, asIs);
  expect(session.budget()).toEqual({ used: 49, limit: 100 });
  await session.ask(read, asIs);
  await expect(session.ask(read, asIs)).rejects.toMatchObject({
    kind: 'quota',
    detail: { code: 'API_SHARE', retryAfterMs: 900_000 },
  });
  expect(org.heard.map(({ path }) => path.replace(/^.*\/v[\d.]+/, '')).slice(1)).toEqual([
    '/limits',
    '/limits',
    '/limits',
  ]);
});

const WORTH: readonly [used: number, may: readonly Purpose[]][] = [
  [24, ['urgent', 'onDemand', 'changes', 'backfill']],
  [37, ['urgent', 'onDemand', 'changes', 'backfill']],
  [38, ['urgent', 'onDemand', 'changes']],
  [45, ['urgent', 'onDemand']],
  [50, ['urgent']],
  [94, ['urgent']],
  [95, []],
];
test.each(WORTH)('with %i of 100 calls used and half of them ours, calls go out for %j', async (used, may) => {
  org = await tokenOrg(() => ({ headers: { 'sforce-limit-info': `api-usage=${used}/100` }, body: {} }));
  const session = await openAt(org, { apiShare: 0.5 });
  // The first answer tells.
  await session.spending('urgent').ask(read, asIs);
  const all = ['urgent', 'onDemand', 'changes', 'backfill'] as const;
  const gone: Purpose[] = [];
  for (const purpose of all)
    await session
      .spending(purpose)
      .ask(write, asIs)
      .then(() => gone.push(purpose))
      .catch((error: unknown) => expect(error).toMatchObject({ kind: 'quota' }));
  expect(gone).toEqual(may);
  expect(org.heard.filter(({ path }) => path.includes('/composite/'))).toHaveLength(may.length);
});

test('a backfill is not begun where half of the share is used, and calls that came back are noticed at once', async () => {
  let used = 25;
  org = await tokenOrg(() => ({ headers: { 'sforce-limit-info': `api-usage=${used}/100` }, body: {} }));
  const session = (await openAt(org, { apiShare: 0.5 })).spending('backfill');
  await session.mayBegin();
  await session.ask(read, asIs);
  await expect(session.mayBegin()).rejects.toMatchObject({ kind: 'quota', detail: { code: 'API_SHARE' } });
  used = 24;
  await session.mayBegin();
  await session.ask(read, asIs);
});

test('a share of everything leaves the org its own reserve', async () => {
  org = await tokenOrg(() => ({ headers: { 'sforce-limit-info': 'api-usage=95/100' }, body: {} }));
  const session = await openAt(org, { apiShare: 1 });
  await session.ask(read, asIs);
  await expect(session.ask(read, asIs)).rejects.toMatchObject({ kind: 'quota' });
});

test('connections of one org share what they hear: none makes a call that another knows to be one too many', async () => {
  org = await tokenOrg(() => ({ headers: { 'sforce-limit-info': 'api-usage=50/100' }, body: {} }));
  const shared = usage();
  const one = await openAt(org, { apiShare: 0.5 }, [], shared);
  const two = await openAt(org, { apiShare: 0.5 }, [], shared);
  await one.ask(read, asIs);
  const before = org.heard.length;
  await expect(two.ask(write, asIs)).rejects.toMatchObject({ kind: 'quota' });
  expect(org.heard.slice(before).map(({ method }) => method)).toEqual(['GET']);
});
