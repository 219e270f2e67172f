import { describe, expect, test } from '@jest/globals';
import { basic, MEMBERS, servedMailchimp } from './support/servedMailchimp.js';

const { shop, call } = servedMailchimp();

describe('credentials', () => {
  test.each([
    ['a key that starts with bad', basic('any', 'badkey-us1')],
    ['a bearer that starts with bad', 'Bearer bad-us1'],
    ['no key', basic('any', '')],
    ['another scheme', 'Digest x'],
  ])('%s is refused', async (_what, authorization) => {
    const answer = await call('GET', '/ping', undefined, authorization);
    expect([answer.status, answer.body.title]).toEqual([401, 'API Key Invalid']);
    expect(answer.type).toContain('application/problem+json');
  });

  test('basic names its user, a bearer its key, in the write log', async () => {
    expect((await call('GET', '/ping', undefined, 'Bearer key-us1')).body.health_status).toMatch(/Chimpy/);
    for (const [n, auth] of [basic('eva', 'k-us1'), 'Bearer tok-us1'].entries())
      await call('POST', MEMBERS, { email_address: `p${n}@one.example`, status: 'subscribed' }, auth);
    expect(shop.kit.writes.since(0).map((entry) => entry.client)).toEqual(['eva', 'tok']);
  });
});
