import { expect } from '@jest/globals';
import { DAY, SECOND, type Bench, type Checks } from './bench.js';

async function convert(
  b: Bench,
  lead: string,
  more: object = {},
): Promise<{ account: string; contact: string; opportunity: string | null }> {
  return b.control('convert', { leads: [lead], ...more }).converted[0];
}
const campaign = (b: Bench) => b.create('Campaign', { Name: 'C', IsActive: true });

export const PEOPLE: Checks = {
  'convert.new': async (b) => {
    b.settings({ customFields: ['Lead', 'Contact'].map((object) => ({ object, name: 'Tier__c', type: 'string' })) });
    const lead = await b.create('Lead', {
      FirstName: 'Ada',
      LastName: 'L',
      Company: 'Acme',
      Email: 'a@x.org',
      City: 'Rome',
      LeadSource: 'Web',
      Industry: 'Banking',
      Tier__c: 'Gold',
      HasOptedOutOfEmail: true,
    });
    const { account, contact, opportunity } = await convert(b, lead, { opportunity: 'Deal' });
    expect(await b.read('Account', account, 'Name, BillingCity, Industry')).toMatchObject({
      Name: 'Acme',
      BillingCity: 'Rome',
      Industry: 'Banking',
    });
    expect(
      await b.read('Contact', contact, 'Name, Email, MailingCity, LeadSource, AccountId, Tier__c, HasOptedOutOfEmail'),
    ).toMatchObject({
      Name: 'Ada L',
      Email: 'a@x.org',
      MailingCity: 'Rome',
      LeadSource: 'Web',
      AccountId: account,
      Tier__c: 'Gold',
      HasOptedOutOfEmail: true,
    });
    expect(await b.read('Opportunity', opportunity ?? '', 'Name, AccountId, StageName, CloseDate')).toMatchObject({
      Name: 'Deal',
      AccountId: account,
      StageName: 'Prospecting',
      CloseDate: '2026-03-31',
    });
    expect(await b.query('SELECT OpportunityId, ContactId, IsPrimary FROM OpportunityContactRole')).toMatchObject([
      { OpportunityId: opportunity, ContactId: contact, IsPrimary: true },
    ]);
    expect(
      await b.read(
        'Lead',
        lead,
        'IsConverted, Status, ConvertedDate, ConvertedAccountId, ConvertedContactId, ConvertedOpportunityId',
      ),
    ).toMatchObject({
      IsConverted: true,
      Status: 'Qualified',
      ConvertedDate: '2026-01-05',
      ConvertedAccountId: account,
      ConvertedContactId: contact,
      ConvertedOpportunityId: opportunity,
    });
  },
  'convert.existing': async (b) => {
    const account = await b.create('Account', { Name: 'Old', Phone: '1' });
    const contact = await b.create('Contact', {
      LastName: 'Old',
      AccountId: account,
      Title: 'Boss',
      LeadSource: 'Other',
    });
    const lead = await b.create('Lead', {
      LastName: 'New',
      Company: 'Other',
      Title: 'Clerk',
      Phone: '2',
      Email: 'n@x.org',
      LeadSource: 'Web',
    });
    await convert(b, lead, { account, contact });
    expect(await b.read('Contact', contact, 'LastName, Title, Email, Phone, LeadSource')).toMatchObject({
      LastName: 'Old',
      Title: 'Boss',
      Email: 'n@x.org',
      Phone: '2',
      LeadSource: 'Other',
    });
    expect(await b.read('Account', account, 'Name, Phone')).toMatchObject({ Name: 'Old', Phone: '1' });
    const second = await b.create('Lead', { LastName: 'N', Company: 'O', LeadSource: 'Web' });
    await b.soap(
      `<convertLead><leadConverts><leadId>${second}</leadId><convertedStatus>Qualified</convertedStatus><accountId>${account}</accountId><contactId>${contact}</contactId><doNotCreateOpportunity>true</doNotCreateOpportunity><overwriteLeadSource>true</overwriteLeadSource></leadConverts></convertLead>`,
    );
    expect(await b.read('Contact', contact, 'LeadSource')).toMatchObject({ LeadSource: 'Web' });
  },
  'convert.readOnly': async (b) => {
    const lead = await b.create('Lead', { LastName: 'L', Company: 'X' });
    await convert(b, lead);
    const refused = await b.rest('PATCH', `/sobjects/Lead/${lead}`, { Title: 'T' });
    expect([refused.status, refused.body[0].errorCode, refused.body[0].message]).toEqual([
      400,
      'CANNOT_UPDATE_CONVERTED_LEAD',
      'cannot reference converted lead',
    ]);
    const member = await b.rest('POST', '/sobjects/CampaignMember', { CampaignId: await campaign(b), LeadId: lead });
    expect(member.body[0].errorCode).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
    expect(() => b.control('convert', { leads: [lead] })).toThrow('CANNOT_UPDATE_CONVERTED_LEAD');
  },
  'convert.follows': async (b) => {
    const lead = await b.create('Lead', { LastName: 'L', Company: 'X' });
    const member = await b.create('CampaignMember', {
      CampaignId: await campaign(b),
      LeadId: lead,
      Status: 'Responded',
    });
    const task = await b.create('Task', { WhoId: lead, Subject: 'Call' });
    b.advance(60 * SECOND);
    const { account, contact } = await convert(b, lead);
    expect(await b.read('CampaignMember', member, 'LeadId, ContactId, Type, LeadOrContactId, Status')).toMatchObject({
      LeadId: lead,
      ContactId: contact,
      Type: 'Contact',
      LeadOrContactId: contact,
      Status: 'Responded',
    });
    expect(await b.read('Task', task, 'WhoId, WhatId, LastModifiedDate')).toMatchObject({
      WhoId: contact,
      WhatId: account,
      LastModifiedDate: '2026-01-05T08:01:00.000+0000',
    });
  },
  'convert.queue': async (b) => {
    b.settings({ queues: ['Web leads'], assignmentRules: [{ object: 'Lead', owner: 'Web leads' }] });
    const lead = await b.create('Lead', { LastName: 'L', Company: 'X', Email: 'l@x.org' });
    expect(await b.query('SELECT Owner.Name, Owner.Type FROM Lead')).toMatchObject([
      { Owner: { Name: 'Web leads', Type: 'Queue' } },
    ]);
    const soap = (owner: string) =>
      b.soap(
        `<convertLead><leadConverts><leadId>${lead}</leadId><convertedStatus>Qualified</convertedStatus>${owner}</leadConverts></convertLead>`,
      );
    expect((await soap('')).xml).toContain('you must specify a user for the Owner field');
    const [user] = await b.query("SELECT Id FROM User WHERE Username = 'sync'");
    expect((await soap(`<ownerId>${user.Id}</ownerId>`)).xml).toContain('<success>true</success>');
  },
  'convert.person': async (b) => {
    b.settings({ personAccounts: true });
    const lead = await b.create('Lead', { FirstName: 'Ada', LastName: 'L', Email: 'a@x.org' });
    const { account, contact } = await convert(b, lead);
    expect(await b.read('Account', account, 'IsPersonAccount, Name, PersonEmail, PersonContactId')).toMatchObject({
      IsPersonAccount: true,
      Name: 'Ada L',
      PersonEmail: 'a@x.org',
      PersonContactId: contact,
    });
    expect(await b.read('Contact', contact, 'Email, IsPersonAccount')).toMatchObject({
      Email: 'a@x.org',
      IsPersonAccount: true,
    });
  },
  'convert.many': async (b) => {
    const leads: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      const records = Array.from({ length: 200 }, (_one, n) => ({
        attributes: { type: 'Lead' },
        LastName: `L${at}-${n}`,
        Company: `Co ${at}-${n}`,
      }));
      leads.push(...(await b.rest('POST', '/composite/sobjects', { records })).body.map((one: any) => one.id));
    }
    b.control('convert', { leads });
    expect([
      await b.count('Lead', 'IsConverted = true AND ConvertedContactId != null'),
      await b.count('Contact'),
      await b.count('Account'),
    ]).toEqual([1000, 1000, 1000]);
    const ids = (await b.query('SELECT Id FROM Contact ORDER BY Id')).map((one: any) => one.Id);
    b.control('merge', {
      merges: Array.from({ length: 300 }, (_one, n) => ({
        object: 'Contact',
        winner: ids[3 * n],
        losers: [ids[3 * n + 1]],
      })),
    });
    expect([
      await b.count('Contact'),
      (await b.queryAll('SELECT Id FROM Contact WHERE MasterRecordId != null AND IsDeleted = true')).length,
    ]).toEqual([700, 300]);
  },
  'merge.children': async (b) => {
    const account = await b.create('Account', { Name: 'A' });
    const [keep, lose] = [
      await b.create('Contact', { LastName: 'K', Title: 'Boss' }),
      await b.create('Contact', { LastName: 'L', Title: 'Clerk', AccountId: account }),
    ];
    const [one, two] = [await campaign(b), await campaign(b)];
    for (const [CampaignId, ContactId] of [
      [one, keep],
      [one, lose],
      [two, lose],
    ])
      await b.create('CampaignMember', { CampaignId, ContactId });
    const task = await b.create('Task', { WhoId: lose });
    b.control('merge', { merges: [{ object: 'Contact', winner: keep, losers: [lose] }] });
    expect(
      (await b.query('SELECT CampaignId, ContactId FROM CampaignMember ORDER BY CampaignId')).map((row: any) => [
        row.CampaignId,
        row.ContactId,
      ]),
    ).toEqual([
      [one, keep],
      [two, keep],
    ]);
    expect([await b.read('Task', task, 'WhoId'), await b.read('Contact', keep, 'Title, AccountId')]).toMatchObject([
      { WhoId: keep },
      { Title: 'Boss', AccountId: null },
    ]);
    expect(await b.read('Contact', lose, 'IsDeleted, MasterRecordId')).toMatchObject({
      IsDeleted: true,
      MasterRecordId: keep,
    });
  },
  'merge.chain': async (b) => {
    const [a, c, d] = [
      await b.create('Lead', { LastName: 'A', Company: 'X' }),
      await b.create('Lead', { LastName: 'C', Company: 'X' }),
      await b.create('Lead', { LastName: 'D', Company: 'X' }),
    ];
    b.control('merge', {
      merges: [
        { object: 'Lead', winner: c, losers: [a] },
        { object: 'Lead', winner: d, losers: [c] },
      ],
    });
    expect(
      (await b.queryAll('SELECT Id, MasterRecordId FROM Lead ORDER BY Id')).map((one: any) => one.MasterRecordId),
    ).toEqual([c, d, null]);
    expect(() => b.control('merge', { merges: [{ object: 'Lead', winner: d, losers: [a] }] })).toThrow(
      'ENTITY_IS_DELETED',
    );
    expect(() => b.control('merge', { merges: [{ object: 'Campaign', winner: 'x', losers: [a] }] })).toThrow(
      'INVALID_CROSS_REFERENCE_KEY',
    );
  },
  'delete.undelete': async (b) => {
    const account = await b.create('Account', { Name: 'A' });
    const contact = await b.create('Contact', { LastName: 'C', AccountId: account });
    await b.create('CampaignMember', { CampaignId: await campaign(b), ContactId: contact });
    await b.rest('DELETE', `/sobjects/Account/${account}`);
    expect([await b.count('Contact'), await b.count('CampaignMember')]).toEqual([0, 0]);
    b.control('undelete', { ids: [account] });
    expect([await b.count('Contact', 'IsDeleted = false'), await b.count('CampaignMember')]).toEqual([1, 1]);
  },
  'delete.bin': async (b) => {
    const id = await b.create('Lead', { LastName: 'L', Company: 'X' });
    await b.rest('DELETE', `/sobjects/Lead/${id}`);
    b.advance(14 * DAY);
    expect((await b.queryAll('SELECT Id FROM Lead')).length).toBe(1);
    b.advance(1 * DAY + SECOND);
    await b.rest('GET', '/limits');
    expect(await b.queryAll('SELECT Id FROM Lead')).toEqual([]);
    expect((await b.rest('PATCH', `/sobjects/Lead/${id}`, { Title: 'x' })).status).toBe(404);
  },
  'delete.roles': async (b) => {
    const contact = await b.create('Contact', { LastName: 'C' });
    await b.create('Opportunity', { Name: 'O', StageName: 'Prospecting', CloseDate: '2026-02-02', ContactId: contact });
    const [role] = await b.query('SELECT Id, IsPrimary FROM OpportunityContactRole');
    expect(role.IsPrimary).toBe(true);
    await b.rest('DELETE', `/sobjects/OpportunityContactRole/${role.Id}`);
    expect(await b.queryAll('SELECT Id FROM OpportunityContactRole')).toEqual([]);
  },
  'people.bounces': async (b) => {
    const id = await b.create('Contact', { LastName: 'C', Email: 'a@x.org' });
    await b.rest('PATCH', `/sobjects/Contact/${id}`, {
      EmailBouncedReason: '550',
      EmailBouncedDate: '2026-01-04T00:00:00Z',
    });
    expect(await b.read('Contact', id, 'IsEmailBounced, EmailBouncedReason')).toMatchObject({
      IsEmailBounced: true,
      EmailBouncedReason: '550',
    });
    await b.rest('PATCH', `/sobjects/Contact/${id}`, { Email: 'b@x.org' });
    expect(await b.read('Contact', id, 'IsEmailBounced, EmailBouncedReason')).toMatchObject({
      IsEmailBounced: false,
      EmailBouncedReason: null,
    });
    expect((await b.rest('PATCH', `/sobjects/Contact/${id}`, { IsEmailBounced: true })).body[0].errorCode).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
  },
};
