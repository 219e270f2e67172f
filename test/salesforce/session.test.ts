import { afterEach, expect, test } from '@jest/globals';
import type { StubOrg } from './stubOrg.js';
import { DATE, asIs, expired, fine, form, openAt, read, signIns, tokenOrg, write } from './stubSession.js';

let org: StubOrg;
afterEach(() => org.close());

test('a refresh token that the org replaces is kept before anything else is done, and used from then on', async () => {
  org = await tokenOrg((call) => (call.headers['authorization'] === 'Bearer token!1' ? expired : fine()), {
    refresh_token: 'r2',
  });
  const saved: string[] = [];
  const session = await openAt(org, { auth: { kind: 'refresh-token', clientId: 'client', refreshToken: 'r1' } }, saved);
  await session.ask(read, asIs);
  expect(saved).toEqual(['r2']);
  expect(signIns(org).map((call) => form(call)['refresh_token'])).toEqual(['r1', 'r2']);
});

test('an expired session is renewed once, shared by all calls that met it', async () => {
  org = await tokenOrg((call) => (call.headers['authorization'] === 'Bearer token!1' ? expired : fine()));
  const session = await openAt(org);
  const answers = await Promise.all([session.ask(read, asIs), session.ask(write, asIs), session.ask(read, asIs)]);
  expect(answers).toEqual([{ fine: true }, { fine: true }, { fine: true }]);
  expect(signIns(org)).toHaveLength(2);
});

test('a session that is refused again after signing in is a hiccup, tried by the call no third time; one that stays refused is unauthorized', async () => {
  org = await tokenOrg(() => expired);
  const session = await openAt(org);
  for (let hiccup = 1; hiccup <= 3; hiccup += 1) {
    await expect(session.ask(write, asIs)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(org.heard.filter((call) => call.path.includes('/composite/'))).toHaveLength(2 * hiccup);
  }
  await expect(session.ask(write, asIs)).rejects.toMatchObject({
    kind: 'unauthorized',
    detail: { code: 'INVALID_SESSION_ID' },
  });
});

test('a token that was given cannot be renewed: it is proven when the connection is opened', async () => {
  org = await tokenOrg(() => expired);
  await expect(
    openAt(org, { auth: { kind: 'access-token', accessToken: 'old', instanceUrl: org.url } }),
  ).rejects.toMatchObject({ kind: 'unauthorized' });
  expect(org.heard).toHaveLength(1);
});

test('the org’s time comes from its answers, never from this machine', async () => {
  org = await tokenOrg(() => ({ headers: { date: 'Tue, 06 Jan 2026 11:00:00 GMT' }, body: {} }));
  const session = await openAt(org);
  expect(session.now() - Date.parse(DATE)).toBeLessThan(5_000);
  await session.ask(read, asIs);
  expect(Math.abs(session.now() - Date.parse('2026-01-06T11:00:00Z'))).toBeLessThan(5_000);
});
