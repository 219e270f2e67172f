import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/main.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterAll(() => sandbox.close());

interface Answer {
  readonly status: number;
  readonly body: any;
}

async function control(method: string, call: string, body?: unknown, of: Sandbox = sandbox): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${of.ports.control}${call}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function mailchimp(method: string, call: string, body?: unknown, of: Sandbox = sandbox): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${of.ports.mailchimp}/3.0${call}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from('eva:key-us1').toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
}

beforeEach(() => control('POST', '/reset'));

test('GET / tells where each system listens and null for those not built', async () => {
  const { body } = await control('GET', '/');
  expect(body.ports).toEqual(sandbox.ports);
  expect(Object.keys(body.ports)).toEqual([
    'control',
    'salesforce',
    'salesforceTls',
    'mailchimp',
    'dotdigital',
    'apollo',
    'sharpspring',
  ]);
  expect(body.ports).toMatchObject({
    dotdigital: null,
    apollo: null,
    sharpspring: null,
    mailchimp: expect.any(Number),
    salesforce: expect.any(Number),
  });
  expect(body.versions.mailchimp).toBe('3.0');
});

test('after a reset the same seed makes the same members, another one none of their ids', async () => {
  const made = async (seed: number): Promise<readonly string[]> => {
    await control('POST', '/reset');
    return (await control('POST', '/seed', { members: { mailchimp: 9 }, seed })).body.members.mailchimp;
  };
  const first = await made(7);
  expect(await made(7)).toEqual(first);
  const others = await made(8);
  expect(others).toHaveLength(9);
  expect(others.filter((id) => first.includes(id))).toEqual([]);
});

test('seeding answers with the ids in the shape of the request, and seeds are no writes', async () => {
  const { status, body } = await control('POST', '/seed', {
    leads: 2,
    contacts: 3,
    accounts: 1,
    members: { mailchimp: 4 },
    overlap: 0.5,
    seed: 7,
  });
  expect(status).toBe(200);
  expect(
    [body.leads, body.contacts, body.accounts, body.campaigns, body.members.mailchimp].map((ids) => ids.length),
  ).toEqual([2, 3, 1, 0, 4]);
  expect((await mailchimp('GET', '/lists/main0001/members?fields=total_items')).body).toEqual({ total_items: 4 });
  expect((await control('GET', '/writes')).body).toEqual([]);
});

test('writes since N, calls by pattern, and their clearing', async () => {
  await control('DELETE', '/calls');
  await mailchimp('POST', '/lists/main0001/members', {
    email_address: 'ada@one.example',
    status: 'subscribed',
    merge_fields: { FNAME: 'Ada' },
  });
  await mailchimp('PATCH', '/lists/main0001/members/ada@one.example', { merge_fields: { FNAME: 'Anna', LNAME: '' } });
  const all = (await control('GET', '/writes')).body;
  expect(all.map((entry: any) => [entry.n, entry.op, entry.client, entry.fields])).toEqual([
    [
      1,
      'create',
      'eva',
      { email_address: [null, 'ada@one.example'], status: [null, 'subscribed'], FNAME: [null, 'Ada'] },
    ],
    [2, 'update', 'eva', { FNAME: ['Ada', 'Anna'] }],
  ]);
  expect((await control('GET', '/writes?since=1')).body).toEqual(all.slice(1));
  expect((await control('GET', '/calls')).body).toEqual({
    mailchimp: { 'POST /3.0/lists/:id/members': 1, 'PATCH /3.0/lists/:id/members/:id': 1 },
  });
  await control('DELETE', '/calls');
  expect((await control('GET', '/calls')).body).toEqual({});
});

test('faults are armed, listed with how often they fired, and cleared', async () => {
  const armed = await control('POST', '/faults', {
    system: 'mailchimp',
    kind: 'status',
    status: 503,
    times: 1,
    match: { path: '/ping' },
  });
  expect(armed).toEqual({ status: 200, body: { id: 1 } });
  expect([(await mailchimp('GET', '/ping')).status, (await mailchimp('GET', '/ping')).status]).toEqual([503, 200]);
  expect((await control('GET', '/faults')).body).toMatchObject([
    { id: 1, kind: 'status', match: { path: '/ping' }, fired: 1 },
  ]);
  await control('DELETE', '/faults');
  expect((await control('GET', '/faults')).body).toEqual([]);
});

test('the clock moves all stamps and Date headers', async () => {
  const before = Date.now();
  const { body } = await control('POST', '/clock', { advanceS: 86_400 });
  expect(Date.parse(body.now)).toBeGreaterThanOrEqual(before + 86_400_000);
  const made = await mailchimp('POST', '/lists/main0001/members', {
    email_address: 'bo@one.example',
    status: 'subscribed',
  });
  expect(Date.parse(made.body.last_changed)).toBeGreaterThanOrEqual(before + 86_399_000);
});

test('reset empties all: people, writes, faults, clock, settings', async () => {
  await control('POST', '/seed', { contacts: 2, members: { mailchimp: 2 } });
  await control('POST', '/clock', { advanceS: 86_400 });
  await control('POST', '/mailchimp/settings', { connections: 1 });
  await control('POST', '/faults', { system: 'mailchimp', kind: 'hang' });
  await control('POST', '/reset');
  const { body } = await control('GET', '/');
  expect(body.sizes.mailchimp).toBe(0);
  expect(Date.parse(body.now)).toBeLessThan(Date.now() + 60_000);
  expect((await control('GET', '/faults')).body).toEqual([]);
  expect((await control('POST', '/mailchimp/settings', {})).body.connections).toBe(10);
});

describe('bad bodies: 400 with the field and why', () => {
  test.each([
    ['/seed', { contacts: -1 }, 'contacts'],
    ['/seed', { people: 3 }, ''],
    ['/seed', { members: { mailchimp: 'many' } }, 'members.mailchimp'],
    ['/seed', { members: { apollo: 1 } }, 'members.apollo'],
    ['/faults', { system: 'mailchimp', kind: 'flood' }, 'kind'],
    ['/faults', { system: 'mailchimp', kind: 'slow', rate: 2 }, 'rate'],
    ['/clock', { advanceS: '1' }, 'advanceS'],
    ['/mailchimp/settings', { connections: 0 }, 'connections'],
    ['/mailchimp/settings', { windows: 1 }, 'windows'],
    ['/mailchimp/unsubscribe', { members: ['nobody@one.example'] }, ''],
    ['/clock', '{"advanceS":', ''],
  ])('%s %j: %s', async (call, body, field) => {
    const answer = await control('POST', call, body);
    expect(answer.status).toBe(400);
    expect(answer.body.problems[0]).toEqual({
      path: expect.stringContaining(field),
      reason: expect.stringMatching(/\w/),
    });
  });

  test('an unknown system or call is 404', async () => {
    expect((await control('POST', '/apollo/settings', {})).status).toBe(404);
    expect((await control('POST', '/mailchimp/nothing', {})).status).toBe(404);
  });
});

test('what is held is saved on close and there again in a second run', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sandbox-'));
  try {
    const first = await startSandbox({ port: 0, data });
    const ids = (await control('POST', '/seed', { contacts: 3, members: { mailchimp: 3 }, overlap: 1 }, first)).body;
    const list = '/lists/main0001/members?sort_field=last_changed&sort_dir=ASC';
    const before = (await mailchimp('GET', list, undefined, first)).body;
    await first.close();
    const second = await startSandbox({ port: 0, data });
    try {
      expect((await mailchimp('GET', list, undefined, second)).body).toEqual(before);
      const made = await mailchimp(
        'POST',
        '/lists/main0001/members',
        { email_address: 'new@one.example', status: 'subscribed' },
        second,
      );
      expect(ids.members.mailchimp).not.toContain(made.body.contact_id);
      expect((await control('GET', '/', undefined, second)).body.sizes).toMatchObject({
        mailchimp: 4,
        salesforce: expect.any(Number),
      });
    } finally {
      await second.close();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});
