import { expect, test } from '@jest/globals';
import { codeOf, servedSalesforce } from './support/servedSalesforce.js';

const { org, conn, made, read } = servedSalesforce();

test('person accounts: the contact half follows the account and takes no writes of its own', async () => {
  org.settings({ personAccounts: true });
  const account = await made('Account', { LastName: 'Ada', PersonEmail: 'a@x.org' });
  const [contact] = (
    await conn().query<{ Id: string; IsPersonAccount: boolean; Email: string }>(
      'SELECT Id, IsPersonAccount, Email FROM Contact',
    )
  ).records;
  expect(contact).toMatchObject({ IsPersonAccount: true, Email: 'a@x.org' });
  await conn().sobject('Account').update({ Id: account, PersonEmail: 'b@x.org' });
  expect(await read(contact?.Id ?? '', 'Email', 'Contact')).toMatchObject({ Email: 'b@x.org' });
  expect(
    await codeOf(
      conn()
        .sobject('Contact')
        .update({ Id: contact?.Id ?? '', Title: 'T' }),
    ),
  ).toBe('INVALID_PERSON_ACCOUNT_OPERATION');
});
