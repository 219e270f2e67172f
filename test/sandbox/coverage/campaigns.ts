import { expect } from '@jest/globals';
import { SECOND, type Checks } from './bench.js';

export const CAMPAIGNS: Checks = {
  'campaign.members': async (b) => {
    const CampaignId = await b.create('Campaign', { Name: 'C' });
    const LeadId = await b.create('Lead', { LastName: 'L', Company: 'X', Email: 'l@x.org' });
    const ContactId = await b.create('Contact', { LastName: 'C' });
    const unknown = await b.create('CampaignMember', { CampaignId, LeadId, Status: 'Nonsense' });
    expect(
      await b.read('CampaignMember', unknown, 'Status, HasResponded, Type, Email, CompanyOrAccount'),
    ).toMatchObject({ Status: 'Sent', HasResponded: false, Type: 'Lead', Email: 'l@x.org', CompanyOrAccount: 'X' });
    expect((await b.rest('POST', '/sobjects/CampaignMember', { CampaignId, LeadId })).body[0]).toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
      message: 'Already a campaign member.',
    });
    const both = await b.create('CampaignMember', { CampaignId, LeadId, ContactId });
    expect(await b.read('CampaignMember', both, 'LeadId, ContactId')).toMatchObject({ LeadId: null, ContactId });
    await b.rest('PATCH', `/sobjects/CampaignMember/${unknown}`, { Status: 'responded' });
    expect(await b.read('CampaignMember', unknown, 'Status, HasResponded, FirstRespondedDate')).toMatchObject({
      Status: 'Responded',
      HasResponded: true,
      FirstRespondedDate: '2026-01-05',
    });
    expect(
      (await b.rest('PATCH', `/sobjects/CampaignMember/${unknown}`, { HasResponded: false })).body[0].errorCode,
    ).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
    expect((await b.rest('PATCH', `/sobjects/CampaignMember/${unknown}`, { LeadId: null })).body[0].errorCode).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
    expect(await b.read('Campaign', CampaignId, 'NumberOfLeads, NumberOfContacts, NumberOfResponses')).toMatchObject({
      NumberOfLeads: 1,
      NumberOfContacts: 1,
      NumberOfResponses: 1,
    });
  },
  'campaign.statuses': async (b) => {
    const CampaignId = await b.create('Campaign', { Name: 'C' });
    const [sent, responded] = await b.query(
      'SELECT Id, Label, IsDefault, HasResponded FROM CampaignMemberStatus ORDER BY SortOrder',
    );
    expect([sent, responded]).toMatchObject([
      { Label: 'Sent', IsDefault: true, HasResponded: false },
      { Label: 'Responded', IsDefault: false, HasResponded: true },
    ]);
    const opened = await b.create('CampaignMemberStatus', { CampaignId, Label: 'Opened', IsDefault: true });
    expect(await b.query('SELECT Label FROM CampaignMemberStatus WHERE IsDefault = true')).toMatchObject([
      { Label: 'Opened' },
    ]);
    const code = async (method: string, id: string, body?: object) =>
      (await b.rest(method, `/sobjects/CampaignMemberStatus/${id}`, body)).body?.[0].errorCode ?? 'ok';
    expect(await code('DELETE', opened)).toBe('DELETE_FAILED');
    expect(await code('PATCH', responded.Id, { HasResponded: false })).toBe('FIELD_INTEGRITY_EXCEPTION');
    await b.create('CampaignMember', {
      CampaignId,
      LeadId: await b.create('Lead', { LastName: 'L', Company: 'X' }),
      Status: 'Sent',
    });
    expect(await code('DELETE', sent.Id)).toBe('DELETE_FAILED');
    expect(await code('DELETE', responded.Id)).toBe('ok');
  },
  'campaign.rights': async (b) => {
    b.settings({ users: [{ username: 'weak', permissions: { marketingUser: false } }] });
    expect((await b.rest('POST', '/sobjects/Campaign', { Name: 'C' }, { as: 'weak' })).body[0].errorCode).toBe(
      'INSUFFICIENT_ACCESS_OR_READONLY',
    );
    expect(await b.query("SELECT UserPermissionsMarketingUser FROM User WHERE Username = 'weak'")).toMatchObject([
      { UserPermissionsMarketingUser: false },
    ]);
  },
  'opportunity.roles': async (b) => {
    const [one, two] = [await b.create('Contact', { LastName: '1' }), await b.create('Contact', { LastName: '2' })];
    const CampaignId = await b.create('Campaign', { Name: 'C' });
    const OpportunityId = await b.create('Opportunity', {
      Name: 'O',
      StageName: 'Closed Won',
      CloseDate: '2026-02-02',
      Amount: 50,
      CampaignId,
      ContactId: one,
    });
    await b.create('OpportunityContactRole', { OpportunityId, ContactId: two, Role: 'Evaluator', IsPrimary: true });
    expect(
      (await b.query('SELECT ContactId, IsPrimary FROM OpportunityContactRole ORDER BY ContactId')).map((row: any) => [
        row.ContactId,
        row.IsPrimary,
      ]),
    ).toEqual([
      [one, false],
      [two, true],
    ]);
    expect(await b.read('Opportunity', OpportunityId, 'IsClosed, IsWon, Probability, ForecastCategory')).toMatchObject({
      IsClosed: true,
      IsWon: true,
      Probability: 100,
      ForecastCategory: 'Closed',
    });
    expect(await b.read('Campaign', CampaignId, 'NumberOfWonOpportunities, AmountWonOpportunities')).toMatchObject({
      NumberOfWonOpportunities: 1,
      AmountWonOpportunities: 50,
    });
  },
  'activity.whoWhat': async (b) => {
    const account = await b.create('Account', { Name: 'A' });
    const contact = await b.create('Contact', { LastName: 'C', AccountId: account });
    const lead = await b.create('Lead', { LastName: 'L', Company: 'X' });
    const refused = await b.rest('POST', '/sobjects/Task', { WhoId: lead, WhatId: account });
    expect(refused.body[0].errorCode).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect((await b.rest('POST', '/sobjects/Task', { WhatId: lead })).body[0].errorCode).toBe(
      'FIELD_INTEGRITY_EXCEPTION',
    );
    b.advance(60 * SECOND);
    await b.create('Task', { WhoId: contact, Status: 'Completed', ActivityDate: '2026-01-03' });
    expect(await b.read('Contact', contact, 'LastActivityDate, LastModifiedDate, SystemModstamp')).toMatchObject({
      LastActivityDate: '2026-01-03',
      LastModifiedDate: '2026-01-05T08:00:00.000+0000',
      SystemModstamp: '2026-01-05T08:01:00.000+0000',
    });
    expect(await b.query("SELECT Who.Name, Who.Type, AccountId FROM Task WHERE Who.Type = 'Contact'")).toMatchObject([
      { Who: { Name: 'C', Type: 'Contact' }, AccountId: account },
    ]);
  },
  'activity.events': async (b) => {
    const id = await b.create('Event', { StartDateTime: '2026-01-06T10:00:00Z', DurationInMinutes: 30 });
    expect(await b.read('Event', id, 'EndDateTime, ActivityDate')).toMatchObject({
      EndDateTime: '2026-01-06T10:30:00.000+0000',
      ActivityDate: '2026-01-06',
    });
    await b.rest('PATCH', `/sobjects/Event/${id}`, { StartDateTime: '2026-01-07T10:00:00Z' });
    expect(await b.read('Event', id, 'EndDateTime')).toMatchObject({ EndDateTime: '2026-01-07T10:30:00.000+0000' });
    expect((await b.rest('POST', '/sobjects/Event', { StartDateTime: '2026-01-06T10:00:00Z' })).body[0].errorCode).toBe(
      'REQUIRED_FIELD_MISSING',
    );
  },
};
