import { afterEach, expect, test } from '@jest/globals';
import type { Answer, StubOrg } from './stubOrg.js';
import { asIs, fine, openAt, read, tokenOrg, write } from './stubSession.js';

let org: StubOrg;
afterEach(() => org.close());

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
  org = await tokenOrg(() => answer);
  const session = await openAt(org);
  await expect(session.ask(read, asIs)).rejects.toMatchObject({ kind: reading });
  const error: unknown = await session.ask(write, asIs).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'SyncError', kind: writing });
  expect(String(error)).not.toContain('Secret__c');
  expect(org.heard).toHaveLength(3);
});

test('the wait the org asks for is passed on', async () => {
  org = await tokenOrg(() => ({ status: 503, headers: { 'retry-after': '7' }, body: 'busy' }));
  const session = await openAt(org);
  await expect(session.ask(write, asIs)).rejects.toMatchObject({ kind: 'throttled', detail: { retryAfterMs: 7_000 } });
});

test('an org that does not listen is unreachable, for writes too: nothing was sent', async () => {
  org = await tokenOrg(fine);
  const session = await openAt(org);
  await org.close();
  await expect(session.ask(write, asIs)).rejects.toMatchObject({ kind: 'unreachable' });
});
