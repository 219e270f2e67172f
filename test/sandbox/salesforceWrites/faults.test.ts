import { describe, expect, test } from '@jest/globals';
import { codeOf } from '../support/codeOf.js';
import { codes, servedSalesforce } from './support/servedSalesforce.js';

const { shop, org, conn, user, api, many, made, read } = servedSalesforce();

describe('faults and locks', () => {
  test('a late commit is accepted at once and seen only later, with its earlier stamp', async () => {
    shop.faults.add({ system: 'salesforce', kind: 'late-commit', delayMs: 60_000, match: { client: 'anna' } });
    const id = await made('Lead', { LastName: 'Late', Company: 'X' }, user());
    shop.kit.clock.advance(30_000);
    await made('Lead', { LastName: 'Early', Company: 'X' });
    const names = async () =>
      (await conn().query<{ Name: string }>('SELECT Name FROM Lead ORDER BY SystemModstamp, Id')).records.map(
        (one) => one.Name,
      );
    expect(await names()).toEqual(['Early']);
    shop.kit.clock.advance(31_000);
    expect(await names()).toEqual(['Late', 'Early']);
    expect(await read(id, 'SystemModstamp')).toMatchObject({ SystemModstamp: '2026-01-05T08:00:00.000+0000' });
  });

  test('a row fault refuses its row alone', async () => {
    shop.faults.add({
      system: 'salesforce',
      kind: 'row-error',
      code: 'UNABLE_TO_LOCK_ROW',
      match: { key: 'b@x.org' },
      times: 1,
    });
    const rows = ['a', 'b', 'c'].map((name) => ({ LastName: name, Company: 'X', Email: `${name}@x.org` }));
    expect(codes(await many('POST', '/composite/sobjects', rows))).toEqual(['ok', 'UNABLE_TO_LOCK_ROW', 'ok']);
  });

  test('lockMs: siblings of one account are refused while another request holds it', async () => {
    const account = await made('Account', { Name: 'A' });
    org.settings({ lockMs: 1000 });
    await made('Contact', { LastName: 'A', AccountId: account });
    expect(await codeOf(user().sobject('Contact').create({ LastName: 'B', AccountId: account }))).toBe(
      'UNABLE_TO_LOCK_ROW',
    );
    shop.kit.clock.advance(1001);
    expect(await codeOf(user().sobject('Contact').create({ LastName: 'B', AccountId: account }))).toBe('none');
  });

  test('a fault on creates meets an upsert of new records, not one of known ones', async () => {
    org.settings({ customFields: [{ object: 'Lead', name: 'Ext__c', externalId: true, unique: true }] });
    await many('PATCH', '/composite/sobjects/Lead/Ext__c', [{ Ext__c: 'old', LastName: 'A', Company: 'X' }]);
    shop.faults.add({ system: 'salesforce', kind: 'status', status: 503, match: { op: 'create' } });
    const upsert = (key: string) =>
      api('PATCH', '/composite/sobjects/Lead/Ext__c', { records: [{ Ext__c: key, LastName: 'A', Company: 'X' }] });
    expect([(await upsert('old')).status, (await upsert('new')).status]).toEqual([200, 503]);
  });
});
