import { describe, expect, test } from '@jest/globals';
import { codes, servedSalesforce } from './support/servedSalesforce.js';

const { org, conn, api, many, made, writes } = servedSalesforce();

describe('collections', () => {
  test('answer per row, in order; with allOrNone one refusal undoes all', async () => {
    const rows = [{ LastName: 'A', Company: 'X' }, { LastName: 'B' }, { LastName: 'C', Company: 'X' }];
    expect(codes(await many('POST', '/composite/sobjects', rows))).toEqual(['ok', 'REQUIRED_FIELD_MISSING', 'ok']);
    expect(codes(await many('POST', '/composite/sobjects', rows, true))).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'REQUIRED_FIELD_MISSING',
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    ]);
    expect((await conn().query('SELECT COUNT() FROM Lead')).totalSize).toBe(2);
    expect(writes()).toHaveLength(2);
  });

  test('upsert by external id creates once and updates after, in any case of the key', async () => {
    org.settings({
      customFields: [{ object: 'Lead', name: 'Ext__c', type: 'string', length: 20, externalId: true, unique: true }],
    });
    const path = '/composite/sobjects/Lead/Ext__c';
    const first = await many('PATCH', path, [{ Ext__c: 'k1', LastName: 'A', Company: 'X' }]);
    const second = await many('PATCH', path, [
      { Ext__c: 'K1', LastName: 'B' },
      { Ext__c: 'k2', LastName: 'C', Company: 'X' },
    ]);
    expect([...first, ...second].map((one) => one.created)).toEqual([true, false, true]);
    expect(second[0]?.id).toBe(first[0]?.id);
    const single = await api('PATCH', '/sobjects/Lead/Ext__c/k3', { LastName: 'D', Company: 'X' });
    expect([single.status, (await api('PATCH', '/sobjects/Lead/Ext__c/k3', { LastName: 'E' })).status]).toEqual([
      201, 200,
    ]);
  });

  test('more than 200 are refused as a whole, deleted and unknown ids each by itself', async () => {
    const rows = Array.from({ length: 201 }, () => ({ LastName: 'A', Company: 'X' }));
    expect((await api('POST', '/composite/sobjects', { records: rows })).status).toBe(400);
    const id = await made('Lead', { LastName: 'A', Company: 'X' });
    const gone = await made('Lead', { LastName: 'B', Company: 'X' });
    await conn().sobject('Lead').destroy(gone);
    const unknown = `${id.slice(0, 14)}z`;
    expect(
      codes(
        await many('PATCH', '/composite/sobjects', [
          { Id: id, Title: 'T' },
          { Id: gone, Title: 'T' },
          { Id: unknown, Title: 'T' },
        ]),
      ),
    ).toEqual(['ok', 'ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']);
    const found = await api('POST', '/composite/sobjects/Lead', { ids: [id, gone], fields: ['Id', 'Title'] });
    expect(found.body).toEqual([{ attributes: expect.anything(), Id: id, Title: 'T' }, null]);
  });

  test('a composite passes ids on', async () => {
    const answer = await api('POST', '/composite', {
      compositeRequest: [
        { method: 'POST', url: '/services/data/v62.0/sobjects/Account', referenceId: 'acc', body: { Name: 'Acme' } },
        {
          method: 'POST',
          url: '/services/data/v62.0/sobjects/Contact',
          referenceId: 'con',
          body: { LastName: 'A', AccountId: '@{acc.id}' },
        },
      ],
    });
    expect(answer.body).toMatchObject({ compositeResponse: [{ httpStatusCode: 201 }, { httpStatusCode: 201 }] });
    expect((await conn().query("SELECT Id FROM Contact WHERE Account.Name = 'Acme'")).totalSize).toBe(1);
  });
});
