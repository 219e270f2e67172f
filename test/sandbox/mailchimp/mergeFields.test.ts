import { describe, expect, test } from '@jest/globals';
import { LIST, MEMBERS, servedMailchimp } from './support/servedMailchimp.js';

const { call, add } = servedMailchimp();

describe('merge fields', () => {
  const make = (tag: string, type: string, more: object = {}) =>
    call('POST', `${LIST}/merge-fields`, { tag, name: tag, type, ...more });

  test('the main list is born with five; others are made, changed and dropped', async () => {
    const tags = async () =>
      (await call('GET', `${LIST}/merge-fields?count=100`)).body.merge_fields.map(
        (field: { tag: string }) => field.tag,
      );
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
