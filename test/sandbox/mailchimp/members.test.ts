import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { MEMBERS, servedMailchimp } from './support/servedMailchimp.js';

const { system, call, add, later, listed, logged } = servedMailchimp();

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
