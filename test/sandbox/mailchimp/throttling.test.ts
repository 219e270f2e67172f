import { describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { basic, servedMailchimp } from './support/servedMailchimp.js';

const { shop, system, url, call, arm, later } = servedMailchimp();

describe('throttling', () => {
  test('more calls at once than allowed: 429 without Retry-After; room again once one has gone', async () => {
    expect(system.settings({})).toMatchObject({ connections: 10 });
    system.settings({ connections: 2 });
    arm({ kind: 'hang', times: 2 });
    const gone = new AbortController();
    const hanging = [1, 2].map(() =>
      fetch(`${url()}/3.0/ping`, { headers: { authorization: basic('any', 'key-us1') }, signal: gone.signal }),
    );
    while ((shop.faults.list()[0]?.fired ?? 0) < 2) await delay(5);
    const refused = await call('GET', '/ping');
    expect([refused.status, refused.body.title]).toEqual([429, 'Too Many Requests']);
    expect((await call('GET', '/ping', undefined, basic('any', 'other-us1'))).status).toBe(200);
    gone.abort();
    await Promise.allSettled(hanging);
    let status = 429;
    while (status === 429) [{ status }] = await Promise.all([call('GET', '/ping'), delay(5)]);
    expect(status).toBe(200);
  });

  test('a flood is answered by a bare page with 403 when so set', async () => {
    // Calls of the test before count in the same minute.
    later(60);
    system.settings({ callsPerMinute: 2 });
    const answers = [await call('GET', '/ping'), await call('GET', '/ping'), await call('GET', '/ping')];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 403]);
    expect([answers[2]?.type, answers[2]?.body]).toEqual([
      expect.stringContaining('text/html'),
      expect.stringContaining('Access Denied'),
    ]);
    later(60);
    expect((await call('GET', '/ping')).status).toBe(200);
  });
});
