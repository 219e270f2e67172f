import { describe, expect, test } from '@jest/globals';
import { MEMBERS, servedMailchimp } from './support/servedMailchimp.js';

const { system, call, add, batch, arm } = servedMailchimp();

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
    expect(body.updated_members[0]?.merge_fields.FNAME).toBe('New');
    expect(body.errors.map((error) => [error.email_address, error.error_code, error.field])).toEqual([
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
    expect(body.errors[0]?.error_code).toBe('ERROR_CONTACT_EXISTS');
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
    expect(body.errors.map((error) => [error.email_address, error.error_code])).toEqual([
      ['a@one.example', 'ERROR_ODD'],
      ['known@one.example', 'ERROR_GENERIC'],
    ]);
    expect(body.total_created).toBe(1);
  });
});
