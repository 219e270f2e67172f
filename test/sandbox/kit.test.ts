import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { pathPattern } from '../../sandbox/kit/calls.js';
import { createKit } from '../../sandbox/kit/kit.js';
import { serve, type Served } from '../../sandbox/kit/server.js';
import type { FaultSpec, System } from '../../sandbox/kit/types.js';

const START = Date.UTC(2026, 0, 5, 8, 0, 0);

/** A system with one kind of thing, to see what the kit does around it. */
function notes() {
  const handled: string[] = [];
  let expired = 0;
  const system: System = {
    name: 'mailchimp',
    routes: (app) => {
      app.get('/notes/:id', async () => ({ text: 'a note that is long enough to be cut somewhere' }));
      app.post('/notes', async (request) => {
        handled.push(JSON.stringify(request.body));
        return { done: true };
      });
    },
    errorBody: (status, code) => ({
      contentType: 'application/problem+json',
      body: JSON.stringify({ status, code: code ?? null }),
    }),
    client: (headers) => (typeof headers['x-user'] === 'string' ? headers['x-user'] : null),
    expireSessions: () => {
      expired += 1;
    },
    settings: () => ({}),
    control: {},
    reset: () => undefined,
    size: () => handled.length,
  };
  return { system, handled, expired: () => expired };
}

describe('the server around a system', () => {
  let shop = createKit(() => START);
  let here = notes();
  let served: Served;
  beforeEach(async () => {
    shop = createKit(() => START);
    here = notes();
    served = await serve(here.system, shop, { port: 0 });
  });
  afterEach(() => served.close());

  const arm = (spec: Omit<FaultSpec, 'system'>) => shop.faults.add({ system: 'mailchimp', ...spec });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${served.url}/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('every answer carries the sandbox clock as its Date: good, unknown and malformed ones', async () => {
    shop.kit.clock.advance(3_600_000);
    const answers = [
      await fetch(`${served.url}/notes/7`),
      await fetch(`${served.url}/nowhere`),
      await fetch(`${served.url}/notes/%zz`),
      await fetch(`${served.url}/notes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"text":',
      }),
    ];
    expect(answers.map((a) => a.status)).toEqual([200, 404, 400, 400]);
    expect(answers.map((a) => a.headers.get('date'))).toEqual(Array(4).fill('Mon, 05 Jan 2026 09:00:00 GMT'));
    expect(answers.slice(1).map((a) => a.headers.get('content-type'))).toEqual(
      Array(3).fill('application/problem+json; charset=utf-8'),
    );
    expect(here.handled).toEqual([]);
  });

  test('bytes that are no HTTP get a 400 with the Date too', async () => {
    const text = await new Promise<string>((resolve) => {
      let got = '';
      const socket = connect(served.port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      socket.on('data', (chunk) => (got += chunk.toString()));
      socket.on('close', () => resolve(got));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('Date: Mon, 05 Jan 2026 08:00:00 GMT');
  });

  test('a trailing slash and doubled slashes lead to the same place, and calls are counted by pattern', async () => {
    await fetch(`${served.url}//notes///7/?a=//b`);
    await fetch(`${served.url}/notes/8`);
    expect(shop.calls.all()).toEqual({ mailchimp: { 'GET /notes/:id': 2 } });
    shop.calls.clear();
    expect(shop.calls.all()).toEqual({});
  });

  test('status: the vendor-shaped error with Retry-After, nothing handled, as often as asked', async () => {
    arm({ kind: 'status', status: 503, code: 'X', retryAfterS: 7, times: 1, match: { method: 'post' } });
    const refused = await post({ a: 1 });
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      503,
      '7',
      { status: 503, code: 'X' },
    ]);
    expect((await post({ a: 2 })).status).toBe(200);
    expect(here.handled).toEqual(['{"a":2}']);
    expect(shop.faults.list()).toEqual([
      { id: 1, kind: 'status', system: 'mailchimp', match: { method: 'post' }, fired: 1 },
    ]);
  });

  test('lost-answer: it is handled, but the client never hears of it', async () => {
    arm({ kind: 'lost-answer', times: 1 });
    await expect(post({ a: 1 })).rejects.toThrow('fetch failed');
    expect(here.handled).toEqual(['{"a":1}']);
  });

  test('late-answer: the connection goes at once, it is handled later and counted once', async () => {
    arm({ kind: 'late-answer', delayMs: 60, times: 1 });
    await expect(post({ a: 1 })).rejects.toThrow('fetch failed');
    expect(here.handled).toEqual([]);
    for (let waited = 0; here.handled.length === 0 && waited < 5_000; waited += 10) await delay(10);
    expect(here.handled).toEqual(['{"a":1}']);
    expect(shop.calls.all()).toEqual({ mailchimp: { 'POST /notes': 1 } });
  });

  test('late-answer: late requests can be forgotten', async () => {
    arm({ kind: 'late-answer', delayMs: 30, times: 1 });
    await expect(post({ a: 1 })).rejects.toThrow('fetch failed');
    served.dropLate();
    await delay(60);
    expect(here.handled).toEqual([]);
  });

  test('cut-upload: the connection goes while the body is sent, nothing is handled', async () => {
    arm({ kind: 'cut-upload', times: 1 });
    await expect(post({ text: 'x'.repeat(3_000_000) })).rejects.toThrow('fetch failed');
    expect(here.handled).toEqual([]);
    expect((await post({ a: 2 })).status).toBe(200);
  });

  test('hang: no answer, nothing handled, and closing does not wait for it', async () => {
    arm({ kind: 'hang' });
    await expect(fetch(`${served.url}/notes/1`, { signal: AbortSignal.timeout(80) })).rejects.toThrow('timeout');
    const open = post({ a: 1 }).catch((error: unknown) => error);
    for (let waited = 0; shop.faults.list()[0]?.fired !== 2 && waited < 5_000; waited += 10) await delay(10);
    await served.close();
    // By name: fetch's TypeError is of another realm than jest's.
    expect(await open).toMatchObject({ name: 'TypeError' });
    expect(here.handled).toEqual([]);
  });

  test('slow and expire-session let the request go on, also into another fault', async () => {
    arm({ kind: 'slow', delayMs: 50 });
    arm({ kind: 'expire-session', times: 1 });
    arm({ kind: 'status', status: 429, times: 1 });
    const started = performance.now();
    expect((await post({ a: 1 })).status).toBe(429);
    expect(performance.now() - started).toBeGreaterThanOrEqual(45);
    expect((await post({ a: 2 })).status).toBe(200);
    expect([here.expired(), here.handled]).toEqual([1, ['{"a":2}']]);
  });

  test('html-200: a login page with 200, nothing handled', async () => {
    arm({ kind: 'html-200' });
    const page = await post({ a: 1 });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<form');
    expect(here.handled).toEqual([]);
  });

  test('truncate: handled, the answer ends early without any sign in its headers', async () => {
    arm({ kind: 'truncate', bytes: 6, times: 1 });
    const answer = await post({ a: 1 });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, null, '{"done']);
    expect(here.handled).toEqual(['{"a":1}']);
    expect(await (await post({ a: 2 })).json()).toEqual({ done: true });
  });

  test('a fault can be aimed at a client, an op or a text in the body; the body still arrives whole', async () => {
    arm({ kind: 'status', status: 400, match: { client: 'eva' } });
    arm({ kind: 'status', status: 409, match: { op: 'create', key: 'Ada@Example.com' } });
    expect((await post({ a: 1 }, { 'x-user': 'eva' })).status).toBe(400);
    expect((await post({ email: 'ada@example.com' })).status).toBe(409);
    expect((await post({ email: 'bo@example.com' })).status).toBe(200);
    expect(here.handled).toEqual(['{"email":"bo@example.com"}']);
  });

  test('a rate is drawn from the seed: the same faults again for the same seed', async () => {
    const drawn = async () => {
      shop.faults.clear();
      arm({ kind: 'status', status: 500, rate: 0.5, seed: 3 });
      const statuses: number[] = [];
      for (let n = 0; n < 20; n += 1) statuses.push((await fetch(`${served.url}/notes/${n}`)).status);
      return statuses;
    };
    const first = await drawn();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await drawn()).toEqual(first);
  });
});

describe('row faults', () => {
  test('meet the row they name, are counted, and leave the transport alone', () => {
    const { faults, kit } = createKit();
    faults.add({
      system: 'salesforce',
      kind: 'row-error',
      code: 'UNABLE_TO_LOCK_ROW',
      times: 1,
      match: { op: 'update', entity: 'contact', key: '003A' },
    });
    const row = {
      system: 'salesforce',
      op: 'update',
      entity: 'Contact',
      key: '003A',
      client: 'sync',
      method: 'PATCH',
      path: '/services',
    } as const;
    expect(kit.rows.forRow({ ...row, key: '003B' })).toBeNull();
    expect(kit.rows.forRow(row)?.code).toBe('UNABLE_TO_LOCK_ROW');
    expect(kit.rows.forRow(row)).toBeNull();
    expect(
      faults.due({
        system: 'salesforce',
        method: 'PATCH',
        path: '/contact/003A',
        client: 'sync',
        body: '',
        op: 'update',
      }),
    ).toEqual([]);
    expect(faults.list()[0]?.fired).toBe(1);
  });
});

describe('clock, write log and chance', () => {
  test('the clock is real time plus what was advanced, and the log numbers and stamps by it', () => {
    const { kit, reset } = createKit(() => START);
    const entry = { system: 'mailchimp', entity: 'member', id: 'x', op: 'create', fields: {}, client: 'c' } as const;
    kit.writes.add(entry);
    kit.clock.advance(1_500);
    kit.writes.add(entry);
    expect(kit.writes.since(1)).toEqual([{ n: 2, ...entry, at: '2026-01-05T08:00:01.500Z' }]);
    expect(kit.writes.since(0)).toHaveLength(2);
    reset();
    expect([kit.clock.now(), kit.writes.since(0)]).toEqual([START, []]);
  });

  test('chance is the same after a reset', () => {
    const { kit, reset } = createKit();
    const first = [kit.random(), kit.random()];
    reset();
    expect([kit.random(), kit.random()]).toEqual(first);
    expect(first[0]).not.toBe(first[1]);
  });
});

test.each([
  ['/3.0/lists/main0001/members?count=5', '/3.0/lists/:id/members'],
  [
    '/3.0/lists/main0001/members/55502f40dc8b7c769880b10874abc9d0/actions/delete-permanent',
    '/3.0/lists/:id/members/:id/actions/delete-permanent',
  ],
  ['/3.0/lists/main0001/members/ada%40example.com', '/3.0/lists/:id/members/:id'],
  ['/services/data/v62.0/query?q=SELECT+Id+FROM+Contact', '/services/data/v62.0/query'],
  ['/services/data/v62.0/query/01gRM000000abcdYAA-2000', '/services/data/v62.0/query/:locator'],
  ['/services/data/v62.0/sobjects/Contact/003RM000006AbCdYAK', '/services/data/v62.0/sobjects/Contact/:id'],
  [
    '/services/data/v62.0/sobjects/CampaignMemberStatus/describe',
    '/services/data/v62.0/sobjects/CampaignMemberStatus/describe',
  ],
  ['/services/data/v62.0/sobjects/Contact/Tandem_Id__c/m-1', '/services/data/v62.0/sobjects/Contact/Tandem_Id__c/:id'],
])('calls: %s is counted as %s', (url, pattern) => {
  expect(pathPattern(url)).toBe(pattern);
});
