import { createVerify, generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import type { SalesforceAuth, SalesforceSettings } from '../../src/domain/connection.js';
import type { Purpose } from '../../src/domain/purpose.js';
import { type Usage, usage } from '../../src/salesforce/allowance.js';
import { openSession, type Session } from '../../src/salesforce/session.js';
import { CLIENT, settings } from './settings.js';
import { stubOrg, type Answer, type Heard, type StubOrg } from './stubOrg.js';

const USER = '005dL0000000001QAA';
const DATE = 'Tue, 06 Jan 2026 10:00:00 GMT';

let org: StubOrg;
afterEach(() => org.close());

/** An org that hands out token!1, token!2, … and answers the rest as `answer` says. */
async function begin(
  answer: (call: Heard, nth: number) => Answer,
  token: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  let signIns = 0;
  org = await stubOrg((call, nth) => {
    if (!call.path.endsWith('/services/oauth2/token')) return answer(call, nth);
    signIns += 1;
    return {
      headers: { date: DATE },
      body: {
        access_token: `token!${signIns}`,
        instance_url: org.url,
        id: `${org.url}/id/00D000000000001AAA/${USER}`,
        ...token,
      },
    };
  });
}

const open = (over: Partial<SalesforceSettings> = {}, saved: string[] = [], shared?: Usage): Promise<Session> =>
  openSession({
    settings: settings(org.url, { auth: CLIENT, ...over }),
    allowLoopback: true,
    saveRefreshToken: async (token) => void saved.push(token),
    readMs: 20_000,
    writeMs: 20_000,
    ...(shared ? { usage: shared } : {}),
  });

const fine = (): Answer => ({ body: { fine: true } });
const expired: Answer = {
  status: 401,
  body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
};
const read = { method: 'GET', path: '/limits', writing: false } as const;
const write = { method: 'POST', path: '/composite/sobjects', body: { records: [] }, writing: true } as const;
const asIs = (body: unknown) => (typeof body === 'object' ? body : undefined);
const signIns = () => org.heard.filter((call) => call.path.endsWith('/oauth2/token'));
const form = (call: Heard | undefined) => Object.fromEntries(new URLSearchParams(call?.body));

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

test('a signed assertion names the client, the user and the host, and ends within three minutes', async () => {
  await begin(fine);
  await open({ auth: { kind: 'jwt-bearer', clientId: 'client', username: 'sync@acme.com', privateKey: pem } });
  const { grant_type, assertion = '' } = form(signIns()[0]);
  expect(grant_type).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  expect(createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url')).toBe(true);
  const claimed = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  expect(claimed).toMatchObject({ iss: 'client', sub: 'sync@acme.com', aud: org.url });
  expect(Number(claimed['exp']) - Date.now() / 1000).toBeLessThanOrEqual(181);
});

test.each<[SalesforceAuth, Record<string, string>]>([
  [
    { kind: 'refresh-token', clientId: 'client', refreshToken: 'r1' },
    { grant_type: 'refresh_token', client_id: 'client', refresh_token: 'r1' },
  ],
  [
    { kind: 'refresh-token', clientId: 'client', clientSecret: 's', refreshToken: 'r1' },
    { grant_type: 'refresh_token', client_id: 'client', client_secret: 's', refresh_token: 'r1' },
  ],
  [CLIENT, { grant_type: 'client_credentials', client_id: 'client', client_secret: 'hush' }],
])('signs in by %o', async (auth, sent) => {
  await begin(fine);
  const session = await open({ auth });
  expect(form(signIns()[0])).toEqual(sent);
  expect(await session.ask(read, asIs)).toEqual({ fine: true });
  expect(org.heard.at(-1)?.headers['authorization']).toBe('Bearer token!1');
  expect(await session.user()).toBe(USER);
  expect(session.calls()).toBe(1);
});

test('signs in by user and password through SOAP', async () => {
  org = await stubOrg((call) =>
    call.path.includes('/services/Soap/u/62.0')
      ? {
          headers: { 'content-type': 'text/xml' },
          body: `<e><serverUrl>${org.url}/services/Soap/u/62.0/00D</serverUrl><sessionId>soap!1</sessionId><userId>${USER}</userId><organizationId>00D000000000001AAA</organizationId></e>`,
        }
      : fine(),
  );
  const session = await open({ auth: { kind: 'password', username: 'a<b@acme.com', password: 'p&q' } });
  expect(org.heard[0]?.body).toContain('<username>a&lt;b@acme.com</username><password>p&amp;q</password>');
  await session.ask(read, asIs);
  expect(org.heard.at(-1)?.headers['authorization']).toBe('Bearer soap!1');
});

test.each<[string, Answer, string]>([
  [
    'credentials refused',
    { status: 400, body: { error: 'invalid_grant', error_description: 'authentication failure' } },
    'unauthorized',
  ],
  ['too many sign-ins', { status: 429, body: 'slow down' }, 'throttled'],
  ['an outage', { status: 503, body: 'maintenance' }, 'unreachable'],
  ['a page of HTML', { headers: { 'content-type': 'text/html' }, body: '<html>sign in</html>' }, 'broken'],
  [
    'a redirect, which is not followed',
    { status: 302, headers: { location: 'http://127.0.0.1:9/services/oauth2/token' }, body: '' },
    'broken',
  ],
])('signing in: %s', async (_, answer, kind) => {
  org = await stubOrg(() => answer);
  const error: unknown = await open().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'SyncError', kind });
  expect(String(error)).not.toMatch(/hush|authentication failure/);
  expect(org.heard).toHaveLength(1);
});

test('a host in an answer is no more trusted than one in the file', async () => {
  await begin(fine, { instance_url: 'https://salesforce.com.attacker.example' });
  await expect(open()).rejects.toMatchObject({ kind: 'misconfigured', detail: { code: 'UNTRUSTED_HOST' } });
});

test('a refresh token that the org replaces is kept before anything else is done, and used from then on', async () => {
  await begin((call) => (call.headers['authorization'] === 'Bearer token!1' ? expired : fine()), {
    refresh_token: 'r2',
  });
  const saved: string[] = [];
  const session = await open({ auth: { kind: 'refresh-token', clientId: 'client', refreshToken: 'r1' } }, saved);
  await session.ask(read, asIs);
  expect(saved).toEqual(['r2']);
  expect(signIns().map((call) => form(call)['refresh_token'])).toEqual(['r1', 'r2']);
});

test('an expired session is renewed once, shared by all calls that met it', async () => {
  await begin((call) => (call.headers['authorization'] === 'Bearer token!1' ? expired : fine()));
  const session = await open();
  const answers = await Promise.all([session.ask(read, asIs), session.ask(write, asIs), session.ask(read, asIs)]);
  expect(answers).toEqual([{ fine: true }, { fine: true }, { fine: true }]);
  expect(signIns()).toHaveLength(2);
});

test('a session that is refused again after signing in is a hiccup, tried by the call no third time; one that stays refused is unauthorized', async () => {
  await begin(() => expired);
  const session = await open();
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
  await begin(() => expired);
  await expect(
    open({ auth: { kind: 'access-token', accessToken: 'old', instanceUrl: org.url } }),
  ).rejects.toMatchObject({ kind: 'unauthorized' });
  expect(org.heard).toHaveLength(1);
});

test('the org’s time comes from its answers, never from this machine', async () => {
  await begin(() => ({ headers: { date: 'Tue, 06 Jan 2026 11:00:00 GMT' }, body: {} }));
  const session = await open();
  expect(session.now() - Date.parse(DATE)).toBeLessThan(5_000);
  await session.ask(read, asIs);
  expect(Math.abs(session.now() - Date.parse('2026-01-06T11:00:00Z'))).toBeLessThan(5_000);
});

test('calls stop at the connection’s share of the org’s daily calls, once the org has said that this is still so', async () => {
  await begin((_, nth) => ({ headers: { 'sforce-limit-info': `api-usage=${nth < 3 ? 49 : 50}/100` }, body: {} }));
  const session = await open({ apiShare: 0.5 });
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
  await begin(() => ({ headers: { 'sforce-limit-info': `api-usage=${used}/100` }, body: {} }));
  const session = await open({ apiShare: 0.5 });
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
  await begin(() => ({ headers: { 'sforce-limit-info': `api-usage=${used}/100` }, body: {} }));
  const session = (await open({ apiShare: 0.5 })).spending('backfill');
  await session.mayBegin();
  await session.ask(read, asIs);
  await expect(session.mayBegin()).rejects.toMatchObject({ kind: 'quota', detail: { code: 'API_SHARE' } });
  used = 24;
  await session.mayBegin();
  await session.ask(read, asIs);
});

test('a share of everything leaves the org its own reserve', async () => {
  await begin(() => ({ headers: { 'sforce-limit-info': 'api-usage=95/100' }, body: {} }));
  const session = await open({ apiShare: 1 });
  await session.ask(read, asIs);
  await expect(session.ask(read, asIs)).rejects.toMatchObject({ kind: 'quota' });
});

test('connections of one org share what they hear: none makes a call that another knows to be one too many', async () => {
  await begin(() => ({ headers: { 'sforce-limit-info': 'api-usage=50/100' }, body: {} }));
  const shared = usage();
  const one = await open({ apiShare: 0.5 }, [], shared);
  const two = await open({ apiShare: 0.5 }, [], shared);
  await one.ask(read, asIs);
  const before = org.heard.length;
  await expect(two.ask(write, asIs)).rejects.toMatchObject({ kind: 'quota' });
  expect(org.heard.slice(before).map(({ method }) => method)).toEqual(['GET']);
});

const REFUSED: readonly [string, Answer, string, string][] = [
  [
    'the day’s calls are used up',
    { status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }] },
    'quota',
    'quota',
  ],
  [
    'too many calls at a time',
    {
      status: 403,
      body: [
        {
          errorCode: 'REQUEST_LIMIT_EXCEEDED',
          message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
        },
      ],
    },
    'throttled',
    'throttled',
  ],
  [
    'the server is busy',
    { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'x' }] },
    'throttled',
    'throttled',
  ],
  ['a gateway lost the answer', { status: 502, body: 'bad gateway' }, 'unreachable', 'unknown'],
  ['an unnamed 503', { status: 503, body: 'busy' }, 'throttled', 'unknown'],
  [
    'an error inside the org',
    { status: 500, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'x' }] },
    'unreachable',
    'unknown',
  ],
  [
    'a field that is gone',
    { status: 400, body: [{ errorCode: 'INVALID_FIELD', message: "No such column 'Secret__c'" }] },
    'misconfigured',
    'misconfigured',
  ],
  ['what nobody told us of', { status: 400, body: [{ errorCode: 'BRAND_NEW', message: 'x' }] }, 'broken', 'broken'],
  ['a page of HTML', { headers: { 'content-type': 'text/html' }, body: '<html></html>' }, 'unreachable', 'unknown'],
  ['JSON cut off', { body: '{"fine":' }, 'unreachable', 'unknown'],
];
test.each(REFUSED)('%s', async (_, answer, reading, writing) => {
  await begin(() => answer);
  const session = await open();
  await expect(session.ask(read, asIs)).rejects.toMatchObject({ kind: reading });
  const error: unknown = await session.ask(write, asIs).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'SyncError', kind: writing });
  expect(String(error)).not.toContain('Secret__c');
  expect(org.heard).toHaveLength(3);
});

test('the wait the org asks for is passed on', async () => {
  await begin(() => ({ status: 503, headers: { 'retry-after': '7' }, body: 'busy' }));
  const session = await open();
  await expect(session.ask(write, asIs)).rejects.toMatchObject({ kind: 'throttled', detail: { retryAfterMs: 7_000 } });
});

test('an org that does not listen is unreachable, for writes too: nothing was sent', async () => {
  await begin(fine);
  const session = await open();
  await org.close();
  await expect(session.ask(write, asIs)).rejects.toMatchObject({ kind: 'unreachable' });
});
