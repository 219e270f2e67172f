import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createKit } from '../../sandbox/kit/kit.js';
import { serve, type Served } from '../../sandbox/kit/server.js';
import type { FaultSpec } from '../../sandbox/kit/types.js';
import { createMailchimp } from '../../sandbox/mailchimp/mailchimp.js';

const START = Date.UTC(2026, 0, 5, 8, 0, 0);
const shop = createKit(() => START);
const system = createMailchimp(shop.kit);
let served: Served;
beforeAll(async () => {
  served = await serve(system, shop, { port: 0 });
});
afterAll(() => served.close());
beforeEach(() => {
  shop.reset();
  system.reset();
});

const LIST = '/lists/main0001';
const MEMBERS = `${LIST}/members`;
const basic = (user: string, key: string) => `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;

async function call(
  method: string,
  path: string,
  body?: unknown,
  authorization = basic('any', 'key-us1'),
): Promise<{ status: number; type: string; body: any }> {
  const answer = await fetch(`${served.url}/3.0${path}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, type, body: type.includes('json') ? JSON.parse(text) : text };
}
const add = (email: string, merge_fields: object = {}, status = 'subscribed') =>
  call('POST', MEMBERS, { email_address: email, status, merge_fields });
const batch = (members: readonly object[], more: object = {}) => call('POST', LIST, { members, ...more });
const arm = (spec: Omit<FaultSpec, 'system'>) => shop.faults.add({ system: 'mailchimp', ...spec });
const later = (seconds: number) => shop.kit.clock.advance(seconds * 1000);
const listed = async (query: string) =>
  (await call('GET', `${MEMBERS}?${query}`)).body.members.map((member: any) => member.email_address);
const logged = () => shop.kit.writes.since(0).map(({ op, fields }) => [op, fields]);

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

describe('one member', () => {
  test('is found by the MD5 of the email, the email in any case, and the contact id', async () => {
    const made = (await add('Ada@One.example', { FNAME: 'Ada' })).body;
    expect(made).toMatchObject({
      id: createHash('md5').update('ada@one.example').digest('hex'),
      email_address: 'Ada@One.example',
      last_changed: '2026-01-05T08:00:00+00:00',
    });
    for (const key of [made.id, made.contact_id, 'ADA@one.example'])
      expect((await call('GET', `${MEMBERS}/${key}`)).body).toEqual(made);
    expect((await call('GET', `${MEMBERS}/nobody@one.example`)).body.title).toBe('Resource Not Found');
  });

  test('a second POST is refused as existing', async () => {
    await add('ada@one.example');
    const again = await add('ADA@one.example');
    expect([again.status, again.body.title]).toEqual([400, 'Member Exists']);
  });

  test('PUT creates with status_if_new and keeps the status of a known one', async () => {
    const put = (body: object) =>
      call('PUT', `${MEMBERS}/ada@one.example`, {
        email_address: 'ada@one.example',
        status_if_new: 'subscribed',
        ...body,
      });
    expect((await put({})).body.status).toBe('subscribed');
    await call('PATCH', `${MEMBERS}/ada@one.example`, { status: 'unsubscribed' });
    expect((await put({ merge_fields: { LNAME: 'L' } })).body).toMatchObject({
      status: 'unsubscribed',
      merge_fields: { LNAME: 'L' },
    });
  });

  test('a change of email keeps the contact id; another’s email is refused', async () => {
    const { contact_id } = (await add('old@one.example')).body;
    await add('taken@one.example');
    expect((await call('PATCH', `${MEMBERS}/${contact_id}`, { email_address: 'taken@one.example' })).body.title).toBe(
      'Member Exists',
    );
    expect(
      (await call('PATCH', `${MEMBERS}/${contact_id}`, { email_address: 'new@one.example' })).body.contact_id,
    ).toBe(contact_id);
    expect((await call('GET', `${MEMBERS}/old@one.example`)).status).toBe(404);
    expect((await call('GET', `${MEMBERS}/new@one.example`)).body.contact_id).toBe(contact_id);
  });

  test('a tag is logged and moves last_changed', async () => {
    const { contact_id } = (await add('ada@one.example')).body;
    later(10);
    const tags = [{ name: 'VIP', status: 'active' }];
    expect((await call('POST', `${MEMBERS}/${contact_id}/tags`, { tags })).status).toBe(204);
    const { body } = await call('GET', `${MEMBERS}/${contact_id}`);
    expect(body).toMatchObject({ tags: [{ id: 1, name: 'VIP' }], last_changed: '2026-01-05T08:00:10+00:00' });
    expect(logged()[1]).toEqual(['update', { tags: [null, ['VIP']] }]);
  });

  test('the log has only what really changed, empty as null', async () => {
    await add('ada@one.example', { FNAME: 'Ada', UNKNOWN: 'x' });
    await call('PATCH', `${MEMBERS}/ada@one.example`, { merge_fields: { FNAME: 'Ada', LNAME: '' } });
    await call('PATCH', `${MEMBERS}/ada@one.example`, { status: 'unsubscribed', merge_fields: { FNAME: '' } });
    expect(logged()).toEqual([
      ['create', { email_address: [null, 'ada@one.example'], status: [null, 'subscribed'], FNAME: [null, 'Ada'] }],
      ['update', { status: ['subscribed', 'unsubscribed'], FNAME: ['Ada', null] }],
    ]);
  });

  test('DELETE archives, once; a PUT brings the same contact back', async () => {
    const { contact_id } = (await add('ada@one.example')).body;
    expect((await call('DELETE', `${MEMBERS}/${contact_id}`)).status).toBe(204);
    expect((await call('DELETE', `${MEMBERS}/${contact_id}`)).status).toBe(405);
    expect(await listed('status=archived')).toEqual(['ada@one.example']);
    const back = await call('PUT', `${MEMBERS}/ada@one.example`, {
      email_address: 'ada@one.example',
      status_if_new: 'subscribed',
    });
    expect(back.body).toMatchObject({ contact_id, status: 'subscribed' });
    expect(logged()[1]).toEqual(['archive', { status: ['subscribed', 'archived'] }]);
  });

  test('deleted for ever: gone, and never importable again, not even as pending', async () => {
    await add('ada@one.example');
    expect((await call('POST', `${MEMBERS}/ada@one.example/actions/delete-permanent`)).status).toBe(204);
    expect((await call('GET', MEMBERS)).body.total_items).toBe(0);
    expect((await add('ADA@one.example', {}, 'pending')).body.title).toBe('Forgotten Email Not Subscribed');
  });

  test('who left by themselves or bounced cannot be subscribed, only asked again', async () => {
    await add('ada@one.example');
    await add('bo@one.example');
    system.control['unsubscribe']?.({ members: ['ada@one.example'] });
    system.control['clean']?.({ members: ['bo@one.example'] });
    for (const who of ['ada', 'bo'])
      expect((await call('PATCH', `${MEMBERS}/${who}@one.example`, { status: 'subscribed' })).body.title).toBe(
        'Member In Compliance State',
      );
    expect((await call('PATCH', `${MEMBERS}/ada@one.example`, { status: 'pending' })).body.status).toBe('pending');
    expect((await call('PATCH', `${MEMBERS}/ada@one.example`, { status: 'subscribed' })).body.title).toBe(
      'Member In Compliance State',
    );
    system.control['confirm']?.({ members: ['ada@one.example'] });
    expect((await call('GET', `${MEMBERS}/ada@one.example`)).body.status).toBe('subscribed');
    // People's own doings are not API writes.
    expect(logged().map(([op]) => op)).toEqual(['create', 'create', 'update']);
  });

  test('a form leaves when and from where somebody signed up and confirmed, an API call only its own opt-in, and what a caller says of a form of its own is kept', async () => {
    const told = async () => {
      const { ip_signup, timestamp_signup, ip_opt, timestamp_opt } = (await call('GET', `${MEMBERS}/ada@one.example`))
        .body;
      return [ip_signup !== '', timestamp_signup !== '', ip_opt !== '', timestamp_opt !== ''];
    };
    await add('ada@one.example');
    expect(await told()).toEqual([false, false, true, true]);
    system.control['unsubscribe']?.({ members: ['ada@one.example'] });
    system.control['signUp']?.({ members: ['ada@one.example'] });
    expect((await call('GET', `${MEMBERS}/ada@one.example`)).body.status).toBe('pending');
    system.control['confirm']?.({ members: ['ada@one.example'] });
    expect(await told()).toEqual([true, true, true, true]);
    const given = { ip_signup: '192.0.2.1', timestamp_signup: '2026-01-02T03:04:05+00:00' };
    expect((await call('PATCH', `${MEMBERS}/ada@one.example`, given)).body).toMatchObject(given);
    expect((await call('PATCH', `${MEMBERS}/ada@one.example`, { timestamp_opt: 'soon' })).status).toBe(400);
  });

  test('whoever was unsubscribed by API may be subscribed by API', async () => {
    await add('ada@one.example', {}, 'unsubscribed');
    expect((await call('PATCH', `${MEMBERS}/ada@one.example`, { status: 'subscribed' })).status).toBe(200);
  });

  test.each([
    ['no email', { status: 'subscribed' }],
    ['no mail server could take the email', { email_address: 'two@@signs.example', status: 'subscribed' }],
    ['an unknown status', { email_address: 'a@one.example', status: 'gone' }],
    ['no status', { email_address: 'a@one.example' }],
    ['null for a text', { email_address: null, status: 'subscribed' }],
    ['merge fields that are no object', { email_address: 'a@one.example', status: 'subscribed', merge_fields: 'x' }],
  ])('%s: 400 and nothing is made', async (_what, body) => {
    const answer = await call('POST', MEMBERS, body);
    expect([answer.status, answer.body.title]).toEqual([400, 'Invalid Resource']);
    expect(system.size()).toBe(0);
  });

  test('a body that is no JSON is told so', async () => {
    expect((await call('POST', MEMBERS, '{')).body.title).toBe('JSON Parse Error');
  });
});

describe('merge fields', () => {
  const make = (tag: string, type: string, more: object = {}) =>
    call('POST', `${LIST}/merge-fields`, { tag, name: tag, type, ...more });

  test('the main list is born with five; others are made, changed and dropped', async () => {
    const tags = async () =>
      (await call('GET', `${LIST}/merge-fields?count=100`)).body.merge_fields.map((field: any) => field.tag);
    expect(await tags()).toEqual(['FNAME', 'LNAME', 'ADDRESS', 'PHONE', 'BIRTHDAY']);
    const made = (await make('TITLE', 'text')).body;
    expect(made).toMatchObject({ merge_id: 6, tag: 'TITLE', type: 'text' });
    await call('PATCH', `${LIST}/merge-fields/6`, { name: 'Job' });
    expect((await call('GET', `${LIST}/merge-fields/6`)).body.name).toBe('Job');
    expect((await make('TITLE', 'text')).status).toBe(400);
    expect((await make('ELEVENCHARS', 'text')).status).toBe(400);
    await call('DELETE', `${LIST}/merge-fields/6`);
    expect(await tags()).not.toContain('TITLE');
  });

  test.each([
    ['text', 'x'.repeat(256), null],
    ['text', ' trimmed ', 'trimmed'],
    ['number', 'seven', null],
    ['number', '7.5', 7.5],
    ['date', '2026-02-30', null],
    ['date', '2/28/2026', '2026-02-28'],
    ['birthday', '13/01', null],
    ['birthday', '2/29', '02/29'],
    ['zip', '1234', null],
    ['url', 'one.example', null],
    ['dropdown', 'Green', null],
    ['dropdown', 'Red', 'Red'],
    ['address', { addr1: 'Main Street 1', city: 'X' }, null],
    [
      'address',
      { addr1: 'a', city: 'b', state: 'c', zip: 'd' },
      { addr1: 'a', addr2: '', city: 'b', state: 'c', zip: 'd', country: 'US' },
    ],
  ])('%s takes %j as %j (null: refused)', async (type, given, kept) => {
    await make('FIELD', type, { options: { choices: ['Red', 'Blue'] } });
    const answer = await add('ada@one.example', { FIELD: given });
    if (kept === null) expect(answer.body).toMatchObject({ status: 400, errors: [{ field: 'FIELD' }] });
    else expect(answer.body.merge_fields.FIELD).toEqual(kept);
  });

  test('a required field is asked for, unless validation is skipped', async () => {
    await make('CITY', 'text', { required: true });
    expect((await add('ada@one.example')).body.errors).toEqual([{ field: 'CITY', message: 'Please enter a value' }]);
    const skipped = await call('POST', `${MEMBERS}?skip_merge_validation=true`, {
      email_address: 'ada@one.example',
      status: 'subscribed',
    });
    expect(skipped.status).toBe(200);
  });
});

describe('a batch', () => {
  test('makes and updates, and lists each failure by its email', async () => {
    await add('known@one.example', { FNAME: 'Old' });
    await add('gone@one.example');
    await call('POST', `${MEMBERS}/gone@one.example/actions/delete-permanent`);
    await add('left@one.example');
    system.control['unsubscribe']?.({ members: ['left@one.example'] });
    const { status, body } = await batch(
      [
        { email_address: 'new@one.example', status: 'subscribed' },
        { email_address: 'KNOWN@one.example', merge_fields: { FNAME: 'New' } },
        { email_address: 'gone@one.example', status: 'subscribed' },
        { email_address: 'left@one.example', status: 'subscribed' },
        { email_address: 'nonsense', status: 'subscribed' },
        { email_address: 'long@one.example', status: 'subscribed', merge_fields: { LNAME: 'x'.repeat(300) } },
        { email_address: 'new@one.example', status: 'subscribed' },
      ],
      { update_existing: true },
    );
    expect([status, body.total_created, body.total_updated, body.error_count]).toEqual([200, 1, 1, 5]);
    expect(body.updated_members[0].merge_fields.FNAME).toBe('New');
    expect(body.errors.map((error: any) => [error.email_address, error.error_code, error.field])).toEqual([
      ['gone@one.example', 'ERROR_GENERIC', ''],
      ['left@one.example', 'ERROR_GENERIC', ''],
      ['nonsense', 'ERROR_GENERIC', 'email address'],
      ['long@one.example', 'ERROR_GENERIC', 'LNAME'],
      ['new@one.example', 'ERROR_GENERIC', ''],
    ]);
  });

  test('never touches a known member without update_existing', async () => {
    await add('known@one.example', { FNAME: 'Old' });
    const { body } = await batch([
      { email_address: 'known@one.example', status: 'unsubscribed', merge_fields: { FNAME: 'New' } },
    ]);
    expect(body.errors[0].error_code).toBe('ERROR_CONTACT_EXISTS');
    expect((await call('GET', `${MEMBERS}/known@one.example`)).body).toMatchObject({
      status: 'subscribed',
      merge_fields: { FNAME: 'Old' },
    });
  });

  test('changes the status of a known one with update_existing', async () => {
    await add('known@one.example');
    await batch([{ email_address: 'known@one.example', status: 'unsubscribed' }], { update_existing: true });
    expect((await call('GET', `${MEMBERS}/known@one.example`)).body.status).toBe('unsubscribed');
  });

  test('of more than 500 is refused whole', async () => {
    const many = Array.from({ length: 501 }, (_, n) => ({ email_address: `p${n}@one.example`, status: 'subscribed' }));
    expect((await batch(many)).status).toBe(400);
    expect((await batch(many.slice(1))).body.total_created).toBe(500);
  });

  test('a row fault meets one row, by email or contact id', async () => {
    const { contact_id } = (await add('known@one.example')).body;
    arm({ kind: 'row-error', code: 'ERROR_ODD', match: { key: 'a@one.example' } });
    arm({ kind: 'row-error', match: { key: contact_id, op: 'update' } });
    const { body } = await batch(
      ['a', 'b', 'known'].map((name) => ({
        email_address: `${name}@one.example`,
        status: 'subscribed',
        merge_fields: { FNAME: 'N' },
      })),
      { update_existing: true },
    );
    expect(body.errors.map((error: any) => [error.email_address, error.error_code])).toEqual([
      ['a@one.example', 'ERROR_ODD'],
      ['known@one.example', 'ERROR_GENERIC'],
    ]);
    expect(body.total_created).toBe(1);
  });
});

describe('the listing', () => {
  test('pages by last change, after `since` and before `before`, with its total', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await add(`${name}@one.example`);
      later(10);
    }
    await call('PATCH', `${MEMBERS}/a@one.example`, { merge_fields: { FNAME: 'A' } });
    const sorted = 'sort_field=last_changed&sort_dir=ASC';
    expect(await listed(sorted)).toEqual(['b', 'c', 'd', 'a'].map((name) => `${name}@one.example`));
    expect(await listed('sort_field=last_changed&sort_dir=DESC&count=1&offset=1')).toEqual(['d@one.example']);
    expect(await listed(`${sorted}&since_last_changed=2026-01-05T08:00:20Z`)).toEqual([
      'd@one.example',
      'a@one.example',
    ]);
    expect(
      await listed(`${sorted}&since_last_changed=2026-01-05T08:00:09%2B00:00&before_last_changed=2026-01-05T08:00:30Z`),
    ).toEqual(['b@one.example', 'c@one.example']);
    system.settings({ sinceInclusive: true });
    expect(await listed(`${sorted}&since_last_changed=2026-01-05T08:00:20Z`)).toEqual([
      'c@one.example',
      'd@one.example',
      'a@one.example',
    ]);
    expect((await call('GET', `${MEMBERS}?count=1`)).body.total_items).toBe(4);
  });

  test('those of one second come in an order of their own that holds while nothing changes', async () => {
    await batch(Array.from({ length: 50 }, (_, n) => ({ email_address: `p${n}@one.example`, status: 'subscribed' })));
    const query = 'sort_field=last_changed&sort_dir=ASC&count=20';
    const pages = [await listed(query), await listed(`${query}&offset=20`), await listed(`${query}&offset=40`)].flat();
    expect(new Set(pages).size).toBe(50);
    expect(pages).not.toEqual(Array.from({ length: 50 }, (_, n) => `p${n}@one.example`));
  });

  test('fields and exclude_fields cut the answer', async () => {
    await add('ada@one.example', { FNAME: 'Ada' });
    expect(
      (await call('GET', `${MEMBERS}?fields=members.email_address,members.merge_fields.FNAME,total_items`)).body,
    ).toEqual({
      members: [{ email_address: 'ada@one.example', merge_fields: { FNAME: 'Ada' } }],
      total_items: 1,
    });
    expect((await call('GET', `${MEMBERS}?exclude_fields=members,_links`)).body).toEqual({
      list_id: 'main0001',
      total_items: 1,
    });
  });

  test.each([
    'count=-1',
    'offset=x',
    'since_last_changed=yesterday',
    'since_last_changed=2026-01-05T08:00:00+00:00',
    'status=gone',
    'sort_field=email',
  ])('%s is refused', async (query) => {
    expect((await call('GET', `${MEMBERS}?${query}`)).status).toBe(400);
  });

  test('a late commit is listed when it is due, with its earlier stamp, and as it was until then', async () => {
    await add('ada@one.example', { FNAME: 'Ada' });
    later(10);
    arm({ kind: 'late-commit', delayMs: 60_000, times: 2 });
    await call('PATCH', `${MEMBERS}/ada@one.example`, { merge_fields: { FNAME: 'Anna' } });
    await add('bo@one.example');
    const seen = async () =>
      (await call('GET', `${MEMBERS}?sort_field=last_changed&sort_dir=ASC`)).body.members
        .map((member: any) => [member.email_address, member.merge_fields.FNAME, member.last_changed])
        .toSorted();
    expect(await seen()).toEqual([['ada@one.example', 'Ada', '2026-01-05T08:00:00+00:00']]);
    later(60);
    expect(await seen()).toEqual([
      ['ada@one.example', 'Anna', '2026-01-05T08:00:10+00:00'],
      ['bo@one.example', '', '2026-01-05T08:00:10+00:00'],
    ]);
  });

  test('holds 5,000 members and pages them quickly', async () => {
    const people = Array.from({ length: 5_000 }, (_, n) => ({
      n,
      first: 'F',
      last: 'L',
      email: `p${n}@one.example`,
      phone: '',
      title: '',
      company: '',
      street: '',
      city: '',
      state: '',
      postalCode: '',
      country: '',
      changedAt: START - ((n * 7919) % 60_000_000) - 1000,
    }));
    system.seed(people, 'member');
    const cpu = process.cpuUsage();
    let since = '2020-01-01T00:00:00Z';
    for (let page = 0; page < 5; page += 1) {
      const { body } = await call(
        'GET',
        `${MEMBERS}?sort_field=last_changed&sort_dir=ASC&count=1000&since_last_changed=${encodeURIComponent(since)}&fields=members.contact_id,members.last_changed,total_items`,
      );
      expect(body.members).toHaveLength(1000);
      since = body.members.at(-1).last_changed;
    }
    const { user, system: kernel } = process.cpuUsage(cpu);
    // By processor time, so that a busy machine matters little.
    expect((user + kernel) / 1e6).toBeLessThan(5);
  });
});

describe('throttling', () => {
  test('more calls at once than allowed: 429 without Retry-After; room again once one has gone', async () => {
    expect(system.settings({})).toMatchObject({ connections: 10 });
    system.settings({ connections: 2 });
    arm({ kind: 'hang', times: 2 });
    const gone = new AbortController();
    const hanging = [1, 2].map(() =>
      fetch(`${served.url}/3.0/ping`, { headers: { authorization: basic('any', 'key-us1') }, signal: gone.signal }),
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
