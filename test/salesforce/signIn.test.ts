import { createVerify, generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import type { SalesforceAuth } from '../../src/domain/connection.js';
import { CLIENT } from './settings.js';
import { stubOrg, type Answer, type StubOrg } from './stubOrg.js';
import { USER, asIs, fine, form, openAt, read, signIns, tokenOrg } from './stubSession.js';

let org: StubOrg;
afterEach(() => org.close());

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

test('a signed assertion names the client, the user and the host, and ends within three minutes', async () => {
  org = await tokenOrg(fine);
  await openAt(org, { auth: { kind: 'jwt-bearer', clientId: 'client', username: 'sync@acme.com', privateKey: pem } });
  const { grant_type, assertion = '' } = form(signIns(org)[0]);
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
  org = await tokenOrg(fine);
  const session = await openAt(org, { auth });
  expect(form(signIns(org)[0])).toEqual(sent);
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
  const session = await openAt(org, { auth: { kind: 'password', username: 'a<b@acme.com', password: 'p&q' } });
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
  const error: unknown = await openAt(org).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'SyncError', kind });
  expect(String(error)).not.toMatch(/hush|authentication failure/);
  expect(org.heard).toHaveLength(1);
});

test('a host in an answer is no more trusted than one in the file', async () => {
  org = await tokenOrg(fine, { instance_url: 'https://salesforce.com.attacker.example' });
  await expect(openAt(org)).rejects.toMatchObject({ kind: 'misconfigured', detail: { code: 'UNTRUSTED_HOST' } });
});
