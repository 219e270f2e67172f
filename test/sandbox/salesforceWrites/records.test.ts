import { describe, expect, test } from '@jest/globals';
import { codeOf } from '../support/codeOf.js';
import { servedSalesforce } from './support/servedSalesforce.js';

const { shop, org, conn, user, api, made, read, writes } = servedSalesforce();

describe('saving a record', () => {
  test('stamps whole seconds and the credentials’ user, trims text, keeps the phone as given', async () => {
    const id = await made('Lead', { LastName: '  Ada ', Company: 'X', Title: '   ', Phone: '+49 (30) 12-3' });
    expect(await read(id)).toMatchObject({
      LastName: 'Ada',
      Name: 'Ada',
      Title: null,
      Phone: '+49 (30) 12-3',
      Status: 'New',
      SystemModstamp: '2026-01-05T08:00:00.000+0000',
      HasOptedOutOfEmail: false,
    });
    shop.kit.clock.advance(5000);
    await user().sobject('Lead').update({ Id: id, Title: 'Boss' });
    expect(await read(id, 'LastModifiedBy.Username, CreatedBy.Username, SystemModstamp')).toMatchObject({
      LastModifiedBy: { Username: 'anna' },
      CreatedBy: { Username: 'sync' },
      SystemModstamp: '2026-01-05T08:00:05.000+0000',
    });
  });

  test('the write log holds only what really changed, by whom; seeds and control calls are not in it', async () => {
    const id = await made('Contact', { LastName: 'Ada', Email: 'a@x.org' });
    await user().sobject('Contact').update({ Id: id, LastName: 'Ada', Title: 'Boss' });
    await user().sobject('Contact').destroy(id);
    org.control['undelete']?.({ ids: [id] });
    org.control['delete']?.({ ids: [id] });
    expect(writes().map(({ op, entity, id: of, fields, client }) => [op, entity, of, fields, client])).toEqual([
      ['create', 'Contact', id, { LastName: [null, 'Ada'], Email: [null, 'a@x.org'] }, 'sync'],
      ['update', 'Contact', id, { Title: [null, 'Boss'] }, 'anna'],
      ['delete', 'Contact', id, {}, 'anna'],
    ]);
  });

  test.each([
    [{ Company: 'X' }, 'REQUIRED_FIELD_MISSING'],
    [{ LastName: 'x'.repeat(81), Company: 'X' }, 'STRING_TOO_LONG'],
    [{ LastName: 'A', Company: 'X', Email: 'no-address' }, 'INVALID_EMAIL_ADDRESS'],
    [{ LastName: 'A', Company: 'X', Nonsense: 1 }, 'INVALID_FIELD'],
    [{ LastName: 'A', Company: 'X', IsConverted: true }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    [{ LastName: 'A', Company: 'X', Tier__c: 'Iron' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    [{ LastName: 'A', Company: 'Forbidden' }, 'FIELD_CUSTOM_VALIDATION_EXCEPTION'],
    [{ LastName: 'A', Company: 'X', OwnerId: 'nonsense' }, 'MALFORMED_ID'],
    [{ LastName: 'A', Company: 'X', HasOptedOutOfEmail: 'perhaps' }, 'JSON_PARSER_ERROR'],
    [{ LastName: 'A', Company: 'X', Email: 'twin@x.org' }, 'DUPLICATES_DETECTED'],
    [{ LastName: 'A', Company: 'X', Ext__c: 'One' }, 'DUPLICATE_VALUE'],
  ])('%j is refused with %s and leaves nothing', async (fields, code) => {
    org.settings({
      customFields: [
        { object: 'Lead', name: 'Tier__c', type: 'picklist', values: ['Gold'], restricted: true },
        { object: 'Lead', name: 'Ext__c', type: 'string', length: 20, externalId: true, unique: true },
      ],
      validationRules: [{ object: 'Lead', condition: "Company = 'Forbidden'", message: 'Not this one.' }],
      duplicateRules: [{ object: 'Lead', fields: ['Email'], action: 'block' }],
    });
    await made('Lead', { LastName: 'First', Company: 'X', Email: 'Twin@x.org', Ext__c: 'one' });
    const answer = await api('POST', '/sobjects/Lead', fields);
    expect([answer.status, (answer.body as [{ errorCode: string }])[0].errorCode]).toEqual([400, code]);
    expect((await conn().query('SELECT COUNT() FROM Lead')).totalSize).toBe(1);
  });

  test('an alert’s duplicate may be saved by who asks for it', async () => {
    org.settings({ duplicateRules: [{ object: 'Lead', fields: ['Email'], action: 'alert' }] });
    await made('Lead', { LastName: 'A', Company: 'X', Email: 'a@x.org' });
    const again = { LastName: 'B', Company: 'X', Email: 'a@x.org' };
    expect((await api('POST', '/sobjects/Lead', again)).status).toBe(400);
    expect(
      (await api('POST', '/sobjects/Lead', again, { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' })).status,
    ).toBe(201);
  });

  test('assignment rules run, and mail, unless the caller says not to', async () => {
    org.settings({ assignmentRules: [{ object: 'Lead', owner: 'queue@acme.example' }] });
    const quiet = await api(
      'POST',
      '/sobjects/Lead',
      { LastName: 'A', Company: 'X', Email: 'a@x.org' },
      { 'Sforce-Auto-Assign': 'FALSE' },
    );
    expect([quiet.status, org.mails()]).toEqual([201, []]);
    const id = await made('Lead', { LastName: 'B', Company: 'X', Email: 'b@x.org' });
    expect(org.mails().map((mail) => [mail.kind, mail.to])).toEqual([
      ['assignment', 'queue@acme.example'],
      ['auto-response', 'b@x.org'],
    ]);
    expect(await read(id, 'Owner.Username')).toMatchObject({ Owner: { Username: 'queue@acme.example' } });
  });
});

test('what was saved is there again after a load, and ids go on from there', async () => {
  const id = await made('Lead', { LastName: 'A', Company: 'X' });
  const state = JSON.parse(JSON.stringify([...org.saveParts()])) as unknown[];
  org.reset();
  org.loadParts(state);
  expect(await read(id, 'LastName')).toMatchObject({ LastName: 'A' });
  expect(await made('Lead', { LastName: 'B', Company: 'X' })).not.toBe(id);
});

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
