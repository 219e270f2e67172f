import { describe, expect, test } from '@jest/globals';
import { codeOf } from '../support/codeOf.js';
import { servedSalesforce } from './support/servedSalesforce.js';

const { shop, org, conn, made, read, writes } = servedSalesforce();

describe('deletes, merges, conversions', () => {
  test('a deleted record is seen by queryAll and getDeleted only, and comes back by undelete', async () => {
    const id = await made('Contact', { LastName: 'A' });
    shop.kit.clock.advance(2000);
    await conn().sobject('Contact').destroy(id);
    expect((await conn().query('SELECT Id FROM Contact')).totalSize).toBe(0);
    const all = await conn().query('SELECT IsDeleted, SystemModstamp FROM Contact', { scanAll: true });
    expect(all.records[0]).toMatchObject({ IsDeleted: true, SystemModstamp: '2026-01-05T08:00:02.000+0000' });
    const { deletedRecords } = await conn().sobject('Contact').deleted('2026-01-05T00:00:00Z', '2026-01-06T00:00:00Z');
    expect(deletedRecords.map((one) => one.id)).toEqual([id]);
    org.control['undelete']?.({ ids: [id] });
    expect((await conn().query('SELECT Id FROM Contact')).totalSize).toBe(1);
  });

  test('a merge bins the loser under its winner, moves its children and is logged once', async () => {
    const [winner, loser] = [
      await made('Contact', { LastName: 'A', Title: 'Keeps' }),
      await made('Contact', { LastName: 'B', Title: 'Loses' }),
    ];
    const campaign = await made('Campaign', { Name: 'C' });
    await made('CampaignMember', { CampaignId: campaign, ContactId: loser });
    const soap = await conn().soap.merge({
      masterRecord: { type: 'Contact', Id: winner },
      recordToMergeIds: [loser],
    } as never);
    expect(soap).toMatchObject({ success: true, id: winner });
    const all = await conn().query(`SELECT MasterRecordId, IsDeleted FROM Contact WHERE Id = '${loser}'`, {
      scanAll: true,
    });
    expect(all.records[0]).toMatchObject({ MasterRecordId: winner, IsDeleted: true });
    expect((await conn().query(`SELECT Id FROM CampaignMember WHERE ContactId = '${winner}'`)).totalSize).toBe(1);
    expect(await read(winner, 'Title', 'Contact')).toMatchObject({ Title: 'Keeps' });
    expect(writes().at(-1)).toMatchObject({ op: 'merge', entity: 'Contact', id: winner });
  });

  test('a converted lead names its contact, hands on its memberships and takes no more writes', async () => {
    const lead = await made('Lead', { LastName: 'A', Company: 'X', Email: 'a@x.org', LeadSource: 'Web' });
    const campaign = await made('Campaign', { Name: 'C' });
    const member = await made('CampaignMember', { CampaignId: campaign, LeadId: lead, Status: 'Unheard of' });
    const result = await conn().soap.convertLead({
      leadId: lead,
      convertedStatus: 'Qualified',
      doNotCreateOpportunity: true,
    } as never);
    expect(result).toMatchObject({ success: true, leadId: lead });
    const converted = await read(lead, 'IsConverted, ConvertedContactId, ConvertedDate, Status');
    expect(converted).toMatchObject({ IsConverted: true, ConvertedDate: '2026-01-05', Status: 'Qualified' });
    const contact = String(converted?.['ConvertedContactId']);
    expect(await read(contact, 'LastName, Email, Account.Name', 'Contact')).toMatchObject({
      LastName: 'A',
      Email: 'a@x.org',
      Account: { Name: 'X' },
    });
    expect(await read(member, 'LeadId, ContactId, Status', 'CampaignMember')).toMatchObject({
      LeadId: lead,
      ContactId: contact,
      Status: 'Sent',
    });
    expect(await codeOf(conn().sobject('Lead').update({ Id: lead, Title: 'T' }))).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
    expect(writes().filter((one) => one.op === 'convert')).toMatchObject([
      { id: lead, fields: { ConvertedContactId: [null, contact] } },
    ]);
  });

  test('converting into a contact fills its blanks only', async () => {
    const lead = await made('Lead', { LastName: 'A', Company: 'X', Title: 'New', Phone: '1' });
    const contact = await made('Contact', { LastName: 'Old', Title: 'Old' });
    org.control['convert']?.({ leads: [lead], contact });
    expect(await read(contact, 'LastName, Title, Phone', 'Contact')).toMatchObject({
      LastName: 'Old',
      Title: 'Old',
      Phone: '1',
    });
  });
});
